import type { ByteReader } from './byte-reader.ts'
import { type ChunkPlace, digestBytes } from './chunk-places.ts'
import { type Coding, coding } from './codec.ts'
import { featureCount } from './features.ts'
import type { Dictionary, Recipe } from './recipe.ts'

/** More is refused: a reader takes a chunk into memory whole. */
export const chunkBytesMax = 16 * 1024 * 1024
/** By how much the stored bytes of a chunk may exceed the plain ones. */
const excessBytesMax = 1024 * 1024
const noDictionary = 0xffffffff

const placeWidths = [digestBytes, 4, 2, 8, 4, 1] as const
const chunkWidths = [...placeWidths, 4, 4 * featureCount] as const
const column = { sha256: 0, plainBytes: 1, archive: 2, offset: 3, storedBytes: 4, coding: 5, dictionary: 6, features: 7 } as const

export const placeBytes = sum(placeWidths)
export const chunkBytes = sum(chunkWidths)

export interface ColumnLimits {
  /** Archives that the index may refer to besides its own. */
  readonly archives: number
}

/** A table written column by column. */
class ColumnBlock {
  readonly bytes: Uint8Array
  readonly view: DataView
  readonly #starts: readonly number[]
  readonly #widths: readonly number[]

  constructor(bytes: Uint8Array, widths: readonly number[], rows: number) {
    this.bytes = bytes
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    this.#widths = widths
    this.#starts = widths.map((_, index) => rows * sum(widths.slice(0, index)))
  }

  at(which: number, row: number): number {
    return this.#starts[which]! + row * this.#widths[which]!
  }
}

/** The columns of a recipe's chunks. */
export function writeChunks(recipe: Recipe): Uint8Array {
  const block = new ColumnBlock(new Uint8Array(recipe.count * chunkBytes), chunkWidths, recipe.count)
  for (let row = 0; row < recipe.count; row++) {
    const chunk = recipe.at(row)
    writePlace(block, row, chunk)
    const dictionary = recipe.dictionaryIndexAt(row)
    block.view.setUint32(block.at(column.dictionary, row), dictionary < 0 ? noDictionary : dictionary, true)
    const features = block.at(column.features, row)
    for (let which = 0; which < featureCount; which++) block.view.setUint32(features + 4 * which, chunk.features[which]!, true)
  }
  return block.bytes
}

/** The columns of a recipe's dictionaries. */
export function writeDictionaries(recipe: Recipe): Uint8Array {
  const block = new ColumnBlock(new Uint8Array(recipe.dictionaryCount * placeBytes), placeWidths, recipe.dictionaryCount)
  for (let row = 0; row < recipe.dictionaryCount; row++) writePlace(block, row, recipe.dictionaryAt(row))
  return block.bytes
}

/** The bytes of `count` chunks and of `dictionaryCount` dictionaries, added to `recipe`. Throws `corrupt`. */
export function readColumns(
  from: ByteReader,
  recipe: Recipe,
  counts: { chunks: number; dictionaries: number; limits: ColumnLimits },
): void {
  const chunks = new ColumnBlock(from.bytes(counts.chunks * chunkBytes), chunkWidths, counts.chunks)
  const dictionaries = new ColumnBlock(from.bytes(counts.dictionaries * placeBytes), placeWidths, counts.dictionaries)
  for (let row = 0; row < counts.dictionaries; row++) {
    const place = readPlace(dictionaries, row)
    const objection = objectionTo(place, counts.limits) ?? (place.coding === coding.zstdDictionary ? 'has a dictionary itself' : null)
    if (objection !== null) throw from.failure(`dictionary ${row} ${objection}`)
    if (recipe.addDictionary(place as Dictionary) !== row) throw from.failure(`dictionary ${row} is there twice`)
  }
  for (let row = 0; row < counts.chunks; row++) {
    const place = readPlace(chunks, row)
    const dictionary = chunks.view.getUint32(chunks.at(column.dictionary, row), true)
    const objection = objectionTo(place, counts.limits) ?? objectionToDictionary(place, dictionary, counts.dictionaries)
    if (objection !== null) throw from.failure(`chunk ${row} ${objection}`)
    recipe.add({
      ...place,
      dictionary: dictionary === noDictionary ? null : recipe.dictionaryAt(dictionary),
      features: readFeatures(chunks, row),
    })
  }
}

function writePlace(block: ColumnBlock, row: number, place: ChunkPlace): void {
  const { view } = block
  block.bytes.set(place.sha256, block.at(column.sha256, row))
  view.setUint32(block.at(column.plainBytes, row), place.plainBytes, true)
  view.setUint16(block.at(column.archive, row), place.archive, true)
  const offset = block.at(column.offset, row)
  view.setUint32(offset, place.offset >>> 0, true)
  view.setUint32(offset + 4, Math.floor(place.offset / 2 ** 32), true)
  view.setUint32(block.at(column.storedBytes, row), place.storedBytes, true)
  view.setUint8(block.at(column.coding, row), place.coding)
}

function readPlace(block: ColumnBlock, row: number): ChunkPlace {
  const { view } = block
  const digest = block.at(column.sha256, row)
  const offset = block.at(column.offset, row)
  return {
    sha256: block.bytes.subarray(digest, digest + digestBytes),
    plainBytes: view.getUint32(block.at(column.plainBytes, row), true),
    archive: view.getUint16(block.at(column.archive, row), true),
    offset: view.getUint32(offset, true) + view.getUint32(offset + 4, true) * 2 ** 32,
    storedBytes: view.getUint32(block.at(column.storedBytes, row), true),
    coding: view.getUint8(block.at(column.coding, row)) as Coding,
  }
}

function readFeatures(block: ColumnBlock, row: number): Uint32Array {
  const at = block.at(column.features, row)
  return Uint32Array.from({ length: featureCount }, (_, which) => block.view.getUint32(at + 4 * which, true))
}

/** What is wrong with a place, as the end of a sentence; null if nothing is. */
function objectionTo(place: ChunkPlace, limits: ColumnLimits): string | null {
  const { plainBytes, storedBytes, archive, offset } = place
  if (place.coding > coding.zstdDictionary) return `has the coding ${place.coding}, which this version does not know`
  if (plainBytes < 1 || plainBytes > chunkBytesMax) return `has ${plainBytes} bytes, not 1 to ${chunkBytesMax}`
  if (storedBytes > plainBytes + excessBytesMax) return `takes ${storedBytes} stored bytes for ${plainBytes} plain ones`
  if (place.coding === coding.stored && storedBytes !== plainBytes)
    return `is stored as it is, but in ${storedBytes} bytes instead of ${plainBytes}`
  if (archive > limits.archives) return `lies in archive ${archive}, but there are only ${limits.archives} besides this one`
  if (!Number.isSafeInteger(offset + storedBytes)) return `lies at byte ${offset}, beyond any file`
  return null
}

function objectionToDictionary(place: ChunkPlace, dictionary: number, count: number): string | null {
  if (place.coding !== coding.zstdDictionary) return dictionary === noDictionary ? null : 'names a dictionary, but is coded without one'
  return dictionary < count ? null : `names dictionary ${dictionary}, but there are only ${count}`
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}
