import { hash } from 'node:crypto'
import type { Call, Files } from '../../plugins/contract.ts'
import { Failure } from '../../plugins/failure.ts'
import type { RandomAccess } from '../archive/access.ts'
import { ArchiveReader } from '../archive/reader.ts'
import { type CommitRecord, decodeRecord, recordBytesMax, recordSuffix } from '../archive/record.ts'
import { pastLimit, type ZipLimits } from '../archive/zip-limits.ts'
import type { ZipEntry } from '../archive/zip-reader.ts'
import type { UploadTable } from '../domain/upload.ts'
import { openUploadFile } from './upload-file.ts'

const mebibyte = 1024 ** 2
/** The index of a terabyte has 60 MB; it is hashes for the most part, which don't pack. */
const [manifestBytesMax, indexBytesMax, indexBytesFree, indexRatio] = [16 * mebibyte, 256 * mebibyte, 16 * mebibyte, 64]

const tablesMax = 10_000

/** Whether a ZIP file is built as archives of ours are. */
export function isArchive(entries: readonly ZipEntry[]): boolean {
  return entries.at(-1)?.name === 'manifest.json' && entries.some(({ name }) => name === 'index.bin')
}

/**
 * Opens an archive that stands alone. Throws `unsupported` for one that refers to others, naming them, `invalid` past a limit, and as
 * `ArchiveReader.open`.
 */
export async function openUploadedArchive(
  access: RandomAccess,
  of: { readonly entries: readonly ZipEntry[]; readonly limits: ZipLimits },
  call: Call,
): Promise<ArchiveReader> {
  for (const entry of of.entries) refuseHuge(entry)
  const reader = await ArchiveReader.open(access, { name: 'the archive', locate: () => Promise.reject(alone(reader)) }, call)
  if (reader.manifest.archives.length > 0) throw alone(reader)
  const plainBytes = reader.parts.reduce((sum, part) => sum + part.recipe.plainBytes, 0)
  if (plainBytes > of.limits.plainBytes) throw pastLimit(`it holds ${plainBytes} bytes`, of.limits.plainBytes)
  return reader
}

/** Both are held in memory before anything of the archive was checked. */
function refuseHuge({ name, plainBytes, storedBytes }: ZipEntry): void {
  const indexMax = Math.min(indexBytesMax, indexBytesFree + storedBytes * indexRatio)
  const most = name === 'manifest.json' ? manifestBytesMax : name === 'index.bin' ? indexMax : Number.POSITIVE_INFINITY
  if (plainBytes > most) throw pastLimit(`${name} would have ${plainBytes} bytes`, most)
}

function alone({ manifest }: ArchiveReader): Failure {
  const names = manifest.archives.map(({ name }) => name)
  const shown = names.length > 5 ? `${names.slice(0, 5).join(', ')} and ${names.length - 5} more` : names.join(', ')
  return new Failure('unsupported', `This is a backup of mode "${manifest.mode}", which can't be restored alone: it refers to ${shown}.`, {
    remedy: 'Give a full backup, or put this archive with its commit record beside those at a target and restore it from there.',
    detail: { archives: names },
  })
}

/** The commit record beside an uploaded file, if there is one. Throws `corrupt` when it is damaged. */
export async function readRecordBeside(path: string, files: Files, call: Call): Promise<CommitRecord | null> {
  const beside = path + recordSuffix
  try {
    await files.stat(beside)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
  await using file = await openUploadFile(beside, files)
  if (file.sizeBytes > recordBytesMax) throw new Failure('corrupt', `the commit record has ${file.sizeBytes} bytes`)
  return decodeRecord(await file.read(0, file.sizeBytes, call), 'the commit record')
}

/** Throws `corrupt` when the file is not the one that the record was written for. */
export function matchRecord(record: CommitRecord, found: { readonly sizeBytes: number; readonly sha256: string }): void {
  if (record.sizeBytes === found.sizeBytes && record.sha256 === found.sha256) return
  throw new Failure('corrupt', `The file is not the one that its commit record names: ${difference(record, found)}.`, {
    remedy: 'Use another copy of the archive; this one was cut or changed, or the record belongs to another.',
  })
}

function difference(record: CommitRecord, found: { readonly sizeBytes: number }): string {
  if (record.sizeBytes === found.sizeBytes) return 'its SHA-256 is another'
  return `it has ${found.sizeBytes} bytes instead of ${record.sizeBytes}`
}

/** The tables that an archive says it holds, up to a number, with the bytes that they take in the dump. */
export function tablesOf(reader: ArchiveReader): { readonly tables: readonly UploadTable[]; readonly tableCount: number } {
  const listed = reader.manifest.parts.flatMap((part) => part.tables.map((table) => ({ ...table, part: part.name })))
  const kept = listed.slice(0, tablesMax)
  const wanted = new Set(kept.map(({ part, name }) => keyOf(part, name)))
  const lengths = new Map<string, number>()
  for (const part of reader.parts) {
    if (wanted.size === 0) break
    for (const { name, lengthBytes } of part.sections) {
      if (wanted.has(keyOf(part.name, name))) lengths.set(keyOf(part.name, name), lengthBytes)
    }
  }
  const tables = kept.map(({ part, name, rows }) => ({ name, rows, sizeBytes: lengths.get(keyOf(part, name)) ?? null }))
  return { tables, tableCount: listed.length }
}

function keyOf(part: string, section: string): string {
  return hash('sha256', JSON.stringify([part, section]), 'base64')
}
