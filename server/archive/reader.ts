import { hash } from 'node:crypto'
import type { Bytes, Call } from '../../plugins/contract.ts'
import { Failure } from '../../plugins/failure.ts'
import type { RandomAccess } from './access.ts'
import { ChunkCache } from './chunk-cache.ts'
import { decodeChunk } from './codec.ts'
import { decodeIndex, type PartIndex } from './index-codec.ts'
import { type ArchiveReference, decodeManifest, type Manifest } from './manifest.ts'
import { mapInOrder } from './parallel.ts'
import type { ChunkRecord, Dictionary } from './recipe.ts'
import { planRuns, type Run } from './runs.ts'
import { archiveLimits } from './zip-limits.ts'
import { openEntry, readDirectory, type ZipEntry } from './zip-reader.ts'

export interface ReaderOptions {
  /** Opens an archive that this one refers to, unsealed. Throws `not_found` when it is gone. */
  readonly locate: (reference: ArchiveReference, call: Call) => Promise<RandomAccess>
  /** How messages name the archive. */
  readonly name: string
}

interface FetchedChunk {
  readonly record: Omit<ChunkRecord, 'features'>
  readonly stored: Uint8Array
}

const indexBytesMax = 1024 * 1024 * 1024
const manifestBytesMax = 64 * 1024 * 1024
/** Chunks being fetched and decoded at once: enough for two cores and a round trip to a store, little enough to stay small. */
const parallelChunks = 4

/** An archive, read through its index. Every chunk is checked against its SHA-256 before a byte of it is handed out. */
export class ArchiveReader {
  readonly manifest: Manifest
  readonly parts: readonly PartIndex[]
  readonly entries: readonly ZipEntry[]
  readonly name: string
  readonly access: RandomAccess
  readonly #options: ReaderOptions
  readonly #archives: (Promise<RandomAccess> | undefined)[] = []
  readonly #recent = new ChunkCache()

  private constructor(
    access: RandomAccess,
    opened: { manifest: Manifest; parts: PartIndex[]; entries: ZipEntry[] },
    options: ReaderOptions,
  ) {
    this.access = access
    this.manifest = opened.manifest
    this.parts = opened.parts
    this.entries = opened.entries
    this.name = options.name
    this.#options = options
  }

  /** Reads directory, manifest and index, nothing else. Throws `invalid` for a ZIP that is no archive of ours, `corrupt` for a damaged one. */
  static async open(access: RandomAccess, options: ReaderOptions, call: Call): Promise<ArchiveReader> {
    const { entries, manifest } = await readManifest(access, options.name, call)
    const indexEntry = entries.find((entry) => entry.name === 'index.bin')
    if (indexEntry === undefined) throw new Failure('corrupt', `${options.name} has no index.bin`)
    const index = await readWhole(access, { entry: indexEntry, bytesMax: indexBytesMax }, call)
    if (hash('sha256', index, 'hex') !== manifest.index.sha256)
      throw new Failure('corrupt', `${options.name}: index.bin is not the one that manifest.json names`)
    const parts = decodeIndex(index, { archives: manifest.archives.length })
    matchParts(manifest, parts, options.name)
    return new ArchiveReader(access, { manifest, parts, entries }, options)
  }

  /** Throws `not_found` for a part that isn't there. */
  part(name: string): PartIndex {
    const part = this.parts.find((candidate) => candidate.name === name)
    if (part === undefined) {
      throw new Failure('not_found', `${this.name} has no part named ${name}`, {
        remedy: `It has: ${this.parts.map(({ name }) => name).join(', ')}.`,
      })
    }
    return part
  }

  hasPart(name: string): boolean {
    return this.parts.some((part) => part.name === name)
  }

  /** The bytes of a part from `fromByte` up to `toByte`, reading only the chunks that hold them. */
  async *read(name: string, range: { fromByte: number; toByte: number }, call: Call): Bytes {
    const { recipe } = this.part(name)
    if (range.fromByte >= range.toByte) return
    const first = recipe.indexAt(range.fromByte)
    const last = recipe.indexAt(range.toByte - 1)
    let at = recipe.startOf(first)
    for await (const plain of this.#chunks(name, { from: first, to: last + 1 }, call)) {
      const from = Math.max(0, range.fromByte - at)
      const to = Math.min(plain.length, range.toByte - at)
      at += plain.length
      yield from === 0 && to === plain.length ? plain : plain.subarray(from, to)
    }
  }

  /** One plain chunk of a part; recently used ones are kept. It is shared: nobody may change it. */
  chunk(name: string, index: number, call: Call): Promise<Uint8Array> {
    return this.#plain(this.part(name).recipe.at(index), `${name}, chunk ${index}`, call)
  }

  /** The plain bytes of a dictionary chunk, kept and shared like others. */
  dictionary(dictionary: Dictionary, call: Call): Promise<Uint8Array> {
    return this.#plain({ ...dictionary, dictionary: null }, 'a dictionary chunk', call)
  }

