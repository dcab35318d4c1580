import type { Call } from '../../plugins/contract.ts'
import type { RandomAccess } from './access.ts'
import { type DirectoryRecord, parseExtras } from './zip-directory.ts'
import { damaged, extraField, FieldReader, flag, max32, signature } from './zip-fields.ts'

const fixedBytes = 30
const windowBytes = 64 * 1024
/** A data descriptor has at least a checksum and two 32-bit sizes; its signature is optional. */
const descriptorBytes = 12

/**
 * Where each entry's content starts, in the order of `records`. Checks each local header against the directory, and that all entries
 * lie one after the other before the directory: what two readers could read in two ways is refused.
 */
export async function locateContents(access: RandomAccess, scan: LocalScan, call: Call): Promise<Float64Array> {
  const offsets = new Float64Array(scan.records.length)
  const order = scan.records.map((_, index) => index).sort((a, b) => scan.records[a]!.headerOffset - scan.records[b]!.headerOffset)
  const window = new Window(access, scan.directoryOffset, call)
  let free = 0
  for (const index of order) {
    const record = scan.records[index]!
    if (record.headerOffset < free) throw damaged(`${quoted(record)} overlaps another entry`)
    const dataOffset = await checkHeader(window, record)
    free = dataOffset + record.storedBytes + (record.flags & flag.descriptor ? descriptorBytes : 0)
    if (free > scan.directoryOffset) throw damaged(`${quoted(record)} reaches into the central directory`)
    offsets[index] = dataOffset
  }
  return offsets
}

export interface LocalScan {
  readonly records: readonly DirectoryRecord[]
  readonly directoryOffset: number
}

async function checkHeader(window: Window, record: DirectoryRecord): Promise<number> {
  const { headerOffset } = record
  const fields = new FieldReader(await window.read(headerOffset, headerOffset + fixedBytes), 'a local header')
  if (fields.u32() !== signature.localHeader) throw damaged(`the directory points for ${quoted(record)} to something that is no entry`)
  fields.u16()
  const [flags, method] = [fields.u16(), fields.u16()]
  fields.raw(4)
  const [crc, storedField, plainField] = [fields.u32(), fields.u32(), fields.u32()]
  const [nameLength, extraLength] = [fields.u16(), fields.u16()]
  const dataOffset = headerOffset + fixedBytes + nameLength + extraLength
  const rest = new FieldReader(await window.read(headerOffset + fixedBytes, dataOffset), 'a local header')
  const name = rest.raw(nameLength)
  const wide = new FieldReader(parseExtras(rest.raw(extraLength)).get(extraField.zip64) ?? new Uint8Array(0), 'a ZIP64 field')
  const plainBytes = plainField === max32 && wide.leftBytes > 0 ? wide.u64() : plainField
  const storedBytes = storedField === max32 && wide.leftBytes > 0 ? wide.u64() : storedField
  const later = (flags & flag.descriptor) !== 0
  const agrees = (value: number, truth: number) => value === truth || (later && (value === 0 || value === max32))
  const sameFlags = ((flags ^ record.flags) & (flag.encrypted | flag.strongEncryption | flag.masked | flag.patch | flag.descriptor)) === 0
  const sameSizes = agrees(crc, record.crc32) && agrees(storedBytes, record.storedBytes) && agrees(plainBytes, record.plainBytes)
  if (!sameFlags || method !== record.method || !sameSizes || !equal(name, record.nameBytes)) {
    throw damaged(`the local header of ${quoted(record)} contradicts the central directory`)
  }
  return dataOffset
}

/** Reads ahead, so that thousands of small entries next to each other don't cost a request each. */
class Window {
  readonly #access: RandomAccess
  readonly #endOffset: number
  readonly #call: Call
  #from = 0
  #bytes: Uint8Array = new Uint8Array(0)

  constructor(access: RandomAccess, endOffset: number, call: Call) {
    this.#access = access
    this.#endOffset = endOffset
    this.#call = call
  }

  async read(fromByte: number, toByte: number): Promise<Uint8Array> {
    if (toByte > this.#endOffset) throw damaged('an entry starts where the central directory does or later')
    if (fromByte < this.#from || toByte > this.#from + this.#bytes.length) {
      const upTo = Math.min(Math.max(toByte, fromByte + windowBytes), this.#endOffset)
      this.#bytes = await this.#access.read(fromByte, upTo, this.#call)
      this.#from = fromByte
    }
    return this.#bytes.subarray(fromByte - this.#from, toByte - this.#from)
  }
}

function equal(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index])
}

function quoted(record: DirectoryRecord): string {
  return JSON.stringify(record.name)
}
