import type { Entry, EntryKind } from './entry.ts'
import type { Owners } from './owners.ts'
import { type BytePath, isUtf8Path } from './path.ts'

export const blockBytes = 512

const typeOf: Readonly<Record<EntryKind, string>> = {
  file: '0',
  link: '1',
  symlink: '2',
  character: '3',
  block: '4',
  directory: '5',
  fifo: '6',
}

const nameMax = 100
const ownerMax = 0o7777777
const sizeMax = 0o77777777777
const billion = 1_000_000_000n

/** What a sparse file's header needs besides the entry: the bytes that follow it, map included. */
export interface StoredSize {
  readonly storedBytes: number
  readonly isSparse: boolean
}

/**
 * The header of one entry: a ustar block, with a pax header before it for whatever the block can't hold (POSIX.1-2024, pax, "ustar interchange
 * format" and "pax extended header"). Names are written as the bytes they are; where those are no UTF-8, `hdrcharset` says so as POSIX asks.
 */
export function encodeHeader(entry: Entry, stored: StoredSize, owners: Owners): Buffer {
  const name = tarName(entry)
  const records = paxRecords(entry, name, stored)
  const paxBytes = records === '' ? 0 : blockBytes + padded(records.length)
  const header = Buffer.alloc(paxBytes + blockBytes)
  if (records !== '') {
    const fields = { ...plainFields, name: `PaxHeaders/${lastName(entry.path)}`.slice(0, nameMax), type: 'x', sizeBytes: records.length }
    writeBlock(header, 0, fields)
    header.write(records, blockBytes, 'latin1')
  }
  writeBlock(header, paxBytes, {
    name: (stored.isSparse ? `GNUSparseFile.0/${lastName(entry.path)}` : name).slice(0, nameMax),
    type: typeOf[entry.kind],
    mode: entry.mode,
    uid: entry.uid <= ownerMax ? entry.uid : 0,
    gid: entry.gid <= ownerMax ? entry.gid : 0,
    sizeBytes: stored.storedBytes <= sizeMax ? stored.storedBytes : 0,
    mtime: Number(wholeSeconds(entry.mtimeNs)),
    target: entry.target.slice(0, nameMax),
    user: owners.user(entry.uid),
    group: owners.group(entry.gid),
    device: entry.device,
  })
  return header
}

/** How many bytes `count` bytes take in an archive of whole blocks. */
export function padded(count: number): number {
  return Math.ceil(count / blockBytes) * blockBytes
}

function tarName(entry: Entry): BytePath {
  if (entry.path === '') return './'
  return entry.kind === 'directory' ? `${entry.path}/` : entry.path
}

function lastName(path: BytePath): BytePath {
  return path.slice(path.lastIndexOf('/') + 1)
}

/** The seconds that fit an octal field; 0 where the pax record alone tells the time. */
function wholeSeconds(timeNs: bigint): bigint {
  const seconds = timeNs / billion
  return timeNs >= 0n && seconds <= BigInt(sizeMax) ? seconds : 0n
}

function paxRecords(entry: Entry, name: BytePath, stored: StoredSize): string {
  let records = ''
  if (!isUtf8Path(entry.path + entry.target) && (name.length > nameMax || entry.target.length > nameMax)) {
    records += record('hdrcharset', 'BINARY')
  }
  if (stored.isSparse) {
    records += record('GNU.sparse.major', '1') + record('GNU.sparse.minor', '0')
    records += record('GNU.sparse.name', name) + record('GNU.sparse.realsize', String(entry.sizeBytes))
  } else if (name.length > nameMax) records += record('path', name)
  if (entry.target.length > nameMax) records += record('linkpath', entry.target)
  if (stored.storedBytes > sizeMax) records += record('size', String(stored.storedBytes))
  if (entry.uid > ownerMax) records += record('uid', String(entry.uid))
  if (entry.gid > ownerMax) records += record('gid', String(entry.gid))
  if (entry.mtimeNs % billion !== 0n || entry.mtimeNs / billion !== wholeSeconds(entry.mtimeNs))
    records += record('mtime', decimalSeconds(entry.mtimeNs))
  return records
}

/** `length key=value\n`, where the length counts its own digits. */
function record(key: string, value: string): string {
  const rest = key.length + value.length + 3
  let length = rest + String(rest).length
  if (String(length).length > String(rest).length) length += 1
  return `${length} ${key}=${value}\n`
}

function decimalSeconds(timeNs: bigint): string {
  const size = timeNs < 0n ? -timeNs : timeNs
  const fraction = String(size % billion)
    .padStart(9, '0')
    .replace(/0+$/, '')
  return `${timeNs < 0n ? '-' : ''}${size / billion}${fraction === '' ? '' : `.${fraction}`}`
}

interface BlockFields {
  readonly name: string
  readonly type: string
  readonly mode: number
  readonly uid: number
  readonly gid: number
  readonly sizeBytes: number
  readonly mtime: number
  readonly target: string
  readonly user: string
  readonly group: string
  readonly device: bigint
}

const plainFields = { mode: 0o644, uid: 0, gid: 0, mtime: 0, target: '', user: '', group: '', device: 0n }

function writeBlock(buffer: Buffer, at: number, fields: BlockFields): void {
  const text = (value: string, offset: number) => buffer.write(value, at + offset, 'latin1')
  const octal = (value: number, offset: number, digits: number) => text(value.toString(8).padStart(digits, '0'), offset)
  text(fields.name, 0)
  octal(fields.mode, 100, 7)
  octal(fields.uid, 108, 7)
  octal(fields.gid, 116, 7)
  octal(fields.sizeBytes, 124, 11)
  octal(fields.mtime, 136, 11)
  text(fields.type, 156)
  text(fields.target, 157)
  text('ustar\x0000', 257)
  text(fields.user, 265)
  text(fields.group, 297)
  octal(deviceMajor(fields.device), 329, 7)
  octal(deviceMinor(fields.device), 337, 7)
  text('        ', 148)
  let sum = 0
  for (let index = at; index < at + blockBytes; index += 1) sum += buffer[index]!
  text(`${sum.toString(8).padStart(6, '0')}\0 `, 148)
}

/** As Linux packs device numbers (gnu_dev_major); other systems' differ, but no tree of theirs is restored with devices either. */
function deviceMajor(device: bigint): number {
  return Number(((device >> 8n) & 0xfffn) | ((device >> 32n) & 0xfffff000n)) & ownerMax
}

function deviceMinor(device: bigint): number {
  return Number((device & 0xffn) | ((device >> 12n) & 0xffffff00n)) & ownerMax
}
