import type { SectionFigure, SectionStart } from '../../plugins/contract.ts'
import { Failure } from '../../plugins/failure.ts'
import { ByteReader } from './byte-reader.ts'
import { ByteWriter } from './byte-writer.ts'
import { withRoom } from './columns.ts'
import { HashIndex, type KeyColumn } from './hash-index.ts'
import { flag, readSection, type SectionRecord, writeSection } from './section-record.ts'

/** A named stretch of a part. */
export interface Section {
  readonly name: string
  readonly startByte: number
  readonly lengthBytes: number
  readonly always: boolean
  readonly cut: boolean
  readonly rows: number | null
  readonly checksum: string | null
  readonly fingerprint: Uint8Array | null
}

export const fingerprintBytesMax = 64
const checksumBytesMax = 255
/** Where a record starts is kept in four bytes. */
const recordsBytesMax = 2 ** 32 - 1

/**
 * The sections of a part in order: the first starts at 0, each next where the one before ends. Kept as the index writes them, so that a million
 * files take about 100 MB. Figures come late and only for tables, so they lie beside.
 */
export class SectionTable {
  readonly #records = new ByteWriter()
  readonly #names = new HashIndex(this.#nameColumn())
  readonly #figures = new Map<string, SectionFigure>()
  #recordStarts: Uint32Array = new Uint32Array()
  #starts: Float64Array = new Float64Array()
  #nameWords: Uint32Array = new Uint32Array()
  #count = 0
  #plainBytes = 0
  #open: Omit<SectionStart, 'at'> | null = null

  /** Sections that are closed. */
  get count(): number {
    return this.#count
  }

  /** Where the last closed section ends. */
  get plainBytes(): number {
    return this.#plainBytes
  }

  /** Starts a section where the one before ended. Throws `internal` for a start that breaks the plugin contract. */
  open(start: Omit<SectionStart, 'at'>): void {
    if (this.#open !== null) throw new Failure('internal', `the section ${start.name} starts before ${this.#open.name} ended`)
    if (!start.name.isWellFormed()) throw new Failure('internal', `the section name ${start.name} is no text that UTF-8 can hold`)
    if ((start.fingerprint?.length ?? 0) > fingerprintBytesMax) {
      throw new Failure(
        'internal',
        `the fingerprint of ${start.name} has ${start.fingerprint?.length} bytes; ${fingerprintBytesMax} are allowed`,
      )
    }
    this.#open = start
  }

  /** Ends the open section. Throws `internal` if another has its name. */
  close(lengthBytes: number): void {
    const start = this.#open
    if (start === null) throw new Failure('internal', 'a section ends that never started')
    this.#open = null
    const added = this.add({
      name: Buffer.from(start.name),
      lengthBytes,
      always: start.always === true,
      cut: start.cut === true,
      rows: null,
      checksum: null,
      fingerprint: start.fingerprint ?? null,
    })
    if (!added) throw new Failure('internal', `two sections are named ${start.name}`)
  }

  /** Appends a whole section; false, and nothing happens, if another has its name. Throws `exhausted` when names fill 4 GiB. */
  add(section: SectionRecord): boolean {
    if (this.#names.find(section.name) >= 0) return false
    if (this.#records.length > recordsBytesMax - section.name.length - 512) {
      throw new Failure('exhausted', 'the names of the sections fill more than 4 GiB', {
        remedy: 'Split the source: back up its folders one by one.',
      })
    }
    const at = this.#count
    this.#recordStarts = withRoom(this.#recordStarts, at + 1)
    this.#starts = withRoom(this.#starts, at + 1)
    this.#nameWords = withRoom(this.#nameWords, at + 1)
    this.#recordStarts[at] = this.#records.length
    this.#starts[at] = this.#plainBytes
    this.#nameWords[at] = nameWord(section.name)
    writeSection(this.#records, { ...section, rows: null, checksum: null })
    if (section.rows !== null) this.setFigure(Buffer.from(section.name).toString(), section.rows, section.checksum)
    this.#plainBytes += section.lengthBytes
    this.#count++
    this.#names.add(at)
    return true
  }

  /** Rows and checksum of a section, before or after it. A name that no section has is kept for `figures` only. Throws `internal` for what is no figure. */
  setFigure(name: string, rows: number, checksum: string | null): void {
    const countable = Number.isSafeInteger(rows) && rows >= 0
    const hex = checksum === null || (/^([0-9a-f]{2})*$/.test(checksum) && checksum.length <= checksumBytesMax * 2)
    if (!countable || !hex) throw new Failure('internal', `the figure of ${name} is none: ${rows} rows, checksum ${checksum}`)
    this.#figures.set(name, { name, rows, checksum })
  }

  figures(): IterableIterator<SectionFigure> {
    return this.#figures.values()
  }

  has(name: string): boolean {
    return this.#names.find(Buffer.from(name)) >= 0
  }

  /** The sections of these names and those that belong to every selection, in the part's order. Names that aren't there are passed over: ask `has`. */
  *find(names: Iterable<string>): Generator<Section> {
    const chosen = new Set<number>()
    for (const name of names) chosen.add(this.#names.find(Buffer.from(name)))
    for (let index = 0; index < this.#count; index++) {
      const always = (this.#records.written[this.#recordStarts[index]!]! & flag.always) !== 0
      if (always || chosen.has(index)) yield this.#at(index)
    }
  }

  *[Symbol.iterator](): Generator<Section> {
    for (let index = 0; index < this.#count; index++) yield this.#at(index)
  }

  #at(index: number): Section {
    const record = this.#record(index)
    const name = Buffer.from(record.name.buffer, record.name.byteOffset, record.name.length).toString()
    const figure = this.#figures.get(name)
    return {
      name,
      startByte: this.#starts[index]!,
      lengthBytes: record.lengthBytes,
      always: record.always,
      cut: record.cut,
      rows: figure?.rows ?? null,
      checksum: figure?.checksum ?? null,
      fingerprint: record.fingerprint?.slice() ?? null,
    }
  }

  #record(index: number): SectionRecord {
    return readSection(new ByteReader(this.#records.written, 'the section table', this.#recordStarts[index]))
  }

  #nameColumn(): KeyColumn {
    return {
      wordOf: nameWord,
      wordAt: (index) => this.#nameWords[index]!,
      isAt: (index, name) => this.#nameWords[index] === nameWord(name) >>> 0 && Buffer.compare(this.#record(index).name, name) === 0,
    }
  }
}

/** FNV-1a, 32 bits. */
function nameWord(name: Uint8Array): number {
  let word = 0x811c9dc5
  for (let at = 0; at < name.length; at++) word = Math.imul(word ^ name[at]!, 0x01000193)
  return word
}
