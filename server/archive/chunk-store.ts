import { hash } from 'node:crypto'
import type { Call } from '../../plugins/contract.ts'
import { ChunkLookup } from './chunk-lookup.ts'
import { Chunker, type CutChunk } from './chunker.ts'
import { type Codec, type Coding, canBeDictionary, coding, encodeChunk, encodeDelta } from './codec.ts'
import type { ArchiveReader } from './reader.ts'
import type { ChunkRecord, Dictionary } from './recipe.ts'
import { releaseChunk } from './release.ts'
import { Resemblance } from './resemblance.ts'

/** A chunk on its way into the archive: either where it lies already, or the bytes to store. */
export type Placed = { readonly type: 'known'; readonly record: ChunkRecord } | { readonly type: 'fresh'; readonly fresh: FreshChunk }

export interface FreshChunk {
  readonly plain: Uint8Array
  readonly sha256: Uint8Array
  readonly features: Uint32Array
  readonly stored: Uint8Array
  readonly coding: Coding
  /** In the parent's terms: its `archive` is the parent's ordinal. */
  readonly dictionary: Dictionary | null
}

/** A delta of less than a sixteenth of the chunk is kept without a look at what coding otherwise would take. */
const plainlyGood = 16
/** Else it must be well below that: reading a delta means reading a second chunk. */
const worthwhileShare = 0.7

/** Chunks below this cost more in the index than a better dictionary saves. */
const pieceBytesMin = 64 * 1024

/** Long enough to stand at one place only in most content. Where the very end was changed, a stretch further in still tells. */
const probeBytes = 64
const probeOffsets = [0, 600, 5000]

/** A placed chunk and, if it is fresh, the chunk of the parent that it resembles most, whether or not that served. */
type Attempt = Extract<Placed, { type: 'known' }> | (Extract<Placed, { type: 'fresh' }> & { readonly resembles: Dictionary | null })

/** Decides how each chunk is stored: known to the parent, coded against a chunk of it that resembles it, or coded alone. */
export class ChunkStore {
  readonly #codec: Codec
  readonly #parent: ArchiveReader | null
  readonly #known: ChunkLookup | null
  readonly #resemblance: Resemblance | null

  constructor(codec: Codec, parent: ArchiveReader | null) {
    this.#codec = codec
    this.#parent = parent
    const recipes = parent === null ? [] : parent.parts.map((part) => part.recipe)
    this.#known = parent === null ? null : new ChunkLookup(recipes)
    this.#resemblance = parent === null ? null : new Resemblance(recipes)
  }

  /** Where and how the chunk is to lie: as one piece, or as several that join to it. */
  async place(chunk: CutChunk, call: Call): Promise<readonly Placed[]> {
    const whole = await this.#placeOne(chunk, call)
    if (whole.type === 'known' || whole.resembles === null || isPlainlyGood(whole.fresh)) return [whole]
    return (await this.#placeRealigned(chunk, { whole: whole.fresh, resembles: whole.resembles }, call)) ?? [whole]
  }

  async #placeOne(chunk: CutChunk, call: Call): Promise<Attempt> {
    const sha256 = new Uint8Array(hash('sha256', chunk.bytes, 'buffer'))
    const record = this.#known?.find(sha256) ?? null
    if (record !== null) {
      releaseChunk(chunk.bytes)
      return { type: 'known', record }
    }
    const common = { plain: chunk.bytes, sha256, features: chunk.features }
    const delta = await this.#delta(chunk, call)
    const resembles = delta?.dictionary ?? null
    if (delta !== null && isPlainlyGood({ ...common, ...delta })) return { type: 'fresh', resembles, fresh: { ...common, ...delta } }
    const alone = await encodeChunk(chunk.bytes, this.#codec)
    const better = delta !== null && delta.stored.length < alone.stored.length * worthwhileShare ? delta : { ...alone, dictionary: null }
    return { type: 'fresh', resembles, fresh: { ...common, ...better } }
  }

  /**
   * A change where the parent had a cut makes one chunk of two, and no dictionary covers both. It is taken apart where the chunk that it resembles
   * begins or ends in it; null when that is no better.
   */
  async #placeRealigned(
    chunk: CutChunk,
    attempt: { readonly whole: FreshChunk; readonly resembles: Dictionary },
    call: Call,
  ): Promise<readonly Placed[] | null> {
    const resembled = await this.#parent!.dictionary(attempt.resembles, call)
    for (const at of seamsOf(chunk.bytes, resembled)) {
      if (at < pieceBytesMin || at > chunk.bytes.length - pieceBytesMin) continue
      const pieces = await Promise.all(cutAt(chunk.bytes, at).map((piece) => this.#placeOne(piece, call)))
      const storedBytes = pieces.reduce((sum, piece) => sum + (piece.type === 'fresh' ? piece.fresh.stored.length : 0), 0)
      if (storedBytes > attempt.whole.stored.length * worthwhileShare) continue
      releaseChunk(chunk.bytes)
      return pieces
    }
    return null
  }

  async #delta(chunk: CutChunk, call: Call): Promise<{ stored: Uint8Array; coding: Coding; dictionary: Dictionary } | null> {
    const dictionary = this.#resemblance?.find(chunk.features) ?? null
    if (dictionary === null || this.#parent === null) return null
    const plain = await this.#parent.dictionary(dictionary, call)
    if (!canBeDictionary(plain)) return null
    return { stored: await encodeDelta(chunk.bytes, plain), coding: coding.zstdDictionary, dictionary }
  }
}

function isPlainlyGood(fresh: FreshChunk): boolean {
  return fresh.dictionary !== null && fresh.stored.length * plainlyGood <= fresh.plain.length
}

/** Where `resembled` begins and ends in `bytes`, as far as a stretch near its ends is found there unchanged. */
function seamsOf(bytes: Uint8Array, resembled: Uint8Array): number[] {
  const whole = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  const last = resembled.length - probeBytes
  const begins = probeOffsets.map((offset) => ({ from: offset, found: whole.indexOf(resembled.subarray(offset, offset + probeBytes)) }))
  const ends = probeOffsets.map((offset) => ({
    from: last - offset,
    found: whole.indexOf(resembled.subarray(last - offset, last - offset + probeBytes)),
  }))
  const begin = begins.find(({ found }) => found >= 0)
  const end = ends.find(({ found }) => found >= 0)
  return [
    ...(begin === undefined ? [] : [begin.found - begin.from]),
    ...(end === undefined ? [] : [end.found + resembled.length - end.from]),
  ]
}

/** The bytes as chunks again, with a cut at `at` and wherever else one belongs after it. */
function cutAt(bytes: Uint8Array, at: number): CutChunk[] {
  const chunker = new Chunker()
  const before = [...chunker.push(bytes.subarray(0, at)), chunker.cut()]
  const after = [...chunker.push(bytes.subarray(at)), chunker.cut()]
  return [...before, ...after].filter((chunk) => chunk !== null)
}
