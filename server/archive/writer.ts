import { hash } from 'node:crypto'
import type { Call, DumpEvent, Warning } from '../../plugins/contract.ts'
import { Failure } from '../../plugins/failure.ts'
import { ChunkStore, type Placed } from './chunk-store.ts'
import type { Codec } from './codec.ts'
import { deflate } from './codec.ts'
import { encodeIndex, type PartIndex } from './index-codec.ts'
import { encodeManifest, formatVersion, type Manifest, type ManifestPart } from './manifest.ts'
import { mapInOrder } from './parallel.ts'
import { PartAssembler, type Piece } from './part-assembler.ts'
import { PartWriter } from './part-writer.ts'
import type { ArchiveReader } from './reader.ts'
import { type ArchiveParent, ReferenceTable } from './reference-table.ts'
import { ZipWriter } from './zip-writer.ts'

export interface ArchivePlan {
  readonly id: string
  readonly version: string
  readonly scope: Manifest['scope']
  readonly mode: Manifest['mode']
  readonly trigger: Manifest['trigger']
  readonly codec: Codec
  readonly startedAt: Date
  readonly chain: Manifest['chain']
  readonly source: Manifest['source']
  /** What chunks may be taken from; null makes the archive self-contained. */
  readonly parent: ArchiveParent | null
  readonly now: () => Date
}

export interface WriteObserver {
  moved(plainBytes: number, sections: number): void
  warning(warning: Warning): void
}

/** Four chunks in work keep two cores and the thread pool busy; more would only hold more memory. */
const parallelChunks = 4

type Step =
  | { readonly type: 'begin'; readonly part: PartAssembler }
  | { readonly type: 'piece'; readonly part: PartAssembler; readonly piece: Piece }
  | { readonly type: 'end'; readonly part: PartAssembler }

/** Writes one archive: the events of a dump in, the bytes of a ZIP file out. Used once. */
export class ArchiveWriter {
  readonly #plan: ArchivePlan
  readonly #observer: WriteObserver
  readonly #zip: ZipWriter
  readonly #references: ReferenceTable
  readonly #parts: { readonly index: PartIndex; readonly manifest: ManifestPart }[] = []
  readonly #warnings: Warning[] = []
  readonly #totals = { plainBytes: 0, chunks: 0, stored: 0, delta: 0, reused: 0 }
  #manifest: Manifest | null = null

  constructor(plan: ArchivePlan, observer: WriteObserver) {
    this.#plan = plan
    this.#observer = observer
    this.#zip = new ZipWriter({ modifiedAt: plan.startedAt })
    this.#references = new ReferenceTable(plan.parent)
  }

  /** The manifest as written; throws `internal` before `write` came to its end. */
  get manifest(): Manifest {
    if (this.#manifest === null) throw new Failure('internal', 'the archive is not written yet')
    return this.#manifest
  }

  /** Recipe and sections of every part that came to its end so far. */
  get parts(): readonly PartIndex[] {
    return this.#parts.map((part) => part.index)
  }

  /** The archive's bytes. Ends only after every part's trailer was seen; whatever `events` throws passes through. */
  async *write(events: AsyncIterable<DumpEvent>, call: Call): AsyncGenerator<Uint8Array> {
    const store = new ChunkStore(this.#plan.codec, this.#plan.parent?.reader ?? null)
    const placed = mapInOrder(this.#steps(events, call), { parallel: parallelChunks, signal: call.signal }, async (step) => ({
      step,
      placed: step.type === 'piece' && step.piece.type === 'new' ? await store.place(step.piece.chunk, call) : [],
    }))
    let writer: PartWriter | null = null
    for await (const { step, placed: chunks } of placed) {
      if (step.type === 'begin') {
        writer = this.#partWriter(step.part)
        yield writer.open()
      } else if (writer !== null && step.type === 'piece') {
        yield* this.#piece(writer, step.piece, chunks)
      } else if (writer !== null && step.type === 'end') {
        yield* writer.close()
        this.#endPart(step.part, writer)
      }
    }
    if (this.#parts.length === 0) throw new Failure('corrupt', 'the dump ended without a part')
    yield* this.#tail()
  }

  async *#steps(events: AsyncIterable<DumpEvent>, call: Call): AsyncGenerator<Step> {
    let part: PartAssembler | null = null
    for await (const event of events) {
      if (event.type === 'part') {
        if (part !== null) throw new Failure('corrupt', `the part ${part.name} ended without its trailer`)
        part = new PartAssembler(event.name, this.#parentPart(event.name), call.signal)
        yield { type: 'begin', part }
      } else if (event.type === 'warning') {
        this.#warnings.push(event.warning)
        this.#observer.warning(event.warning)
      } else if (part === null) {
        throw new Failure('internal', `the dialect sent ${event.type} outside of a part`)
      } else if (event.type === 'figure') {
        part.figure(event.figure)
      } else if (event.type === 'trailer') {
        for await (const piece of part.end()) yield { type: 'piece', part, piece }
        yield { type: 'end', part }
        part = null
      } else {
        const before = part.plainBytes
        for await (const piece of part.add(event)) yield { type: 'piece', part, piece }
        this.#observer.moved(part.plainBytes - before, event.type === 'unchanged' ? 1 : (event.starts?.length ?? 0))
      }
    }
    if (part !== null)
      throw new Failure('corrupt', `the part ${part.name} ended without its trailer`, {
        remedy: 'Run the backup again; if it fails again, look at the log of the source.',
      })
  }

  #parentPart(name: string): { reader: ArchiveReader; name: string } | null {
    const reader = this.#plan.parent?.reader
    return reader?.hasPart(name) === true ? { reader, name } : null
  }

