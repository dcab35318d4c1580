import type { Kysely } from 'kysely'
import { key, makeIndexes, required } from './columns.ts'

/** The queue, and what has been. */
export async function makeJobs(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('job')
    .addColumn('id', 'text', key)
    .addColumn('kind', 'text', required)
    .addColumn('state', 'text', required)
    .addColumn('trigger_kind', 'text', required)
    .addColumn('request', 'text', required)
    .addColumn('plan_id', 'text')
    .addColumn('source_id', 'text')
    .addColumn('target_id', 'text')
    .addColumn('backup_id', 'text')
    .addColumn('has_backup', 'integer', required)
    .addColumn('queued_at', 'bigint', required)
    .addColumn('not_before', 'bigint', required)
    .addColumn('started_at', 'bigint')
    .addColumn('finished_at', 'bigint')
    .addColumn('progress', 'text')
    .addColumn('result', 'text')
    .addColumn('failure', 'text')
    .addColumn('reason', 'text')
    .addColumn('warnings', 'integer', required)
    .addColumn('cancel_requested', 'integer', required)
    .addColumn('attempt', 'integer', required)
    .addColumn('retry_of', 'text')
    .addColumn('fence', 'integer', required)
    .addColumn('owner', 'text')
    .addColumn('lease_until', 'bigint')
    .addColumn('step_owner', 'text')
    .execute()
}

/** How they are found. */
export async function indexJobs(db: Kysely<unknown>): Promise<void> {
  await makeIndexes(db, 'job', {
    job_newest: ['queued_at', 'id'],
    job_in_state: ['state', 'queued_at', 'id'],
    job_of_plan: ['plan_id', 'queued_at', 'id'],
    job_of_source: ['source_id', 'queued_at', 'id'],
    job_of_backup: ['backup_id', 'queued_at', 'id'],
    // Where all jobs made backups that are known, none of them is looked at to find one to forget.
    job_to_forget: ['has_backup', 'finished_at'],
  })
}

/** What they hold, and who takes them. */
export async function makeWorkers(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('job_resource')
    .addColumn('job_id', 'text', (column) => column.notNull().references('job.id').onDelete('cascade'))
    .addColumn('resource', 'text', required)
    .addPrimaryKeyConstraint('job_resource_key', ['resource', 'job_id'] as never[])
    .execute()
  await db.schema.createIndex('job_resource_of').on('job_resource').column('job_id').execute()
  await db.schema
    .createTable('worker')
    .addColumn('id', 'text', key)
    .addColumn('owner', 'text', required)
    .addColumn('runs_schedules', 'integer', required)
    .addColumn('started_at', 'bigint', required)
    .addColumn('seen_at', 'bigint', required)
    .execute()
}
