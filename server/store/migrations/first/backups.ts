import { type Kysely, sql } from 'kysely'
import { key, makeIndexes, required } from './columns.ts'

/** What exists. */
export async function makeBackups(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('backup')
    .addColumn('id', 'text', key)
    .addColumn('name', 'text', required)
    .addColumn('source_id', 'text', (column) => column.references('source.id').onDelete('set null'))
    .addColumn('plan_id', 'text', (column) => column.references('plan.id').onDelete('set null'))
    .addColumn('purpose', 'text', required)
    .addColumn('scope', 'text', required)
    .addColumn('mode', 'text', required)
    .addColumn('trigger_kind', 'text', required)
    .addColumn('started_at', 'bigint', required)
    .addColumn('finished_at', 'bigint', required)
    .addColumn('size_bytes', 'bigint', required)
    .addColumn('plain_bytes', 'bigint')
    .addColumn('sha256', 'text', required)
    .addColumn('is_sealed', 'integer', required)
    .addColumn('chain_root', 'text', required)
    .addColumn('chain_parent', 'text')
    .addColumn('chain_length', 'integer', required)
    .addColumn('source_facts', 'text', required)
    .addColumn('source_digest', 'text', required)
    .addColumn('table_count', 'integer')
    .addColumn('trust', 'text', required)
    .addColumn('warnings', 'integer', required)
    .addColumn('is_pinned', 'integer', required)
    .addColumn('is_size_plausible', 'integer', required)
    .addColumn('description', 'text', required)
    .addColumn('state', 'text', required)
    .addColumn('job_id', 'text')
    .execute()
}

/** How it is found. */
export async function indexBackups(db: Kysely<unknown>): Promise<void> {
  // What lists sort by follows what they choose by, so that a page of a million is read from the index; the state comes last for counting.
  await makeIndexes(db, 'backup', {
    backup_newest: ['started_at', 'id', 'state'],
    backup_of_plan: ['plan_id', 'started_at', 'id', 'state'],
    backup_of_source: ['source_id', 'started_at', 'id', 'state'],
    backup_of_digest: ['source_digest', 'started_at', 'id', 'state'],
    backup_of_chain: ['chain_root', 'started_at', 'id', 'state'],
    backup_of_job: ['job_id'],
    backup_named: ['name', 'started_at'],
  })
  // Nearly all are kept: an index of the state itself would only tempt the database away from the better ones.
  await db.schema
    .createIndex('backup_to_remove')
    .on('backup')
    .columns(['started_at', 'id'])
    .where(sql.ref('state'), '=', 'delete_pending')
    .execute()
}

/** What a backup needs, and the tables that it holds. */
export async function makeBackupParts(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('backup_need')
    .addColumn('backup_id', 'text', (column) => column.notNull().references('backup.id').onDelete('cascade'))
    // No foreign key: after a rescan a backup may name one that is gone.
    .addColumn('needs_id', 'text', required)
    .addPrimaryKeyConstraint('backup_need_key', ['backup_id', 'needs_id'] as never[])
    .execute()
  await db.schema.createIndex('backup_needed').on('backup_need').column('needs_id').execute()
  await db.schema
    .createTable('backup_table')
    .addColumn('backup_id', 'text', (column) => column.notNull().references('backup.id').onDelete('cascade'))
    .addColumn('position', 'integer', required)
    .addColumn('name', 'text', required)
    .addColumn('rows', 'bigint')
    .addColumn('size_bytes', 'bigint')
    .addColumn('checksum', 'text')
    .addPrimaryKeyConstraint('backup_table_key', ['backup_id', 'position'] as never[])
    .execute()
}
