import { crc32 } from 'node:zlib'
import { Failure } from '../../plugins/failure.ts'
import { dosTime, extraField, FieldWriter, flag, max16, max32, signature, type ZipMethod } from './zip-fields.ts'
import { nameObjection } from './zip-names.ts'

interface WrittenEntry {
  readonly name: Uint8Array
  readonly method: ZipMethod
  readonly headerOffset: number
  crc: number
  storedBytes: number
  plainBytes: number
}

/** Version 4.5 reads ZIP64, 6.3 zstd; the upper byte 3 is Unix, whose permissions the external attributes hold. */
const madeBy = (3 << 8) | 63
const versionFor = (method: ZipMethod) => (method === 93 ? 63 : 45)

/** A regular file that only its owner may read: what is unpacked is a copy of somebody's data. */
const externalAttributes = 0o100600 * 0x10000

const flags = flag.descriptor | flag.utf8

/**
 * Makes the bytes of a ZIP file around content that the caller compresses and writes itself; holds nothing but the directory.
 * Sizes need not be known: each local header announces ZIP64, and a descriptor with 64-bit sizes follows the content.
 * Calls out of order and unsafe or repeated names throw `internal`.
 */
export class ZipWriter {
  readonly #modifiedAt: Date
  readonly #entries: WrittenEntry[] = []
  readonly #names = new Set<string>()
  #current: WrittenEntry | null = null
  #finished = false
  #offset = 0

  constructor(options: { readonly modifiedAt: Date }) {
    this.#modifiedAt = options.modifiedAt
  }

  /** Bytes of the file so far: those returned by the other methods and those accounted for. */
  get offset(): number {
    return this.#offset
  }

  /** Starts an entry; returns its local header. */
  open(name: string, method: ZipMethod): Uint8Array {
    if (this.#finished || this.#current) throw misuse('An entry was opened before the one before it was closed')
    const encoded = new TextEncoder().encode(name)
    const objection = encoded.length > max16 ? 'is too long' : this.#names.has(name) ? 'was used before' : nameObjection(name)
    if (objection) throw misuse(`The entry name ${JSON.stringify(name)} ${objection}`)
    this.#names.add(name)
    this.#current = { name: encoded, method, headerOffset: this.#offset, crc: 0, storedBytes: 0, plainBytes: 0 }
    const { time, date } = dosTime(this.#modifiedAt)
    const timestamp = this.#timestamp()
    const header = new FieldWriter(30 + encoded.length + 20 + timestamp.length)
      .u32(signature.localHeader)
      .u16(versionFor(method), flags, method, time, date)
      .u32(0, max32, max32)
      .u16(encoded.length, 20 + timestamp.length)
      .raw(encoded)
      .u16(extraField.zip64, 16)
      .u64(0, 0)
      .raw(timestamp)
    return this.#produced(header.bytes)
  }

  /** Counts stored bytes that the caller writes itself, and the plain bytes they decode to; either may be empty. */
  account(stored: Uint8Array, plain: Uint8Array): void {
    const entry = this.#opened()
    entry.crc = crc32(plain, entry.crc)
    entry.storedBytes += stored.length
    entry.plainBytes += plain.length
    this.#offset += stored.length
  }

  /** Ends the entry; returns its data descriptor. */
  close(): Uint8Array {
    const entry = this.#opened()
    this.#current = null
    this.#entries.push(entry)
    return this.#produced(new FieldWriter(24).u32(signature.descriptor, entry.crc).u64(entry.storedBytes, entry.plainBytes).bytes)
  }

  /** Ends the file; returns the central directory and the end records. */
  finish(): Uint8Array {
    if (this.#finished || this.#current) throw misuse('The file was ended while an entry was open, or twice')
    this.#finished = true
    const records = this.#entries.map((entry) => this.#directoryRecord(entry))
    const directoryOffset = this.#offset
    const directoryBytes = records.reduce((sum, record) => sum + record.length, 0)
    const end = endRecords({ count: records.length, directoryOffset, directoryBytes })
    const all = new FieldWriter(directoryBytes + end.length)
    for (const record of records) all.raw(record)
    return this.#produced(all.raw(end).bytes)
  }

  #directoryRecord(entry: WrittenEntry): Uint8Array {
    const wide = [entry.plainBytes, entry.storedBytes, entry.headerOffset].filter((value) => value >= max32)
    const { time, date } = dosTime(this.#modifiedAt)
    const timestamp = this.#timestamp()
    const wideBytes = wide.length === 0 ? 0 : 4 + wide.length * 8
    const record = new FieldWriter(46 + entry.name.length + wideBytes + timestamp.length)
      .u32(signature.directoryEntry)
      .u16(madeBy, versionFor(entry.method), flags, entry.method, time, date)
      .u32(entry.crc, Math.min(entry.storedBytes, max32), Math.min(entry.plainBytes, max32))
      .u16(entry.name.length, wideBytes + timestamp.length, 0, 0, 0)
      .u32(externalAttributes, Math.min(entry.headerOffset, max32))
      .raw(entry.name)
    if (wide.length > 0) record.u16(extraField.zip64, wide.length * 8).u64(...wide)
    return record.raw(timestamp).bytes
  }

  /** The exact second in UTC, for the readers that know the field; the DOS fields have no zone and only even seconds. */
  #timestamp(): Uint8Array {
    const seconds = Math.floor(this.#modifiedAt.getTime() / 1000)
    if (seconds < 0 || seconds > 0x7fffffff) return new Uint8Array(0)
    return new FieldWriter(9).u16(extraField.timestamp, 5).raw(Uint8Array.of(1)).u32(seconds).bytes
  }

  #opened(): WrittenEntry {
    if (!this.#current) throw misuse('Content was given while no entry was open')
    return this.#current
  }

  #produced(bytes: Uint8Array): Uint8Array {
    this.#offset += bytes.length
    return bytes
  }
}

function endRecords(directory: { readonly count: number; readonly directoryOffset: number; readonly directoryBytes: number }): Uint8Array {
  const { count, directoryOffset, directoryBytes } = directory
  const wide = count >= max16 || directoryOffset >= max32 || directoryBytes >= max32
  const end = new FieldWriter(wide ? 98 : 22)
  if (wide) {
    end
      .u32(signature.end64)
      .u64(44)
      .u16(madeBy, 45)
      .u32(0, 0)
      .u64(count, count, directoryBytes, directoryOffset)
      .u32(signature.end64Locator, 0)
      .u64(directoryOffset + directoryBytes)
      .u32(1)
  }
  return end
    .u32(signature.end)
    .u16(0, 0, Math.min(count, max16), Math.min(count, max16))
    .u32(Math.min(directoryBytes, max32), Math.min(directoryOffset, max32))
    .u16(0).bytes
}

function misuse(what: string): Failure {
  return new Failure('internal', `${what}.`, { remedy: 'This is a defect of the program: report it with its log.' })
}
