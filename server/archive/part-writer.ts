import type { FreshChunk } from './chunk-store.ts'
import { type Codec, deflateEnd, emptyFrame } from './codec.ts'
import { type ChunkRecord, Recipe } from './recipe.ts'
import type { ReferenceTable } from './reference-table.ts'
import { releaseChunk } from './release.ts'
import { framesBefore } from './zip-frames.ts'
import type { ZipWriter } from './zip-writer.ts'

export interface PartWriterOptions {
  readonly zip: ZipWriter
  readonly codec: Codec
  /** The entry is the part itself, to be unpacked by any tool; else it holds only what the parents don't have. */
  readonly selfContained: boolean
  readonly references: ReferenceTable
}

const zipMethod = { zstd: 93, deflate: 8, store: 0 } as const

/** Writes one part into its ZIP entry and its recipe. */
export class PartWriter {
  readonly name: string
  readonly entry: string
  readonly recipe = new Recipe()
  readonly #options: PartWriterOptions

  constructor(name: string, options: PartWriterOptions) {
    this.name = name
    this.entry = options.selfContained ? name : `${name}.delta`
    this.#options = options
  }

  open(): Uint8Array {
    return this.#options.zip.open(this.entry, this.#options.selfContained ? zipMethod[this.#options.codec] : 0)
  }

  /** The bytes of a chunk that no parent has, as they go into the file. */
  *store(fresh: FreshChunk): Generator<Uint8Array> {
    const { zip, codec, selfContained, references } = this.#options
    if (selfContained && codec === 'zstd') yield* this.#account(framesBefore(zip.offset, fresh.stored.length))
    this.recipe.add({
      sha256: fresh.sha256,
      plainBytes: fresh.plain.length,
      archive: 0,
      offset: zip.offset,
      storedBytes: fresh.stored.length,
      coding: fresh.coding,
      dictionary: references.dictionary(fresh.dictionary),
      features: fresh.features,
    })
    zip.account(fresh.stored, selfContained ? fresh.plain : fresh.stored)
    if (fresh.stored !== fresh.plain) releaseChunk(fresh.plain)
    yield fresh.stored
  }

  /** A chunk that lies in the parent's archive, or in one that the parent refers to. */
  reuse(record: ChunkRecord): void {
    this.recipe.add(this.#options.references.chunk(record))
  }

  *close(): Generator<Uint8Array> {
    const { zip, codec, selfContained } = this.#options
    if (selfContained && codec === 'deflate') yield* this.#account(deflateEnd)
    // Some readers want one more frame to notice the end, and an empty entry is not an empty stream.
    if (selfContained && codec === 'zstd') yield* this.#account(emptyFrame)
    yield zip.close()
  }

  /** Bytes of the entry that belong to no chunk and decode to nothing. */
  *#account(stored: Uint8Array): Generator<Uint8Array> {
    if (stored.length === 0) return
    this.#options.zip.account(stored, new Uint8Array())
    yield stored
  }
}
