import type { Coding } from './codec.ts'
import { withRoom } from './columns.ts'
import type { KeyColumn } from './hash-index.ts'

export const digestBytes = 32

/** A chunk and where its stored bytes lie. */
export interface ChunkPlace {
  /** SHA-256 of the plain bytes. */
  readonly sha256: Uint8Array
  readonly plainBytes: number
  /** Ordinal of the archive that holds it: 0 is the one whose index this is. */
  readonly archive: number
  readonly offset: number
  readonly storedBytes: number
  readonly coding: Coding
}

/** Places of chunks one after the other, packed in columns: about 60 bytes each. */
export class ChunkPlaces implements KeyColumn {
  #count = 0
  #digests: Uint8Array = new Uint8Array()
  /** Where each chunk starts in the plain bytes, and one more for where the last ends. */
  #starts: Float64Array = new Float64Array(1)
  #archives: Uint16Array = new Uint16Array()
  /** Offsets pass 2^32 and stay far below 2^53. */
  #offsets: Float64Array = new Float64Array()
  #storedBytes: Uint32Array = new Uint32Array()
  #codings: Uint8Array = new Uint8Array()

  get count(): number {
    return this.#count
  }

  add(place: ChunkPlace): void {
    const at = this.#count
    this.#digests = withRoom(this.#digests, (at + 1) * digestBytes)
    this.#starts = withRoom(this.#starts, at + 2)
    this.#archives = withRoom(this.#archives, at + 1)
    this.#offsets = withRoom(this.#offsets, at + 1)
    this.#storedBytes = withRoom(this.#storedBytes, at + 1)
    this.#codings = withRoom(this.#codings, at + 1)
    this.#digests.set(place.sha256, at * digestBytes)
    this.#starts[at + 1] = this.#starts[at]! + place.plainBytes
    this.#archives[at] = place.archive
    this.#offsets[at] = place.offset
    this.#storedBytes[at] = place.storedBytes
    this.#codings[at] = place.coding
    this.#count++
  }

  at(index: number): ChunkPlace {
    return {
      sha256: this.#digests.slice(index * digestBytes, (index + 1) * digestBytes),
      plainBytes: this.#starts[index + 1]! - this.#starts[index]!,
      archive: this.#archives[index]!,
      offset: this.#offsets[index]!,
      storedBytes: this.#storedBytes[index]!,
      coding: this.#codings[index] as Coding,
    }
  }

  /** The plain bytes before chunk `index`; of all chunks for `count`. */
  startOf(index: number): number {
    return this.#starts[index]!
  }

  /** The chunk that holds the plain byte at `offset`, which must be one of them. */
  indexAt(offset: number): number {
    let low = 0
    let high = this.#count - 1
    while (low < high) {
      const middle = (low + high + 1) >>> 1
      if (this.#starts[middle]! <= offset) low = middle
      else high = middle - 1
    }
    return low
  }

  wordOf(sha256: Uint8Array): number {
    return digestWord(sha256)
  }

  wordAt(index: number): number {
    return digestWord(this.#digests, index * digestBytes)
  }

  isAt(index: number, sha256: Uint8Array): boolean {
    const from = index * digestBytes
    for (let at = 0; at < digestBytes; at++) if (this.#digests[from + at] !== sha256[at]) return false
    return true
  }
}

/** What a SHA-256 is looked up by. It is as good as random, so any four bytes of it will do. */
export function digestWord(bytes: Uint8Array, at = 0): number {
  return bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)
}
