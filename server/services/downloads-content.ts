import { createHash } from 'node:crypto'
import type { Bytes, Call } from '../../plugins/contract.ts'
import { Failure } from '../../plugins/failure.ts'
import { openObject } from '../archive/object-access.ts'
import type { ArchiveReader } from '../archive/reader.ts'
import { openEntry, type ZipEntry } from '../archive/zip-reader.ts'
import type { Backup } from '../domain/backup.ts'
import { isChosen } from '../domain/restore.ts'
import { type ArchiveAddress, openArchive } from '../engine/archives.ts'
import { rangesOf, requireSections } from '../engine/selection.ts'

/** Bytes from one up to, not including, another. */
export interface ByteRange {
  readonly fromByte: number
  readonly toByte: number
}

/** Something that can be read from any place, and what it is called. */
export interface Content {
  readonly name: string
  readonly sizeBytes: number
  readonly sha256: string | null
  /** What of the archive it is; null for the archive itself. */
  readonly variant: string | null
  read(range: ByteRange): Bytes
}

/** The archive as it lies there. Throws `not_found` when it doesn't, `corrupt` when it has another size than it was written with. */
export async function contentOfArchive(at: Omit<ArchiveAddress, 'identities'>, backup: Backup, call: Call): Promise<Content> {
  const access = await openObject(at.target, at.key, call)
  if (access.sizeBytes !== backup.sizeBytes) {
    throw new Failure('corrupt', `${backup.name} has ${access.sizeBytes} bytes where ${backup.sizeBytes} were written.`, {
      remedy: 'Choose another copy, and verify this one.',
    })
  }
  const read = ({ fromByte, toByte }: ByteRange) => access.stream(fromByte, toByte, call)
  return { name: backup.name, sizeBytes: access.sizeBytes, sha256: backup.sha256, variant: null, read }
}

export interface PartWish {
  readonly archiveName: string
  /** Null for the only one, or the one that holds the tables. */
  readonly part: string | null
  readonly tables: readonly string[] | null
}

/** A part of an archive, or tables of it, as plain bytes. Throws `not_found` for what the archive doesn't hold, `invalid` when several parts are meant. */
export async function contentOfPart(address: ArchiveAddress, wish: PartWish, call: Call): Promise<Content> {
  const reader = await openArchive(address, call)
  if (wish.tables !== null) requireSections(reader, wish.tables)
  const part = wish.part ?? onlyPart(reader, wish.tables)
  const variant = createHash('sha256')
    .update(JSON.stringify([part, wish.tables]))
    .digest('hex')
    .slice(0, 16)
  const name = fileName(wish.archiveName, { part, tables: wish.tables, isOnly: reader.parts.length === 1 })
  const described = { name, sha256: null, variant }
  if (!reader.hasPart(part)) return { ...described, ...contentOfEntry(reader, part, call) }
  const pieces = rangesOf(reader, part, wish.tables)
  return {
    ...described,
    sizeBytes: pieces.reduce((sum, { fromByte, toByte }) => sum + toByte - fromByte, 0),
    read: (range) => readPieces(reader, { part, pieces: within(pieces, range) }, call),
  }
}

/** The pieces of which a range of their sequence consists. */
export function within(pieces: readonly ByteRange[], { fromByte, toByte }: ByteRange): ByteRange[] {
  const found: ByteRange[] = []
  let startByte = 0
  for (const piece of pieces) {
    const from = Math.max(piece.fromByte, piece.fromByte + fromByte - startByte)
    const to = Math.min(piece.toByte, piece.fromByte + toByte - startByte)
    if (from < to) found.push({ fromByte: from, toByte: to })
    startByte += piece.toByte - piece.fromByte
  }
  return found
}

/** How the file of a part should be called: after its archive, so that two of them can lie in one folder. */
export function fileName(
  archiveName: string,
  of: { readonly part: string; readonly tables: readonly string[] | null; readonly isOnly: boolean },
): string {
  const base = archiveName.replace(/\.age$/, '').replace(/(\.sql)?\.zip$/, '')
  const [, stem = of.part, suffix = ''] = /^(.+?)(\.[^./]+)?$/s.exec(of.part.replaceAll('/', '-')) ?? []
  const which = [...(of.isOnly ? [] : [stem]), ...(of.tables ?? [])].map((word) => `-${word.replaceAll('/', '-')}`)
  return `${base}${which.join('').slice(0, 100)}${suffix}`
}

function onlyPart(reader: ArchiveReader, tables: readonly string[] | null): string {
  const holding = reader.parts.filter(({ sections }) => tables === null || holdsAny(sections, tables))
  const [part] = holding
  if (part !== undefined && holding.length === 1) return part.name
  throw new Failure('invalid', 'The archive has several parts of which this could be.', {
    remedy: `Choose one: ${reader.parts.map(({ name }) => name).join(', ')}.`,
    detail: { fields: ['part'] },
  })
}

function holdsAny(sections: Iterable<{ readonly name: string }>, tables: readonly string[]): boolean {
  for (const { name } of sections) if (isChosen(name, tables)) return true
  return false
}

async function* readPieces(
  reader: ArchiveReader,
  { part, pieces }: { readonly part: string; readonly pieces: readonly ByteRange[] },
  call: Call,
): Bytes {
  for (const piece of pieces) yield* reader.read(part, piece, call)
}

/** What else lies in the archive: `manifest.json`. */
function contentOfEntry(reader: ArchiveReader, name: string, call: Call): Pick<Content, 'sizeBytes' | 'read'> {
  const entry = reader.entries.find((candidate) => candidate.name === name)
  if (entry === undefined) {
    const names = new Set([...reader.parts.map((part) => part.name), ...reader.entries.map((candidate) => candidate.name)])
    throw new Failure('not_found', `The archive has no part "${name}".`, {
      remedy: `It has: ${[...names].join(', ')}.`,
      detail: { fields: ['part'] },
    })
  }
  return { sizeBytes: entry.plainBytes, read: (range) => readEntry(reader, { entry, range }, call) }
}

/** It can only be read from its start. */
async function* readEntry(reader: ArchiveReader, of: { readonly entry: ZipEntry; readonly range: ByteRange }, call: Call): Bytes {
  const { fromByte, toByte } = of.range
  let at = 0
  for await (const piece of openEntry(reader.access, of.entry, call)) {
    const wanted = piece.subarray(Math.max(0, fromByte - at), Math.max(0, toByte - at))
    at += piece.length
    if (wanted.length > 0) yield wanted
    if (at >= toByte) return
  }
}
