import type { Kysely } from 'kysely'
import { required } from './columns.ts'

/** Where archives lie. */
export async function makeCopies(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('copy')
    .addColumn('backup_id', 'text', (column) => column.notNull().references('backup.id').onDelete('cascade'))
    .addColumn('target_id', 'text', (column) => column.notNull().references('target.id'))
    .addColumn('key', 'text', required)
    .addColumn('state', 'text', required)
    .addColumn('verified_at', 'bigint')
    .addColumn('reason', 'text')
    .addPrimaryKeyConstraint('copy_key', ['backup_id', 'target_id'] as never[])
    .execute()
  await db.schema.createIndex('copy_at_target').on('copy').columns(['target_id', 'backup_id']).execute()
}
