import { type Kysely, sql } from 'kysely'
import { Failure } from '../../plugins/failure.ts'
import { migrations as released } from './migrations/index.ts'
import { aroundSystemViews } from './system-views.ts'
import type { Tables } from './tables.ts'

interface VersionTable {
  schema_version: { version: number }
}

/**
 * Brings the schema up to date. Everything that is missing runs in one transaction, so that a process killed in the middle leaves the old schema.
 * Throws `unsupported` when a newer program has been here.
 */
export async function migrate(db: Kysely<Tables>, migrations = released): Promise<void> {
  await sql`create table if not exists schema_version (version integer not null)`.execute(db)
  // Most starts find nothing to do, and then wait for nobody who writes.
  if ((await versionOf(db, migrations.length)) === migrations.length) return
  await db.transaction().execute(async (transaction) => {
    const versions = transaction as unknown as Kysely<VersionTable>
    const version = await versionOf(transaction, migrations.length)
    if (version === migrations.length) return
    await aroundSystemViews(transaction, async () => {
      for (const migration of migrations.slice(version ?? 0)) await migration(transaction as unknown as Kysely<unknown>)
    })
    if (version === null) await versions.insertInto('schema_version').values({ version: migrations.length }).execute()
    else await versions.updateTable('schema_version').set({ version: migrations.length }).execute()
  })
}

/** Null in a new database. */
async function versionOf(db: Kysely<Tables>, known: number): Promise<number | null> {
  const rows = (db as unknown as Kysely<VersionTable>).selectFrom('schema_version').select('version')
  const version = (await rows.executeTakeFirst())?.version ?? null
  if (version !== null && version > known) throw newer(version, known)
  return version
}

function newer(found: number, known: number): Failure {
  return new Failure('unsupported', `The metadata database has schema ${found}; this program knows up to ${known}.`, {
    remedy: 'A newer Holdfast has used this data folder. Run that one, or give this one a data folder of its own and rescan its targets.',
    detail: { found, known },
  })
}