  #partWriter(part: PartAssembler): PartWriter {
    return new PartWriter(part.name, {
      zip: this.#zip,
      codec: this.#plan.codec,
      selfContained: this.#plan.mode === 'full',
      references: this.#references,
    })
  }

  *#piece(writer: PartWriter, piece: Piece, placed: readonly Placed[]): Generator<Uint8Array> {
    if (piece.type === 'reuse') {
      writer.reuse(this.#plan.parent!.reader.part(writer.name).recipe.at(piece.parentIndex))
      this.#totals.chunks++
      this.#totals.reused++
    }
    for (const chunk of placed) yield* this.#chunk(writer, chunk)
  }

  *#chunk(writer: PartWriter, placed: Placed): Generator<Uint8Array> {
    this.#totals.chunks++
    if (placed.type === 'known') {
      writer.reuse(placed.record)
      this.#totals.reused++
    } else {
      this.#totals.stored++
      if (placed.fresh.dictionary !== null) this.#totals.delta++
      yield* writer.store(placed.fresh)
    }
  }

  #endPart(part: PartAssembler, writer: PartWriter): void {
    this.#totals.plainBytes += part.plainBytes
    const tables = [...part.sections.figures()]
    this.#parts.push({
      index: { name: part.name, recipe: writer.recipe, sections: part.sections },
      manifest: {
        name: part.name,
        entry: writer.entry,
        plainBytes: part.plainBytes,
        chunks: writer.recipe.count,
        sections: part.sections.count,
        tables,
      },
    })
  }

  async *#tail(): AsyncGenerator<Uint8Array> {
    const index = encodeIndex(this.parts)
    yield* this.#entry('index.bin', index)
    this.#manifest = this.#describe(index)
    yield* this.#entry('manifest.json', encodeManifest(this.#manifest))
    yield this.#zip.finish()
  }

  async *#entry(name: string, plain: Uint8Array): AsyncGenerator<Uint8Array> {
    const stored = await deflate(plain)
    yield this.#zip.open(name, 8)
    this.#zip.account(stored, plain)
    yield stored
    yield this.#zip.close()
  }

  #describe(index: Uint8Array): Manifest {
    const { id, version, scope, mode, trigger, codec, startedAt, chain, source, now } = this.#plan
    return {
      format: formatVersion,
      features: [...(codec === 'store' ? [] : [codec]), ...(this.#totals.delta > 0 ? ['delta'] : [])],
      id,
      writer: { name: 'holdfast', version },
      scope,
      mode,
      trigger,
      codec,
      startedAt: startedAt.toISOString(),
      finishedAt: now().toISOString(),
      chain,
      archives: [...this.#references.used],
      source,
      parts: this.#parts.map((part) => part.manifest),
      index: { sha256: hash('sha256', index, 'hex'), sizeBytes: index.length },
      totals: this.#totals,
      warnings: this.#warnings,
    }
  }
}
