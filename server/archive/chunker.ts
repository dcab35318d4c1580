import { Failure } from '../../plugins/failure.ts'
import { canBeDictionary } from './codec.ts'
import { FeatureSampler } from './features.ts'
import { gearTable } from './gear.ts'

export interface ChunkSizes {
  readonly minBytes: number
  readonly averageBytes: number
  readonly maxBytes: number
}

export interface CutChunk {
  /** Never empty; belongs to the receiver. Its buffer may be longer than it. */
  readonly bytes: Uint8Array
  /** Four min-hashes for `Resemblance`; all 0 where nothing should be coded against this chunk. */
  readonly features: Uint32Array
}

/** What archives are cut with. Other sizes find no chunk of an archive that was cut with these. */
export const chunkSizes: ChunkSizes = { minBytes: 256 * 1024, averageBytes: 1024 * 1024, maxBytes: 4 * 1024 * 1024 }

const lowest = -(2 ** 31)
/** One position of 256 is looked at: close enough together for features, far enough apart to cost nothing. */
const sampledShare = 2 ** -8

/**
 * Content-defined chunking with a gear hash and normalised chunk sizes (FastCDC, Xia et al., USENIX ATC 2016): a cut is made where the hash of
 * the last 32 bytes falls below a threshold, a low one before the average size, a higher one after it. Both thresholds lie below the one that
 * picks positions for the features, so the loop over the bytes makes a single comparison for all three.
 *
 * Where chunks end depends on nothing but the bytes since the last cut, not on how they were pushed.
 */
export class Chunker {
  readonly #sizes: ChunkSizes
  readonly #table = gearTable()
  readonly #sampler = new FeatureSampler()
  readonly #strictBelow: number
  readonly #looseBelow: number
  readonly #sampledBelow: number
  #hash = 0
  #pending = new Uint8Array()
  #pendingBytes = 0

  /** Throws `invalid` for sizes that are out of order or an average below 16 bytes. */
  constructor(sizes: ChunkSizes = chunkSizes) {
    const { minBytes, averageBytes, maxBytes } = sizes
    if (!(1 <= minBytes && minBytes <= averageBytes && averageBytes <= maxBytes && averageBytes >= 16)) {
      throw new Failure('invalid', `chunks of ${minBytes} to ${maxBytes} bytes with an average of ${averageBytes} cannot be cut`)
    }
    this.#sizes = sizes
    this.#strictBelow = below(1 / (4 * averageBytes))
    this.#looseBelow = below(4 / averageBytes)
    this.#sampledBelow = Math.max(this.#looseBelow, below(sampledShare))
  }

  /** Bytes pushed since the last cut. */
  get pendingBytes(): number {
    return this.#pendingBytes
  }

  /** Takes the bytes in as the result is iterated, so iterate it to its end. They are copied; the caller may use them again afterwards. */
  *push(bytes: Uint8Array): Generator<CutChunk> {
    let from = 0
    while (from < bytes.length) {
      const limit = Math.min(bytes.length, from + this.#sizes.maxBytes - this.#pendingBytes)
      const boundary = this.#boundary(bytes, from, limit)
      const to = boundary ?? limit
      this.#keep(bytes.subarray(from, to))
      from = to
      if (boundary !== null || this.#pendingBytes === this.#sizes.maxBytes) yield this.#take()
    }
  }

  /** Ends the current chunk here; null if nothing is pending. */
  cut(): CutChunk | null {
    return this.#pendingBytes === 0 ? null : this.#take()
  }

  /** The first place to cut in `bytes` after `from`, null if there is none up to `to`. */
  #boundary(bytes: Uint8Array, from: number, to: number): number | null {
    const { minBytes, averageBytes } = this.#sizes
    const before = this.#pendingBytes - from
    let at = from
    while ((at = this.#nextSample(bytes, at, to)) > 0) {
      const hash = this.#hash
      this.#sampler.add(hash)
      const lengthBytes = before + at
      if (lengthBytes >= minBytes && hash < (lengthBytes < averageBytes ? this.#strictBelow : this.#looseBelow)) return at
    }
    return null
  }

  /**
   * Rolls the hash on to the next sampled position and returns the one after it, 0 if there is none up to `to`. This loop sees every byte of a backup:
   * taking four at a time and leaving by `break`, it runs at twice the speed of the plain loop of `#lastSample`.
   */
  #nextSample(bytes: Uint8Array, from: number, to: number): number {
    const table = this.#table
    const sampledBelow = this.#sampledBelow
    const lastRound = to - 3
    let hash = this.#hash
    let at = from
    let taken = 0
    for (; at < lastRound; at += 4) {
      const first = ((hash << 1) + table[bytes[at]!]!) | 0
      const second = ((first << 1) + table[bytes[at + 1]!]!) | 0
      const third = ((second << 1) + table[bytes[at + 2]!]!) | 0
      const fourth = ((third << 1) + table[bytes[at + 3]!]!) | 0
      if (first < sampledBelow) {
        hash = first
        taken = 1
        break
      }
      if (second < sampledBelow) {
        hash = second
        taken = 2
        break
      }
      if (third < sampledBelow) {
        hash = third
        taken = 3
        break
      }
      hash = fourth
      if (fourth < sampledBelow) {
        taken = 4
        break
      }
    }
    this.#hash = hash
    return taken > 0 ? at + taken : this.#lastSample(bytes, at, to)
  }

  /** The same byte by byte, for the last few. */
  #lastSample(bytes: Uint8Array, from: number, to: number): number {
    for (let at = from; at < to; at++) {
      this.#hash = ((this.#hash << 1) + this.#table[bytes[at]!]!) | 0
      if (this.#hash < this.#sampledBelow) return at + 1
    }
    return 0
  }

  #keep(bytes: Uint8Array): void {
    const needed = this.#pendingBytes + bytes.length
    if (needed > this.#pending.length) {
      const { averageBytes, maxBytes } = this.#sizes
      const grown = new Uint8Array(Math.min(maxBytes, Math.max(needed, 2 * this.#pending.length, averageBytes * 1.5)))
      grown.set(this.#pending.subarray(0, this.#pendingBytes))
      this.#pending = grown
    }
    this.#pending.set(bytes, this.#pendingBytes)
    this.#pendingBytes = needed
  }

  /** A chunk that fills its buffer well goes out with it; a small one is copied, so that it holds no large buffer while it waits. */
  #take(): CutChunk {
    const whole = this.#pendingBytes * 2 >= this.#pending.length
    const bytes = whole ? this.#pending.subarray(0, this.#pendingBytes) : this.#pending.slice(0, this.#pendingBytes)
    if (whole) this.#pending = new Uint8Array()
    this.#pendingBytes = 0
    this.#hash = 0
    const features = this.#sampler.take()
    return { bytes, features: canBeDictionary(bytes) ? features : features.fill(0) }
  }
}

/** The signed threshold that this share of all hashes lies below. */
function below(share: number): number {
  return Math.floor(lowest + share * 2 ** 32) | 0
}
