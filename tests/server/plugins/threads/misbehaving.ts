import { appendFileSync } from 'node:fs'
import type { Producer } from '../../../../plugins/contract.ts'
import { Failure } from '../../../../plugins/failure.ts'

export interface Misbehaviour {
  readonly how: 'failure' | 'system-error' | 'exit' | 'endless' | 'pooled' | 'files'
  /** A file that the producer's `finally` block writes to. */
  readonly diary: string
}

/** Ends in the way it is told to, and notes in a file that it cleaned up. */
const misbehaving: Producer<Misbehaviour, unknown> = function* ({ how, diary }, tools) {
  try {
    if (how === 'pooled') {
      for (let index = 0; index < 50; index += 1) {
        const bytes = Buffer.from(`item ${index}`)
        yield { bytes, nested: [{ fingerprint: Buffer.from(`print ${index}`).subarray(0, 5) }] }
      }
      return
    }
    yield new Uint8Array(3)
    if (how === 'failure') throw new Failure('denied', 'not for you', { remedy: 'Ask.', detail: { path: '/x' } })
    if (how === 'system-error') tools.files.openSync('/there/is/none', 'r')
    if (how === 'files') yield Object.keys(tools.files).sort()
    if (how === 'exit') process.exit(3)
    if (how === 'endless') for (;;) yield new Uint8Array(100_000)
  } finally {
    appendFileSync(diary, 'cleaned up\n')
  }
}

export default misbehaving
