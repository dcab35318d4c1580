import { createHash } from 'node:crypto'
import type { Bytes, Call, Target } from '../../plugins/contract.ts'
import { Failure } from '../../plugins/failure.ts'
import { type CommitRecord, recordSuffix } from '../archive/record.ts'
import { readRecordBytes } from './archives.ts'
import { claimKey, claimSuffix, sweepUnfinished } from './claim.ts'
import type { JobContext, ProgressMeter } from './context.ts'
import { commitBytes, type Destination, hashObject, storeArchive } from './store-archive.ts'

export interface ArchiveCopy {
  readonly source: { readonly target: Target; readonly key: string }
  readonly destination: Destination
  readonly meter: ProgressMeter
}

/**
 * One archive and its commit record, as they are. True when they lay there already, equal. Throws `conflict` when something else has the key, and
 * `corrupt` when the source, or what lies at the destination, is not what its record says.
 */
export async function copyArchive(copy: ArchiveCopy, context: JobContext): Promise<boolean> {
  const { source, destination } = copy
  const recorded = await readRecordBytes(source, context)
  if (recorded === null) throw new Failure('not_found', `${source.key} was removed while it was to be copied`)
  await sweepUnfinished(destination.target, { prefix: destination.key, clock: context.seams.clock }, context)
  if (await isThere(copy, recorded.record, context)) return true
  await using claim = await claimKey(destination, context)
  if (claim === null) await requireEqualBytes(copy, recorded.record, context)
  else await storeArchive(checked(copy, recorded.record, context), [destination], { signal: context.signal, onTaken: claim.leave })
  const failure = await commitBytes(destination, recorded.bytes, context)
  if (failure !== null) throw failure
  claim?.leave(destination)
  return false
}

/** Whether the destination holds the same archive, whole, with its commit record. A record whose archive was lost is taken away. */
async function isThere({ source, destination, meter }: ArchiveCopy, record: CommitRecord, call: Call): Promise<boolean> {
  const { target, key } = destination
  const there = await readRecordBytes(destination, call)
  if (there === null) return false
  if (there.record.id !== record.id || there.record.sha256 !== record.sha256) {
    throw new Failure('conflict', `another archive is at ${key} already`, {
      remedy: 'Copy into another folder, or remove the other one if it is no longer needed.',
      detail: { id: there.record.id },
    })
  }
  if ((await target.stat(key, call)) === null) {
    await target.remove(key + recordSuffix, call)
    return false
  }
  if (!(await isEqual(destination, record, call))) {
    throw new Failure('corrupt', `${key} lies there already, but damaged: it is not what its commit record says`, {
      remedy: `Remove that copy, then copy it anew from ${source.key}.`,
    })
  }
  meter.add({ bytesRead: record.sizeBytes })
  return true
}

/** Bytes that nobody claims, like those of a copy made by hand: if they are the right ones, only the commit record is missing. */
async function requireEqualBytes({ destination, meter }: ArchiveCopy, record: CommitRecord, call: Call): Promise<void> {
  const { target, key } = destination
  if ((await target.stat(key + claimSuffix, call)) !== null) {
    throw new Failure('conflict', `${key} is being written by somebody else`, { remedy: 'Wait until that has ended, then try again.' })
  }
  if (!(await isEqual(destination, record, call))) {
    throw new Failure('conflict', `something else lies at ${key}, without a commit record`, {
      remedy: 'Look at what it is; move it away or remove it, then try again.',
    })
  }
  meter.add({ bytesRead: record.sizeBytes })
}

async function isEqual({ target, key }: Destination, record: CommitRecord, call: Call): Promise<boolean> {
  const object = await target.stat(key, call)
  if (object?.sizeBytes !== record.sizeBytes) return false
  return (object.sha256 ?? (await hashObject({ target, key }, call))) === record.sha256
}

/** The bytes of the source. They end only if they are those of its commit record; so what is put somewhere is that, or nothing. */
async function* checked({ source, meter }: ArchiveCopy, record: CommitRecord, call: Call): Bytes {
  const digest = createHash('sha256')
  for await (const piece of source.target.get(source.key, { signal: call.signal })) {
    digest.update(piece)
    const bytes = piece.length
    yield piece
    meter.add({ bytesRead: bytes, bytesStored: bytes })
  }
  const sha256 = digest.digest('hex')
  if (sha256 === record.sha256) return
  throw new Failure('corrupt', `${source.key} is damaged: its SHA-256 is ${sha256}, its commit record says ${record.sha256}`, {
    remedy: 'Copy it from another target that holds it.',
  })
}
