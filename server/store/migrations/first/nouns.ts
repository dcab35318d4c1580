import type { Kysely } from 'kysely'
import { key, makeIndexes, required } from './columns.ts'

/** Single values. */
export async function makeSettings(db: Kysely<unknown>): Promise<void> {
  await db.schema.createTable('setting').addColumn('key', 'text', key).addColumn('value', 'text', required).execute()
}

/** What is backed up, and where to. */
export async function makeSourcesAndTargets(db: Kysely<unknown>): Promise<void> {
  for (const [noun, kind] of [
    ['source', 'dialect'],
    ['target', 'kind'],
  ] as const) {
    await db.schema
      .createTable(noun)
      .addColumn('id', 'text', key)
      .addColumn('name', 'text', (column) => column.notNull().unique())
      .addColumn(kind, 'text', required)
      .addColumn('config', 'text', required)
      .addColumn('identity', 'text')
      .addColumn(noun === 'source' ? 'folder' : 'prefix', 'text', required)
      .addColumn('created_at', 'bigint', required)
      .addColumn('updated_at', 'bigint', required)
      .execute()
  }
}

/** Which sources go to which targets, and when. */
export async function makePlans(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('plan')
    .addColumn('id', 'text', key)
    .addColumn('name', 'text', (column) => column.notNull().unique())
    .addColumn('folder', 'text', required)
    .addColumn('settings', 'text', required)
    .addColumn('is_paused', 'integer', required)
    .addColumn('last_slot', 'bigint')
    .addColumn('next_slot', 'bigint')
    .addColumn('next_run_at', 'bigint')
    .addColumn('next_verify_at', 'bigint')
    .addColumn('created_at', 'bigint', required)
    .addColumn('updated_at', 'bigint', required)
    .execute()
  await makeIndexes(db, 'plan', { plan_next_run: ['next_run_at'], plan_next_verify: ['next_verify_at'] })
  for (const noun of ['source', 'target'] as const) {
    await db.schema
      .createTable(`plan_${noun}`)
      .addColumn('plan_id', 'text', (column) => column.notNull().references('plan.id').onDelete('cascade'))
      .addColumn(`${noun}_id`, 'text', (column) => column.notNull().references(`${noun}.id`))
      .addColumn('position', 'integer', required)
      .addPrimaryKeyConstraint(`plan_${noun}_key`, ['plan_id', `${noun}_id`] as never[])
      .execute()
    await makeIndexes(db, `plan_${noun}`, { [`plan_of_${noun}`]: [`${noun}_id`] })
  }
}
