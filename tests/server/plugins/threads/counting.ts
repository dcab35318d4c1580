import { createHash } from 'node:crypto'
import type { Consumer } from '../../../../plugins/contract.ts'

/** Counts and hashes the bytes it was given. */
const counting: Consumer<null, { bytes: number; sha256: string }> = () => {
  const hash = createHash('sha256')
  let bytes = 0
  return {
    write(buffer) {
      bytes += buffer.byteLength
      hash.update(buffer)
    },
    finish: () => ({ bytes, sha256: hash.digest('hex') }),
    abandon() {},
  }
}

export default counting
