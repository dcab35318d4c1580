import { Failure } from '../../../plugins/failure.ts'
import type { Job } from '../../domain/work.ts'
import type { RecordEntry } from '../../services/records.ts'
import type { Call } from '../call.ts'
import { waitUntilDone } from './job-failure.ts'

/**
 * Removes one backup and waits until its archive is gone; the record of one that never came is forgotten. It was named by an admin, so that it may be the
 * last good one. Throws `conflict` for one that is pinned, that others refer to, or that is being made, and what the removal failed with.
 */
export async function removeRecord({ record, backup }: RecordEntry, call: Call): Promise<void> {
  const job = await call.house.records.remove(record.number, {
    withDependants: false,
    isForced: true,
    requestedBy: call.requestedBy,
  })
  await call.audit('backup.delete', backup?.name ?? String(record.number), { number: record.number })
  if (job === null || backup === null) return
  const ended = await waitUntilDone(call, job)
  if (ended.result?.backupIds.includes(backup.id) !== true && (await isThere(backup.id, call))) throw notYet(ended)
}

/** Another removal may have been faster. */
async function isThere(id: string, { house }: Call): Promise<boolean> {
  return (await house.backups.find(id).catch(() => null)) !== null
}

function notYet({ id, result }: Job): Failure {
  const refused = result?.result?.kind === 'remove' ? result.result.archives.find(({ failure }) => failure !== null) : undefined
  const why = refused?.failure?.message ?? 'something that is kept refers to it, or it was pinned in the meantime.'
  return new Failure('unavailable', `The backup could not be removed yet: ${why}`, {
    remedy: 'What has begun to be removed is not offered any more, and its removal is tried again every hour.',
    detail: { failedJobId: id },
  })
}
