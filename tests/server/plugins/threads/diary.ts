import { appendFileSync } from 'node:fs'
import type { Consumer } from '../../../../plugins/contract.ts'
import { Failure } from '../../../../plugins/failure.ts'

/** Writes down what happens to it; fails where it is told to. */
const diary: Consumer<{ path: string; failIn: 'write' | 'finish' | null }, string> = ({ path, failIn }) => {
  const note = (text: string) => appendFileSync(path, `${text}\n`)
  const failIfAsked = (place: string) => {
    if (failIn === place) throw new Failure('exhausted', `full in ${place}`)
  }
  return {
    write(bytes) {
      note(`write ${bytes.byteLength}`)
      failIfAsked('write')
    },
    finish() {
      note('finish')
      failIfAsked('finish')
      return 'result'
    },
    abandon: () => note('abandon'),
  }
}

export default diary
