import type { Dialect, DumpEvent, ParentSection, RestorePart, SectionFigure, Selection } from '../../contract.ts'
import { drain, inPieces } from '../expectations.ts'

export interface RecordedSection extends ParentSection {
  readonly always: boolean
  readonly bytes: Buffer
  readonly reused: boolean
}

export interface RecordedPart {
  readonly name: string
  readonly bytes: Buffer
  readonly sections: readonly RecordedSection[]
  readonly figures: readonly SectionFigure[]
}

export interface RecordOptions {
  readonly signal: AbortSignal
  readonly selection?: Selection
  /** An earlier recording to refer to. */
  readonly parent?: readonly RecordedPart[]
}

/** A whole dump kept in memory, with unchanged sections taken from the parent as an archive would. */
export async function record(dialect: Dialect, { signal, selection, parent }: RecordOptions): Promise<readonly RecordedPart[]> {
  const lookUp = parent === undefined ? null : (name: string) => parent.find((part) => part.name === name)?.sections ?? []
  const parts: PartRecorder[] = []
  for await (const event of dialect.dump(selection ?? { tables: null }, { signal, parent: lookUp })) {
    if (event.type === 'part') parts.push(new PartRecorder(event.name, parent))
    else parts.at(-1)?.see(event)
  }
  return parts.map((part) => part.finish())
}

interface OpenSection {
  name: string
  always: boolean
  fingerprint: Uint8Array | null
  pieces: Uint8Array[]
  reused: boolean
}

class PartRecorder {
  readonly #name: string
  readonly #parent: RecordedPart | undefined
  readonly #sections: OpenSection[] = []
  readonly #figures: SectionFigure[] = []

  constructor(name: string, parent: readonly RecordedPart[] | undefined) {
    this.#name = name
    this.#parent = parent?.find((part) => part.name === name)
  }

  see(event: DumpEvent): void {
    if (event.type === 'figure') this.#figures.push(event.figure)
    if (event.type === 'unchanged') this.#reuse(event.name, event.fingerprint)
    if (event.type !== 'bytes') return
    let at = 0
    for (const start of event.starts ?? []) {
      this.#append(event.bytes.subarray(at, start.at))
      const { name, always = false, fingerprint = null } = start
      this.#sections.push({ name, always, fingerprint, pieces: [], reused: false })
      at = start.at
    }
    this.#append(event.bytes.subarray(at))
  }

  #append(bytes: Uint8Array): void {
    if (bytes.byteLength === 0) return
    if (this.#sections.length === 0) this.#sections.push({ name: '', always: true, fingerprint: null, pieces: [], reused: false })
    this.#sections.at(-1)!.pieces.push(bytes.slice())
  }

  #reuse(name: string, fingerprint: Uint8Array): void {
    const found = this.#parent?.sections.find((section) => section.name === name)
    if (found === undefined) throw new Error(`"${name}" is said to be unchanged, but the parent has no such section`)
    this.#sections.push({ name, always: found.always, fingerprint, pieces: [found.bytes], reused: true })
  }

  finish(): RecordedPart {
    const sections = this.#sections.map(({ pieces, ...section }) => {
      const bytes = Buffer.concat(pieces)
      return { ...section, bytes, lengthBytes: bytes.byteLength }
    })
    return { name: this.#name, bytes: Buffer.concat(sections.map(({ bytes }) => bytes)), sections, figures: this.#figures }
  }
}

export interface ReplayOptions {
  readonly tables?: readonly string[]
  /** Leave out this many bytes at the end. */
  readonly missingBytes?: number
  readonly pieceBytes?: number
}

/** Recorded parts as `restore` gets them. */
export async function* replay(parts: readonly RecordedPart[], options: ReplayOptions = {}): AsyncGenerator<RestorePart, void, void> {
  const { tables, missingBytes = 0, pieceBytes } = options
  for (const part of parts) {
    const chosen = part.sections.filter(({ name, always }) => tables === undefined || always || isChosen(name, tables))
    const all = Buffer.concat(chosen.map(({ bytes }) => bytes))
    const bytes = all.subarray(0, all.byteLength - missingBytes)
    yield { name: part.name, sizeBytes: bytes.byteLength, bytes: inPieces(bytes, pieceBytes) }
  }
}

/** A path selects what is below it as well. */
function isChosen(name: string, tables: readonly string[]): boolean {
  return tables.some((table) => name === table || name.startsWith(`${table}/`))
}

export async function figuresOf(dialect: Dialect, signal: AbortSignal): Promise<readonly SectionFigure[]> {
  return byName(await drain(dialect.inspect({ tables: null }, { signal })))
}

export function recordedFigures(parts: readonly RecordedPart[]): readonly SectionFigure[] {
  return byName(parts.flatMap(({ figures }) => figures))
}

function byName(figures: readonly SectionFigure[]): readonly SectionFigure[] {
  return figures.toSorted((one, other) => (one.name < other.name ? -1 : 1))
}
