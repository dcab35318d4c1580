import { Failure } from '../../plugins/failure.ts'
import { type ChunkPlace, ChunkPlaces, digestBytes } from './chunk-places.ts'
import { coding, type PlainCoding } from './codec.ts'
import { withRoom } from './columns.ts'
import { featureCount } from './features.ts'
import { HashIndex, type KeyColumn } from './hash-index.ts'

/** A chunk that others are coded against. It is coded by itself, so reading a chunk takes at most one other. */
export interface Dictionary extends ChunkPlace {
  readonly coding: PlainCoding
}

/** One chunk of a part. The arrays are copies. */
export interface ChunkRecord extends ChunkPlace {
  /** Present exactly with coding 3. */
  readonly dictionary: Dictionary | null
  readonly features: Uint32Array
}

/** The chunks of a part in order: joined, they are the part. Packed in columns, so that a million of them take less than 100 MB. */
export class Recipe {
  readonly #chunks = new ChunkPlaces()
  readonly #dictionaries = new ChunkPlaces()
  readonly #dictionaryIndex = new HashIndex(this.#dictionaries)
  /** 0 for none, else the dictionary's number plus one. */
  #dictionaryOf: Uint32Array = new Uint32Array()
  #features: Uint32Array = new Uint32Array()

  /** Chunks so far. */
  get count(): number {
    return this.#chunks.count
  }

  get plainBytes(): number {
    return this.#chunks.startOf(this.#chunks.count)
  }

  get dictionaryCount(): number {
    return this.#dictionaries.count
  }

  /** Appends a chunk; throws `internal` for one that no index could hold. */
  add(chunk: ChunkRecord): void {
    const hasDictionary = chunk.dictionary !== null
    if (
      chunk.sha256.length !== digestBytes ||
      chunk.features.length !== featureCount ||
      chunk.plainBytes < 1 ||
      hasDictionary !== (chunk.coding === coding.zstdDictionary)
    ) {
      throw new Failure(
        'internal',
        'a chunk is described wrongly: a digest, a length, four features, and a dictionary with coding 3 only are needed',
      )
    }
    const at = this.#chunks.count
    this.#dictionaryOf = withRoom(this.#dictionaryOf, at + 1)
    this.#features = withRoom(this.#features, (at + 1) * featureCount)
    this.#dictionaryOf[at] = chunk.dictionary === null ? 0 : this.addDictionary(chunk.dictionary) + 1
    this.#features.set(chunk.features, at * featureCount)
    this.#chunks.add(chunk)
  }

  /** The number of a dictionary, whether it is new or was there; the same content counts once, wherever it lies. */
  addDictionary(dictionary: Dictionary): number {
    const known = this.#dictionaryIndex.find(dictionary.sha256)
    if (known >= 0) return known
    this.#dictionaries.add(dictionary)
    const added = this.#dictionaries.count - 1
    this.#dictionaryIndex.add(added)
    return added
  }

  at(index: number): ChunkRecord {
    this.#check(index)
    const dictionary = this.#dictionaryOf[index]! - 1
    return {
      ...this.#chunks.at(index),
      dictionary: dictionary < 0 ? null : this.dictionaryAt(dictionary),
      features: this.#features.slice(index * featureCount, (index + 1) * featureCount),
    }
  }

  /** Where the chunk starts in the part. */
  startOf(index: number): number {
    this.#check(index)
    return this.#chunks.startOf(index)
  }

  plainBytesAt(index: number): number {
    this.#check(index)
    return this.#chunks.startOf(index + 1) - this.#chunks.startOf(index)
  }

  /** The chunk that holds this byte of the part; throws `internal` for a byte outside of it. */
  indexAt(plainOffset: number): number {
    if (!(plainOffset >= 0 && plainOffset < this.plainBytes)) {
      throw new Failure('internal', `byte ${plainOffset} is outside of a part of ${this.plainBytes} bytes`)
    }
    return this.#chunks.indexAt(plainOffset)
  }

  dictionaryAt(index: number): Dictionary {
    return this.#dictionaries.at(index) as Dictionary
  }

  /** The chunk's dictionary by its number, -1 for none. */
  dictionaryIndexAt(index: number): number {
    this.#check(index)
    return this.#dictionaryOf[index]! - 1
  }

  featureAt(index: number, which: number): number {
    return this.#features[index * featureCount + which]!
  }

  /** The digests of the chunks as keys for a `HashIndex`. */
  get digests(): KeyColumn {
    return this.#chunks
  }

  #check(index: number): void {
    if (!(index >= 0 && index < this.#chunks.count))
      throw new Failure('internal', `a part of ${this.#chunks.count} chunks has no chunk number ${index}`)
  }
}
