import type { ChunkRecord, Recipe } from './recipe.ts'

/** Chunks that lie one behind the other in one archive, so that one request fetches them all. */
export interface Run {
  readonly archive: number
  readonly fromByte: number
  readonly toByte: number
  readonly chunks: readonly { readonly record: ChunkRecord; readonly index: number }[]
}

/** Bounds what one request brings into memory, and with it how far reading runs ahead. */
const runBytesMax = 8 * 1024 * 1024

/** The chunks from `from` up to `to` of a recipe as few runs, in order. */
export function* planRuns(recipe: Recipe, from: number, to: number): Generator<Run> {
  let chunks: { record: ChunkRecord; index: number }[] = []
  for (let index = from; index < to; index++) {
    const record = recipe.at(index)
    const last = chunks.at(-1)?.record
    const first = chunks[0]?.record
    const joins =
      last !== undefined &&
      first !== undefined &&
      record.archive === last.archive &&
      record.offset === last.offset + last.storedBytes &&
      record.offset + record.storedBytes - first.offset <= runBytesMax
    if (!joins && chunks.length > 0) {
      yield runOf(chunks)
      chunks = []
    }
    chunks.push({ record, index })
  }
  if (chunks.length > 0) yield runOf(chunks)
}

function runOf(chunks: readonly { record: ChunkRecord; index: number }[]): Run {
  const first = chunks[0]!.record
  const last = chunks.at(-1)!.record
  return { archive: first.archive, fromByte: first.offset, toByte: last.offset + last.storedBytes, chunks }
}
