import type { Backup } from '../../domain/backup.ts'
import type { Job } from '../../domain/work.ts'
import { type BackupWish, ordersOf } from '../../services/backup-orders.ts'
import type { RemoveOptions } from '../../services/backups.ts'
import type { RecordEntry } from '../../services/records.ts'
import type { Call } from '../call.ts'
import { namedInBody } from './noun-trial.ts'

type AnyCall = Call<unknown, unknown, unknown>

/** What somebody asks for, whoever they are and wherever they do. */
export interface StartWish extends BackupWish {
  readonly name?: string | undefined
}

/** Queues what is wished, all or nothing, and audits each. Throws what `ordersOf` and `RecordService.startAll` throw, naming `fields`. */
export async function startBackups(call: AnyCall, wish: StartWish, fields: Readonly<Record<string, string>>): Promise<RecordEntry[]> {
  const { name, description } = wish
  const orders = await namedInBody(fields, ordersOf(wish, call.house.installation))
  for (const { sourceId } of orders) call.requireSource(sourceId)
  const notes = { ...(name === undefined ? {} : { name }), ...(description === undefined ? {} : { description }) }
  const entries = await call.house.records.startAll(orders, notes, call.requestedBy)
  for (const entry of entries)
    await call.audit('backup.start', String(entry.record.number), { jobId: entry.job!.id, sourceId: entry.record.sourceId })
  return entries
}

/** Queues the removal and audits it. Throws what `BackupService.remove` throws. */
export async function removeBackup(call: AnyCall, { id, name }: Backup, options: Omit<RemoveOptions, 'requestedBy'>): Promise<Job> {
  const job = await call.house.backups.remove([id], { ...options, requestedBy: call.requestedBy })
  const { withDependants, isForced } = options
  await call.audit('backup.delete', name, { backupId: id, jobId: job.id, withDependants, isForced })
  return job
}

/** Queues a copy and audits it. Throws `invalid` for a target that isn't there. */
export async function copyBackup(call: AnyCall, { id, name }: Backup, target: string): Promise<Job> {
  const job = await namedInBody({ target: 'target' }, call.house.backups.copy(id, target, call.requestedBy))
  await call.audit('backup.copy', name, { backupId: id, jobId: job.id, targetId: job.targetId })
  return job
}

export type Marking = 'pin' | 'unpin' | 'accept'

/** Says something of a backup that retention goes by, and audits it. */
export async function markBackup(call: AnyCall, { id, name }: Backup, marking: Marking): Promise<void> {
  const { backups } = call.house
  if (marking === 'pin') await backups.pin(id)
  else if (marking === 'unpin') await backups.unpin(id)
  else await backups.acceptSize(id)
  await call.audit(`backup.${marking}`, name, { backupId: id })
}
