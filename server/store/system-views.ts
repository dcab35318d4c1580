import { type Kysely, sql } from 'kysely'
import type { Connection } from './connection.ts'
import { inTransaction } from './in-transaction.ts'
import { systemViewNames, systemViewQueries } from './system-view-queries.ts'
import type { Tables } from './tables.ts'

/** The tables that a contract promises to readers of SQL, as views over what is kept: they are never out of date, and nobody can write to them. */
export class SystemViews {
  readonly #connection: Connection

  constructor(connection: Connection) {
    this.#connection = connection
  }

  /** Makes all of them, and those that are there already anew. */
  async create(): Promise<void> {
    await inTransaction(this.#connection, async ({ db }) => {
      await dropAll(db)
      await createAll(db)
    })
  }

  /** Whether all of them are there. */
  async exist(): Promise<boolean> {
    return (await countOf(this.#connection.db)) === systemViewNames.length
  }

  /** Removes those that are there; what they showed stays. */
  async drop(): Promise<void> {
    await inTransaction(this.#connection, ({ db }) => dropAll(db))
  }
}

/**
 * Runs a change of the schema, in the transaction `db`, without the views and makes them again as they are now: SQLite refuses to rename or rebuild
 * a table that a view reads. Where there are none, none are made.
 */
export async function aroundSystemViews(db: Kysely<Tables>, change: () => Promise<void>): Promise<void> {
  const wereThere = (await countOf(db)) > 0
  if (wereThere) await dropAll(db)
  await change()
  if (wereThere) await createAll(db)
}

async function createAll(db: Kysely<Tables>): Promise<void> {
  for (const name of systemViewNames) await sql`create view ${sql.table(name)} as ${sql.raw(systemViewQueries[name])}`.execute(db)
}

async function dropAll(db: Kysely<Tables>): Promise<void> {
  for (const name of systemViewNames) await sql`drop view if exists ${sql.table(name)}`.execute(db)
}

async function countOf(db: Kysely<Tables>): Promise<number> {
  const query = sql<{
    count: number
  }>`select count(*) as count from sqlite_schema where type = 'view' and name in (${sql.join(systemViewNames)})`
  return (await query.execute(db)).rows[0]!.count
}
