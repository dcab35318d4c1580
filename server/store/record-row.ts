import type { Insertable, Kysely, Selectable } from 'kysely'
import type { Backup } from '../domain/backup.ts'
import type { BackupRecord, RecordNotes } from '../domain/record.ts'
import type { Job } from '../domain/work.ts'
import { readKept } from './kept-text.ts'
import type { Tables } from './tables.ts'

/** Gives a backup that was asked for its number. That of a contract's plan is noted as the contract wants it, and as asked for by who made the plan. */
export async function recordJob(db: Kysely<Tables>, job: Job): Promise<void> {
  const description = job.request.kind === 'backup' ? job.request.description : ''
  await db
    .insertInto('record')
    .values({
      job_id: job.id,
      source_id: job.sourceId,
      trigger_kind: job.trigger,
      created_at: job.queuedAt.getTime(),
      actor: job.requestedBy,
      description,
      ...(await notesOfPlan(db, job, description)),
    })
    .execute()
}

/** What the contract that a plan was made through wants to be noted of its backups: `record` among what it remembers of the plan. */
async function notesOfPlan(
  db: Kysely<Tables>,
  { planId, requestedBy }: Job,
  asked: string,
): Promise<Partial<Insertable<Tables['record']>>> {
  if (planId === null) return {}
  const row = await db.selectFrom('contract_plan').selectAll().where('plan_id', '=', planId).executeTakeFirst()
  if (row === undefined) return {}
  const { record = {} } = readKept<{ readonly record?: RecordNotes }>(row.options, `contract plan ${row.number}`)
  const { scope = null, description = '', options = {} } = record
  // Somebody who runs the plan by hand is not who made it.
  const maker = requestedBy === null ? { actor: row.actor, options: JSON.stringify(options) } : {}
  return { origin: row.contract, scope, ...(asked === '' ? { description } : {}), ...maker }
}

/** Says that a backup is there: in the record of the job that made it, or in one of its own. */
export async function recordBackup(db: Kysely<Tables>, backup: Backup): Promise<void> {
  const known = await db.selectFrom('record').select('number').where('backup_id', '=', backup.id).executeTakeFirst()
  if (known !== undefined) return
  const { jobId } = backup
  const asked = jobId === null ? undefined : await recordOfJob(db, jobId)
  if (asked !== undefined) {
    await db.updateTable('record').set({ backup_id: backup.id }).where('number', '=', asked.number).execute()
    return
  }
  const { sourceId: source_id, trigger: trigger_kind, description } = backup
  await db
    .insertInto('record')
    .values({ backup_id: backup.id, source_id, trigger_kind, description, created_at: backup.startedAt.getTime() })
    .execute()
}

async function recordOfJob(db: Kysely<Tables>, jobId: string): Promise<{ number: number } | undefined> {
  return db.selectFrom('record').select('number').where('job_id', '=', jobId).where('backup_id', 'is', null).executeTakeFirst()
}

export function recordOf(row: Selectable<Tables['record']>): BackupRecord {
  return {
    number: row.number,
    jobId: row.job_id,
    backupId: row.backup_id,
    sourceId: row.source_id,
    trigger: row.trigger_kind,
    createdAt: new Date(row.created_at),
    actor: row.actor,
    origin: row.origin,
    name: row.name,
    description: row.description,
    scope: row.scope,
    options: readKept(row.options, `record ${row.number}`),
  }
}