  #plain(record: FetchedChunk['record'], what: string, call: Call): Promise<Uint8Array> {
    return this.#recent.get(`${record.archive}:${record.offset}`, async () => {
      const access = await this.#archive(record.archive, call)
      const stored = await access.read(record.offset, record.offset + record.storedBytes, call)
      return this.#decode({ record, stored }, what, call)
    })
  }

  /** The archive behind an ordinal of this archive's index; 0 is itself. */
  reference(ordinal: number): ArchiveReference | null {
    return ordinal === 0 ? null : (this.manifest.archives[ordinal - 1] ?? null)
  }

  async *#chunks(name: string, wanted: { readonly from: number; readonly to: number }, call: Call): AsyncIterable<Uint8Array> {
    const runs = planRuns(this.part(name).recipe, wanted.from, wanted.to)
    const options = { parallel: parallelChunks, signal: call.signal }
    yield* mapInOrder(this.#stored(runs, call), options, ({ record, index, stored }) =>
      this.#decode({ record, stored }, `${name}, chunk ${index}`, call),
    )
  }

  /** Neighbouring chunks are fetched by one request; the next request is under way while the chunks of this one are decoded. */
  async *#stored(runs: Iterable<Run>, call: Call): AsyncGenerator<{ record: ChunkRecord; index: number; stored: Uint8Array }> {
    const fetched = mapInOrder(runs, { parallel: 2, signal: call.signal }, async (run) => {
      const access = await this.#archive(run.archive, call)
      return { run, bytes: await access.read(run.fromByte, run.toByte, call) }
    })
    for await (const { run, bytes } of fetched) {
      for (const { record, index } of run.chunks) {
        const at = record.offset - run.fromByte
        yield { record, index, stored: bytes.subarray(at, at + record.storedBytes) }
      }
    }
  }

  #archive(ordinal: number, call: Call): Promise<RandomAccess> {
    const reference = this.reference(ordinal)
    if (reference === null) return Promise.resolve(this.access)
    return (this.#archives[ordinal] ??= this.#options.locate(reference, call))
  }

  async #decode(chunk: FetchedChunk, what: string, call: Call): Promise<Uint8Array> {
    const { record, stored } = chunk
    const holder = this.reference(record.archive)?.name ?? this.name
    try {
      const dictionary = record.dictionary === null ? undefined : await this.dictionary(record.dictionary, call)
      const plain = await decodeChunk({
        stored,
        coding: record.coding,
        plainBytes: record.plainBytes,
        ...(dictionary === undefined ? {} : { dictionary }),
      })
      if (Buffer.compare(hash('sha256', plain, 'buffer'), record.sha256) !== 0) throw new Failure('corrupt', 'its SHA-256 is another')
      return plain
    } catch (error) {
      if (!(error instanceof Failure) || error.code !== 'corrupt') throw error
      throw new Failure('corrupt', `${what} is damaged, at byte ${record.offset} of ${holder}: ${error.message}`, {
        remedy: 'Use another copy of this archive, or another backup.',
        cause: error,
      })
    }
  }
}

/** The directory and the manifest of an archive, nothing else. Throws as `ArchiveReader.open` does. */
export async function readManifest(
  access: RandomAccess,
  name: string,
  call: Call,
): Promise<{ readonly entries: ZipEntry[]; readonly manifest: Manifest }> {
  const entries = await readDirectory(access, archiveLimits, call)
  const manifestEntry = entries.at(-1)
  if (manifestEntry?.name !== 'manifest.json') {
    throw new Failure('invalid', `${name} is a ZIP file, but not an archive of Holdfast: it has no manifest.json at its end`, {
      remedy: 'Give an archive that Holdfast wrote. "unzip -l" shows what this file holds.',
    })
  }
  return { entries, manifest: decodeManifest(await readWhole(access, { entry: manifestEntry, bytesMax: manifestBytesMax }, call)) }
}

async function readWhole(
  access: RandomAccess,
  { entry, bytesMax }: { entry: ZipEntry; bytesMax: number },
  call: Call,
): Promise<Uint8Array> {
  if (entry.plainBytes > bytesMax)
    throw new Failure('corrupt', `${entry.name} claims ${entry.plainBytes} bytes, more than the ${bytesMax} that are read`)
  const pieces: Uint8Array[] = []
  for await (const piece of openEntry(access, entry, call)) pieces.push(piece)
  return Buffer.concat(pieces)
}

function matchParts(manifest: Manifest, parts: readonly PartIndex[], name: string): void {
  const same =
    manifest.parts.length === parts.length &&
    manifest.parts.every((part, at) => part.name === parts[at]?.name && part.plainBytes === parts[at].recipe.plainBytes)
  if (!same) throw new Failure('corrupt', `${name}: index.bin and manifest.json name different parts`)
}
