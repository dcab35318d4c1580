import type { Bytes } from '../../../../plugins/contract.ts'
import database from '../../../../plugins/targets/database/index.ts'
import { call, content, hostOf, keysOf, mebibyte } from './place.ts'

/** What this program is told to do with the target, as JSON in its only argument. */
export interface WriterOrder {
  readonly path: string
  readonly keys: readonly string[]
  readonly piecesEach: number
  readonly exclusive: boolean
  /** Stops for ever after so many pieces of an object, saying so. */
  readonly stopAfterPieces: number | null
  /** Reads each object back before the next. */
  readonly reads: boolean
}

const order = JSON.parse(process.argv[2]!) as WriterOrder
const logged: string[] = []
await using target = await database.open({ path: order.path }, hostOf(logged))

async function* pieces(): Bytes {
  for (let piece = 0; piece < order.piecesEach; piece += 1) {
    if (piece === order.stopAfterPieces) {
      process.stdout.write('stopped\n')
      await new Promise((resolve) => setTimeout(resolve, 60_000))
    }
    yield content(mebibyte, piece + 1)
  }
}

const won: string[] = []
let readBytes = 0
const usualKb = process.resourceUsage().maxRSS
for (const key of order.keys) {
  try {
    await target.put(key, pieces(), { ...call, exclusive: order.exclusive })
    won.push(key)
  } catch (error) {
    if ((error as { code?: string }).code !== 'conflict') throw error
  }
  if (order.reads) for await (const bytes of target.get(key, call)) readBytes += bytes.byteLength
}
const grownBytes = (process.resourceUsage().maxRSS - usualKb) * 1024
process.stdout.write(`${JSON.stringify({ won, readBytes, grownBytes, seen: (await keysOf(target)).length })}\n`)
