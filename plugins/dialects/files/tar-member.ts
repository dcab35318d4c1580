import type { EntryKind } from './entry.ts'
import type { Stretch } from './holes.ts'
import type { BytePath } from './path.ts'
import { corruptTar, parseDecimal, parseNumber, parseSeconds } from './tar-number.ts'

/** One entry of a tar as read: names are as written there and not to be trusted. */
export interface TarMember {
  readonly path: BytePath
  readonly kind: EntryKind | 'unknown'
  readonly mode: number
  readonly uid: number
  readonly gid: number
  /** Logical size, holes included. */
  readonly sizeBytes: number
  readonly mtimeNs: bigint
  readonly target: BytePath
}

/** Where a sparse file's map is: in pax records, in front of the content, or in the header itself. */
export type SparseForm = { readonly map: readonly Stretch[] } | 'before-content' | 'in-header' | null

export interface ParsedHeader {
  readonly member: TarMember
  /** Bytes of content that follow, padding aside. */
  readonly storedBytes: number
  readonly sparse: SparseForm
}

/** What extended headers say about the next entry: pax records, and GNU's long names as `path` and `linkpath`. */
export type Extension = ReadonlyMap<string, string>

const kindOfType: Readonly<Record<string, EntryKind>> = {
  '0': 'file',
  '\0': 'file',
  '7': 'file',
  S: 'file',
  '1': 'link',
  '2': 'symlink',
  '3': 'character',
  '4': 'block',
  '5': 'directory',
  D: 'directory',
  '6': 'fifo',
}

/** Throws `corrupt` unless the checksum holds; some old writers summed signed bytes. */
export function checkSum(block: Buffer): void {
  let unsigned = 0
  let signed = 0
  for (let at = 0; at < 512; at += 1) {
    const byte = at >= 148 && at < 156 ? 0x20 : block[at]!
    unsigned += byte
    signed += byte > 127 ? byte - 256 : byte
  }
  const stated = parseNumber(block, 148, 8)
  if (stated !== unsigned && stated !== signed) throw corruptTar('the checksum of a header does not fit')
}

export function typeOf(block: Buffer): string {
  return String.fromCharCode(block[156]!)
}

export function sizeOf(block: Buffer): number {
  const size = parseNumber(block, 124, 12)
  if (size < 0) throw corruptTar('a header names an impossible size')
  return size
}

/** The entry that a header block and the extended headers before it describe. */
export function parseHeader(block: Buffer, extension: Extension): ParsedHeader {
  const path = extension.get('GNU.sparse.name') ?? extension.get('path') ?? nameIn(block)
  const type = typeOf(block)
  let kind: TarMember['kind'] = kindOfType[type] ?? 'unknown'
  if (kind === 'file' && type !== 'S' && path.endsWith('/')) kind = 'directory'
  const decimal = (key: string, otherwise: number) => (extension.has(key) ? parseDecimal(extension.get(key)!) : otherwise)
  const sparse = kind === 'file' ? sparseForm(type, extension) : null
  const storedBytes = kind === 'link' ? 0 : decimal('size', sizeOf(block))
  const sparseSize = type === 'S' ? parseNumber(block, 483, 12) : decimal('GNU.sparse.realsize', decimal('GNU.sparse.size', storedBytes))
  const time = extension.get('mtime')
  const member: TarMember = {
    path,
    kind,
    mode: parseNumber(block, 100, 8) & 0o7777,
    uid: decimal('uid', parseNumber(block, 108, 8)),
    gid: decimal('gid', parseNumber(block, 116, 8)),
    sizeBytes: kind !== 'file' ? 0 : sparse === null ? storedBytes : sparseSize,
    mtimeNs: time === undefined ? BigInt(parseNumber(block, 136, 12)) * 1_000_000_000n : parseSeconds(time),
    target: extension.get('linkpath') ?? textAt(block, 157, 100),
  }
  if (path.includes('\0') || member.target.includes('\0')) throw corruptTar('a name holds a zero byte')
  return { member, storedBytes, sparse }
}

function nameIn(block: Buffer): BytePath {
  const name = textAt(block, 0, 100)
  // Only POSIX's own magic has a prefix; in GNU's the same bytes are times.
  const isPosix = block.toString('latin1', 257, 263) === 'ustar\0'
  const prefix = isPosix ? textAt(block, 345, 155) : ''
  return prefix === '' ? name : `${prefix}/${name}`
}

function textAt(block: Buffer, at: number, length: number): string {
  const text = block.toString('latin1', at, at + length)
  const end = text.indexOf('\0')
  return end < 0 ? text : text.slice(0, end)
}

function sparseForm(type: string, extension: Extension): SparseForm {
  if (type === 'S') return 'in-header'
  if (extension.get('GNU.sparse.major') === '1') return 'before-content'
  const map = extension.get('GNU.sparse.map')
  if (map === undefined) return null
  const numbers = map === '' ? [] : map.split(',').map(parseDecimal)
  if (numbers.length % 2 !== 0) throw corruptTar('the map of a sparse file is broken')
  const stretches: Stretch[] = []
  for (let at = 0; at < numbers.length; at += 2) stretches.push({ offset: numbers[at]!, lengthBytes: numbers[at + 1]! })
  return { map: stretches }
}

/** The stretches of GNU's older sparse form in a header (4 from byte 386) or an extension block (21 from byte 0). */
export function stretchesIn(block: Buffer, at: number, count: number): Stretch[] {
  const stretches: Stretch[] = []
  for (let index = 0; index < count; index += 1) {
    const from = at + index * 24
    if (block[from] === 0) break
    stretches.push({ offset: parseNumber(block, from, 12), lengthBytes: parseNumber(block, from + 12, 12) })
  }
  return stretches
}

/** pax records: `length key=value\n`. The oldest sparse form repeats its keys, so those are gathered into the newer form's one. */
export function parseRecords(bytes: Buffer): Map<string, string> {
  const records = new Map<string, string>()
  const pieces: string[] = []
  for (let at = 0; at < bytes.length && bytes[at] !== 0; ) {
    const space = bytes.indexOf(0x20, at)
    const length = space < 0 || space - at > 10 ? 0 : Number(bytes.toString('latin1', at, space))
    const equals = bytes.indexOf(0x3d, space)
    const end = at + length
    if (!Number.isInteger(length) || end > bytes.length || equals < 0 || equals >= end || bytes[end - 1] !== 0x0a) {
      throw corruptTar('an extended header is broken')
    }
    const key = bytes.toString('latin1', space + 1, equals)
    const value = bytes.toString('latin1', equals + 1, end - 1)
    if (key === 'GNU.sparse.offset' || key === 'GNU.sparse.numbytes') pieces.push(value)
    else records.set(key, value)
    at = end
  }
  if (pieces.length > 0) records.set('GNU.sparse.map', pieces.join(','))
  return records
}
