import { type Kysely, sql } from 'kysely'

/** What is rare among very many others, and asked for by itself: each has an index that holds nothing else. */
export async function third(db: Kysely<unknown>): Promise<void> {
  const { schema } = db
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
