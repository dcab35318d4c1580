import type { Call, Target } from '../../plugins/contract.ts'
import { Failure } from '../../plugins/failure.ts'
import type { RandomAccess } from '../archive/access.ts'
import type { ArchiveReference } from '../archive/manifest.ts'
import { openObject } from '../archive/object-access.ts'
import { ArchiveReader } from '../archive/reader.ts'
import { type CommitRecord, decodeRecord, recordBytesMax, recordSuffix } from '../archive/record.ts'
import { isSealed, unseal } from '../archive/unseal.ts'

/** An archive at a target, by its key. */
export interface ArchiveAddress {
  readonly target: Target
  readonly key: string
  /** What may open it if it is sealed: age identities, or passphrases after `passphrase:`. */
  readonly identities: readonly string[]
}

/** The commit record beside an archive; null when there is none. Throws `corrupt` when it can't be read as one. */
export async function readRecord(address: ArchiveAddress, call: Call): Promise<CommitRecord | null> {
  return (await readRecordBytes(address, call))?.record ?? null
}

/** As `readRecord`, with the bytes as they lie there: a newer version may have written more into them than is understood here. */
export async function readRecordBytes(
  address: Omit<ArchiveAddress, 'identities'>,
  call: Call,
): Promise<{ readonly record: CommitRecord; readonly bytes: Uint8Array } | null> {
  const key = address.key + recordSuffix
  const object = await address.target.stat(key, call)
  if (object === null) return null
  if (object.sizeBytes > recordBytesMax) throw new Failure('corrupt', `${key} is no commit record: it has ${object.sizeBytes} bytes`)
  const access = await openObject(address.target, key, call)
  const bytes = await access.read(0, access.sizeBytes, call)
  return { record: decodeRecord(bytes, key), bytes }
}

/** As `readRecord`, but an archive without one is refused: it was never finished, or isn't one of ours. */
export async function requireRecord(address: ArchiveAddress, call: Call): Promise<CommitRecord> {
  const record = await readRecord(address, call)
  if (record !== null) return record
  if ((await address.target.stat(address.key, call)) === null) {
    throw new Failure('not_found', `there is no ${address.key}`, {
      remedy: 'Check the path; "holdfast list FOLDER" shows the archives there.',
    })
  }
  throw new Failure(
    'not_found',
    `${address.key} has no commit record (${address.key}${recordSuffix}): it was never finished, or the record was lost`,
    {
      remedy: 'Use another backup. If you know that this file is whole, "holdfast extract" still reads it.',
    },
  )
}

/** Opens an archive for reading, and through it the ones that it refers to, which lie in the same folder. */
export async function openArchive(address: ArchiveAddress, call: Call): Promise<ArchiveReader> {
  const access = await openPlain(address, call)
  const folder = address.key.slice(0, address.key.lastIndexOf('/') + 1)
  const locate = (reference: ArchiveReference) => openReferred({ ...address, key: folder + reference.name }, reference, call)
  return ArchiveReader.open(access, { name: address.key, locate }, call)
}

async function openPlain(address: ArchiveAddress, call: Call): Promise<RandomAccess> {
  const access = await openObject(address.target, address.key, call)
  return (await isSealed(access, call)) ? unseal(access, address.identities, call) : access
}

async function openReferred(address: ArchiveAddress, reference: ArchiveReference, call: Call): Promise<RandomAccess> {
  const object = await address.target.stat(address.key, call)
  if (object === null) {
    throw new Failure('not_found', `${reference.name}, which this archive refers to, is gone from the target`, {
      remedy: 'Put it back beside this archive, or use a backup that does not need it ("holdfast list" shows which needs which).',
    })
  }
  if (object.sizeBytes !== reference.sizeBytes) {
    throw new Failure(
      'corrupt',
      `${reference.name}, which this archive refers to, has ${object.sizeBytes} bytes instead of ${reference.sizeBytes}`,
      {
        remedy: 'Use another copy of it, or another backup.',
      },
    )
  }
  return openPlain(address, call)
}
