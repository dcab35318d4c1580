import { crc32 } from 'node:zlib'
import { Failure } from '../../plugins/failure.ts'
import { damaged, extraField, FieldReader, flag, instantOfDos, max16, max32, signature } from './zip-fields.ts'
import { pastLimit, type ZipLimits } from './zip-limits.ts'
import { nameObjection, nameOfBytes } from './zip-names.ts'

/** One record of the central directory, checked for itself. */
export interface DirectoryRecord {
  readonly name: string
  readonly nameBytes: Uint8Array
  readonly folder: boolean
  readonly flags: number
  readonly method: number
  readonly crc32: number
  readonly storedBytes: number
  readonly plainBytes: number
  readonly headerOffset: number
  readonly modifiedAt: Date
}

const recordBytes = 46

/** Parses exactly `count` records; refuses what is damaged, unsafe, past a limit or not supported. */
export function parseDirectory(bytes: Uint8Array, count: number, limits: ZipLimits): DirectoryRecord[] {
  if (count * recordBytes > bytes.length) throw damaged('the central directory is too short for its number of entries')
  const fields = new FieldReader(bytes, 'the central directory')
  const records: DirectoryRecord[] = []
  const seen = new Set<string>()
  let plainBytes = 0
  for (let index = 0; index < count; index++) {
    const record = parseRecord(fields, limits)
    const path = record.folder ? record.name.slice(0, -1) : record.name
    if (seen.has(path)) throw refused(record.name, 'occurs twice')
    seen.add(path)
    plainBytes += record.plainBytes
    if (plainBytes > limits.plainBytes) throw pastLimit(`it would unpack to ${plainBytes} bytes or more`, limits.plainBytes)
    records.push(record)
  }
  if (fields.leftBytes > 0) throw damaged('the central directory is longer than its entries')
  return records
}

function parseRecord(fields: FieldReader, limits: ZipLimits): DirectoryRecord {
  if (fields.u32() !== signature.directoryEntry) throw damaged('the central directory holds something that is no entry')
  fields.raw(4)
  const [flags, method, time, date] = [fields.u16(), fields.u16(), fields.u16(), fields.u16()]
  const [crc, storedField, plainField] = [fields.u32(), fields.u32(), fields.u32()]
  const [nameLength, extraLength, commentLength, diskField] = [fields.u16(), fields.u16(), fields.u16(), fields.u16()]
  fields.raw(2)
  const [attributes, offsetField] = [fields.u32(), fields.u32()]
  if (nameLength > limits.nameBytes) throw pastLimit(`a name in it has ${nameLength} bytes`, limits.nameBytes)
  const nameBytes = fields.raw(nameLength)
  const extras = parseExtras(fields.raw(extraLength))
  fields.raw(commentLength)
  const wide = new FieldReader(extras.get(extraField.zip64) ?? new Uint8Array(0), 'a ZIP64 field')
  const plainBytes = plainField === max32 && wide.leftBytes > 0 ? wide.u64() : plainField
  const storedBytes = storedField === max32 && wide.leftBytes > 0 ? wide.u64() : storedField
  const headerOffset = offsetField === max32 && wide.leftBytes > 0 ? wide.u64() : offsetField
  const disk = diskField === max16 && wide.leftBytes > 0 ? wide.u32() : diskField
  const name = readName(nameBytes, extras.get(extraField.unicodePath))
  const record = { name, nameBytes, flags, method, crc32: crc, storedBytes, plainBytes, headerOffset, folder: name.endsWith('/') }
  checkRecord(record, { disk, attributes }, limits)
  return { ...record, modifiedAt: modifiedAt(extras.get(extraField.timestamp), time, date) }
}

/** The name without the leading `./` that tar-minded tools write. */
function readName(bytes: Uint8Array, unicodePath: Uint8Array | undefined): string {
  const name = unicodeName(bytes, unicodePath) ?? nameOfBytes(bytes)
  const relative = name.startsWith('./') && name.length > 2 ? name.slice(2) : name
  const objection =
    relative === './' ? null : nameObjection(relative.endsWith('/') && relative.length > 1 ? relative.slice(0, -1) : relative)
  if (objection) throw refused(relative, objection)
  return relative
}

/** Info-ZIP's UTF-8 name, valid only as long as its checksum fits the plain name (APPNOTE 4.6.9). */
function unicodeName(bytes: Uint8Array, field: Uint8Array | undefined): string | null {
  if (!field || field.length < 5 || field[0] !== 1) return null
  const fields = new FieldReader(field.subarray(1), 'a name')
  return fields.u32() === crc32(bytes) ? nameOfBytes(field.subarray(5)) : null
}

function checkRecord(
  record: Omit<DirectoryRecord, 'modifiedAt'>,
  place: { readonly disk: number; readonly attributes: number },
  limits: ZipLimits,
): void {
  const { name, flags } = record
  if (flags & (flag.encrypted | flag.strongEncryption | flag.masked)) throw unsupported(name, 'is encrypted with a ZIP password')
  if (flags & flag.patch) throw unsupported(name, 'is a patch')
  if (place.disk !== 0) throw unsupported(name, 'lies on another disk')
  if (!isPlainFile(place.attributes)) throw unsupported(name, 'is a link or a device')
  if (record.folder && record.plainBytes !== 0) throw damaged(`the folder ${JSON.stringify(name)} claims to have content`)
  const plainMax = 1024 ** 2 + record.storedBytes * limits.ratio
  if (record.plainBytes > plainMax)
    throw pastLimit(`${JSON.stringify(name)} unpacks to more than ${limits.ratio} times its size`, limits.ratio)
}

/** The upper half holds the Unix mode, whatever system the entry names: some tools write it under another. 0x400 marks a link of Windows. */
function isPlainFile(attributes: number): boolean {
  const type = (attributes >>> 16) & 0o170000
  return (type === 0 || type === 0o100000 || type === 0o040000) && (type !== 0 || (attributes & 0x440) === 0)
}

function modifiedAt(timestamp: Uint8Array | undefined, time: number, date: number): Date {
  if (!timestamp || timestamp.length < 5 || !(timestamp[0]! & 1)) return instantOfDos(time, date)
  const seconds = new FieldReader(timestamp.subarray(1), 'a timestamp').u32()
  return new Date((seconds | 0) * 1000)
}

/** Extra fields by identifier, the first of each. A tail that fits no field is ignored, as every reader does. */
export function parseExtras(bytes: Uint8Array): ReadonlyMap<number, Uint8Array> {
  const found = new Map<number, Uint8Array>()
  const fields = new FieldReader(bytes, 'an extra field')
  while (fields.leftBytes >= 4) {
    const id = fields.u16()
    const sizeBytes = fields.u16()
    if (sizeBytes > fields.leftBytes) break
    const content = fields.raw(sizeBytes)
    if (!found.has(id)) found.set(id, content)
  }
  return found
}

function refused(name: string, objection: string): Failure {
  return new Failure('invalid', `The ZIP file was refused: the entry name ${JSON.stringify(name)} ${objection}.`, {
    remedy:
      'Do not unpack this file with other tools either before you know who made it. Pack the content again with ordinary relative names.',
  })
}

function unsupported(name: string, what: string): Failure {
  return new Failure('unsupported', `The ZIP file cannot be read: ${JSON.stringify(name)} ${what}.`, {
    remedy: 'Unpack it with the tool that made it and pack its files again as an ordinary ZIP.',
  })
}
