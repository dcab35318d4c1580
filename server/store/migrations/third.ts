import { type Kysely, sql } from 'kysely'

/** Since when the runs of a plan are expected, and indexes of what is rare among very many others. */
export async function third(db: Kysely<unknown>): Promise<void> {
  await addExpectedSince(db)
  await indexRare(db)
}

async function addExpectedSince(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .alterTable('plan')
    .addColumn('expected_since', 'integer', (column) => column.notNull().defaultTo(0))
    .execute()
  await sql`update plan set expected_since = created_at`.execute(db)
}

/** What is asked for by itself: each has an index that holds nothing else. */
async function indexRare({ schema }: Kysely<unknown>): Promise<void> {
  await schema.createIndex('job_restore').on('job').columns(['queued_at', 'id']).where(sql.ref('kind'), '=', 'restore').execute()
  await schema.createIndex('job_waiting').on('job').columns(['plan_id', 'source_id']).where(sql.ref('state'), '=', 'pending').execute()
  await schema
    .createIndex('copy_not_kept')
    .on('copy')
    .columns(['state', 'backup_id', 'target_id'])
    .where(sql.ref('state'), '<>', 'kept')
    .execute()
  await schema
    .createIndex('backup_small')
    .on('backup')
    .columns(['started_at', 'id', 'state'])
    .where(sql.ref('is_size_plausible'), '=', 0)
    .execute()
}
