import { type Kysely, sql } from 'kysely'
import { makeIndexes, required } from '../first/columns.ts'

/** One number a backup that was asked for or found, in the order in which that happened; and who asked for a job. */
export async function makeRecords(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('job').addColumn('requested_by', 'text').execute()
  await db.schema
    .createTable('record')
    .addColumn('number', 'integer', (column) => column.primaryKey().autoIncrement().notNull())
    .addColumn('job_id', 'text', (column) => column.unique().references('job.id').onDelete('cascade'))
    .addColumn('backup_id', 'text', (column) => column.unique().references('backup.id').onDelete('cascade'))
    .addColumn('source_id', 'text')
    .addColumn('trigger_kind', 'text', required)
    .addColumn('created_at', 'bigint', required)
    .addColumn('actor', 'text')
    .addColumn('origin', 'text', (column) => column.notNull().defaultTo(''))
    .addColumn('name', 'text')
    .addColumn('description', 'text', (column) => column.notNull().defaultTo(''))
    .addColumn('scope', 'text')
    .addColumn('options', 'text', (column) => column.notNull().defaultTo('{}'))
    .execute()
  await makeIndexes(db, 'record', { record_of_source: ['source_id', 'number', 'backup_id'], record_created: ['created_at'] })
  await numberWhatIsThere(db)
}

/** What was there before gets its numbers in the order of time. */
async function numberWhatIsThere(db: Kysely<unknown>): Promise<void> {
  await sql`
    insert into record (job_id, backup_id, source_id, trigger_kind, created_at, description)
    select job_id, backup_id, source_id, trigger_kind, at, description from (
      select j.id as job_id, b.id as backup_id, b.source_id, b.trigger_kind, b.started_at as at, b.description
        from backup b left join job j on j.id = b.job_id and j.kind = 'backup'
      union all
      select id, null, source_id, trigger_kind, queued_at, '' from job
        where kind = 'backup' and id not in (select job_id from backup where job_id is not null)
    ) as found order by at, backup_id, job_id`.execute(db)
}

/** The plans that were made through a contract, under the numbers that its clients know them by. */
export async function makeContractPlans(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('contract_plan')
    .addColumn('number', 'integer', (column) => column.primaryKey().autoIncrement().notNull())
    .addColumn('contract', 'text', required)
    .addColumn('plan_id', 'text', (column) => column.notNull().unique().references('plan.id').onDelete('cascade'))
    .addColumn('actor', 'text')
    .addColumn('created_at', 'bigint', required)
    .addColumn('options', 'text', required)
    .execute()
}

/** What was answered to requests that may be sent twice. */
export async function makeAnswers(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('answer')
    .addColumn('actor', 'text', required)
    .addColumn('key', 'text', required)
    .addColumn('request_digest', 'text', required)
    .addColumn('status', 'integer')
    .addColumn('body', 'text')
    .addColumn('at', 'bigint', required)
    .addPrimaryKeyConstraint('answer_key', ['actor', 'key'] as never[])
    .execute()
  await makeIndexes(db, 'answer', { answer_to_forget: ['at'] })
}
