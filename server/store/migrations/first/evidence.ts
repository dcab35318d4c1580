import { type Kysely, sql } from 'kysely'
import { key, makeIndexes, required } from './columns.ts'

/** What was verified, and what was found. */
export async function makeVerifications(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('verification')
    .addColumn('id', 'text', key)
    .addColumn('backup_id', 'text', (column) => column.notNull().references('backup.id').onDelete('cascade'))
    .addColumn('target_id', 'text')
    .addColumn('job_id', 'text', required)
    .addColumn('level', 'text', required)
    .addColumn('is_passed', 'integer', required)
    .addColumn('at', 'bigint', required)
    .addColumn('duration_ms', 'bigint', required)
    .addColumn('evidence', 'text', required)
    .addColumn('failure', 'text')
    .execute()
  await makeIndexes(db, 'verification', { verification_of_backup: ['backup_id', 'at'], verification_newest: ['at', 'id'] })
  await db.schema.createIndex('verification_failed').on('verification').column('backup_id').where(sql.ref('is_passed'), '=', 0).execute()
}

/** What was removed, and why. */
export async function makeCleanups(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('cleanup')
    .addColumn('id', 'text', key)
    .addColumn('backup_id', 'text', required)
    .addColumn('backup_name', 'text', required)
    .addColumn('plan_id', 'text')
    .addColumn('at', 'bigint', required)
    .addColumn('size_bytes', 'bigint', required)
    .addColumn('reason', 'text', required)
    .addColumn('outcome', 'text', required)
    .addColumn('failure', 'text')
    .execute()
  await makeIndexes(db, 'cleanup', {
    cleanup_newest: ['at', 'id'],
    cleanup_of_plan: ['plan_id', 'at', 'id'],
    cleanup_of_backup: ['backup_id', 'at'],
  })
}
