import type { Producer } from '../../../../plugins/contract.ts'

/** Blocks of a size, each filled with its number. */
const blocks: Producer<{ count: number; sizeBytes: number }, Uint8Array> = function* ({ count, sizeBytes }) {
  for (let index = 0; index < count; index += 1) yield new Uint8Array(sizeBytes).fill(index & 0xff)
}

export default blocks
