import { copyFile } from 'node:fs/promises'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { keepWorkload, type Place } from './place.ts'
import { changesOf, documentColumns, documents, orderColumns, orders, type Row } from './records.ts'

/** States of one database: each is the one before it with one row in a hundred changed. */
export interface SqliteWorkload {
  readonly base: string
  readonly scattered: string
  readonly clustered: string
}

/** 520 MB at scale 1: two million narrow rows, 260,000 wide ones, three indexes. */
export async function buildSqlite(place: Place): Promise<SqliteWorkload> {
  const counts = { orders: Math.round(2_000_000 * place.scale), documents: Math.round(260_000 * place.scale) }
  const folder = await keepWorkload(place, 'sqlite', async (unfinished) => {
    const at = (name: string) => join(unfinished, `${name}.db`)
    fill(at('base'), counts)
    await copyFile(at('base'), at('scattered'))
    change(at('scattered'), changesOf('scattered', counts))
    await copyFile(at('scattered'), at('clustered'))
    change(at('clustered'), changesOf('clustered', counts))
  })
  return { base: join(folder, 'base.db'), scattered: join(folder, 'scattered.db'), clustered: join(folder, 'clustered.db') }
}

function fill(path: string, counts: { orders: number; documents: number }): void {
  const database = open(path)
  try {
    database.exec(`
      create table orders (id integer primary key, customer int, at text, amount real, status text, name text, reference text);
      create table documents (id integer primary key, at text, document text, note text);`)
    insert(database, { table: 'orders', columns: orderColumns.length, rows: orders(counts.orders) })
    insert(database, { table: 'documents', columns: documentColumns.length, rows: documents(counts.documents) })
    database.exec(`
      create index orders_by_customer on orders (customer);
      create index orders_by_time on orders (at);
      create index documents_by_time on documents (at);`)
  } finally {
    database.close()
  }
}

function change(path: string, statements: readonly string[]): void {
  const database = open(path)
  try {
    for (const statement of statements) database.exec(statement)
  } finally {
    database.close()
  }
}

/** With a write-ahead log, as a live application would have it; the last connection to close folds it in. */
function open(path: string): Database.Database {
  const database = new Database(path)
  database.pragma('journal_mode = wal')
  database.pragma('synchronous = off')
  return database
}

function insert(database: Database.Database, into: { table: string; columns: number; rows: Iterable<Row> }): void {
  const statement = database.prepare(`insert into ${into.table} values (${Array(into.columns).fill('?').join(', ')})`)
  database.transaction(() => {
    for (const row of into.rows) statement.run(...row)
  })()
}
