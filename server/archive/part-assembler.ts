import type { DumpEvent, SectionFigure, SectionStart } from '../../plugins/contract.ts'
import { Failure } from '../../plugins/failure.ts'
import { Chunker, type CutChunk } from './chunker.ts'
import type { ArchiveReader } from './reader.ts'
import { release } from './release.ts'
import type { Section } from './section-table.ts'
import { SectionTable } from './section-table.ts'

/** What a part is made of, in order: new chunks, and chunks of the parent's recipe that are used again unread. */
export type Piece = { readonly type: 'new'; readonly chunk: CutChunk } | { readonly type: 'reuse'; readonly parentIndex: number }

/** The parent's part of the same name, to refer to. */
export interface ParentPart {
  readonly reader: ArchiveReader
  readonly name: string
}

/**
 * Turns the events of one part into pieces and a table of its sections. Unchanged sections become references to whole chunks of the parent;
 * where a run of them starts or ends inside a chunk, the bytes of that chunk are read from the parent and cut anew together with their neighbours.
 */
export class PartAssembler {
  readonly name: string
  readonly sections = new SectionTable()
  readonly #chunker = new Chunker()
  readonly #parent: ParentPart | null
  readonly #parentSections: Iterator<Section> | null
  readonly #signal: AbortSignal
  #run: { from: number; to: number } | null = null
  #sectionBytes = 0
  #plainBytes = 0
  #sectionOpen = false

  constructor(name: string, parent: ParentPart | null, signal: AbortSignal) {
    this.name = name
    this.#parent = parent
    this.#parentSections = parent === null ? null : parent.reader.part(parent.name).sections[Symbol.iterator]()
    this.#signal = signal
  }

  get plainBytes(): number {
    return this.#plainBytes
  }

  async *add(event: Extract<DumpEvent, { type: 'bytes' | 'unchanged' }>): AsyncGenerator<Piece> {
    if (event.type === 'unchanged') {
      yield* this.#unchanged(event.name)
      return
    }
    yield* this.#flushRun()
    yield* this.#bytes(event.bytes, event.starts ?? [])
  }

  figure(figure: SectionFigure): void {
    this.sections.setFigure(figure.name, figure.rows, figure.checksum)
  }

  async *end(): AsyncGenerator<Piece> {
    yield* this.#flushRun()
    const last = this.#chunker.cut()
    if (last !== null) yield { type: 'new', chunk: last }
    this.#closeSection()
  }

  *#bytes(bytes: Uint8Array, starts: readonly SectionStart[]): Generator<Piece> {
    let taken = 0
    for (const start of starts) {
      if (start.at < taken || start.at > bytes.length) throw new Failure('internal', `the section ${start.name} starts outside its bytes`)
      this.#sectionBytes += start.at - taken
      if (start.cut === true) {
        yield* this.#feed(bytes.subarray(taken, start.at))
        const chunk = this.#chunker.cut()
        if (chunk !== null) yield { type: 'new', chunk }
      } else {
        yield* this.#feed(bytes.subarray(taken, start.at))
      }
      taken = start.at
      this.#openSection(start)
    }
    this.#sectionBytes += bytes.length - taken
    yield* this.#feed(bytes.subarray(taken))
    // The chunker has its own copy by now.
    release(bytes)
  }

  *#feed(bytes: Uint8Array): Generator<Piece> {
    if (bytes.length === 0) return
    this.#plainBytes += bytes.length
    for (const chunk of this.#chunker.push(bytes)) yield { type: 'new', chunk }
  }

  #openSection(start: Omit<SectionStart, 'at'>): void {
    if (!this.#sectionOpen && this.#sectionBytes > 0) {
      throw new Failure('internal', `the section ${start.name} does not start at the first byte of ${this.name}, but it is the first one`)
    }
    this.#closeSection()
    this.sections.open(start)
    this.#sectionOpen = true
  }

  #closeSection(): void {
    if (this.#sectionOpen) this.sections.close(this.#sectionBytes)
    this.#sectionOpen = false
    this.#sectionBytes = 0
  }

  async *#unchanged(name: string): AsyncGenerator<Piece> {
    const section = this.#parentSection(name)
    const from = section.startByte
    const to = from + section.lengthBytes
    if (this.#run === null || this.#run.to !== from) {
      yield* this.#flushRun()
      this.#run = { from, to }
    } else {
      this.#run.to = to
    }
    this.#openSection({
      name,
      always: section.always,
      cut: section.cut,
      ...(section.fingerprint === null ? {} : { fingerprint: section.fingerprint }),
    })
    this.#sectionBytes = section.lengthBytes
  }

  /** Sections come in the parent's order, so one pass over its table finds them all. */
  #parentSection(name: string): Section {
    for (;;) {
      const next = this.#parentSections?.next()
      if (next === undefined || next.done === true) {
        throw new Failure(
          'internal',
          `the section ${name} is said to be unchanged, but the parent has none of that name after the one before`,
        )
      }
      if (next.value.name === name) return next.value
    }
  }

  async *#flushRun(): AsyncGenerator<Piece> {
    const run = this.#run
    if (run === null || this.#parent === null) return
    this.#run = null
    const recipe = this.#parent.reader.part(this.#parent.name).recipe
    let at = run.from
    while (at < run.to) {
      this.#signal.throwIfAborted()
      const index = recipe.indexAt(at)
      const start = recipe.startOf(index)
      const end = start + recipe.plainBytesAt(index)
      if (start === at && end <= run.to) {
        const pending = this.#chunker.cut()
        if (pending !== null) yield { type: 'new', chunk: pending }
        this.#plainBytes += end - at
        yield { type: 'reuse', parentIndex: index }
      } else {
        const plain = await this.#parent.reader.chunk(this.#parent.name, index, { signal: this.#signal })
        yield* this.#feed(plain.subarray(at - start, Math.min(end, run.to) - start))
      }
      at = Math.min(end, run.to)
    }
  }
}
