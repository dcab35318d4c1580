import DatabaseFile, { type Database } from 'better-sqlite3'
import type { Producer, Warning } from '../../contract.ts'
import { Failure } from '../../failure.ts'
import { readCatalogue, type StoredTable, selectGroups, type TableGroup } from './catalogue.ts'
import { define, writingSchema } from './define.ts'
import { sequenceText, virtualHead } from './definition-text.ts'
import { readHeader } from './dump-text.ts'
import { engineFailure } from './engine-failure.ts'
import { quoteName, quoteText } from './names.ts'
import { insertColumns } from './row-expression.ts'

export interface GraftInput {
  /** The database that holds the tables as they shall be. */
  readonly fresh: string
  readonly destination: string
  readonly tables: readonly string[]
}

const busyTimeoutMs = 30_000

/**
 * Puts tables in the place of those of their names in a database that others may have open: in one transaction, so that they see old or new.
 * Yields one warning for each table that refers to rows which are no longer there.
 */
const graft: Producer<GraftInput, Warning> = function* ({ fresh, destination, tables }) {
  const database = new DatabaseFile(destination, { fileMustExist: true, timeout: busyTimeoutMs })
  try {
    yield* graftInto(database, fresh, tables)
  } catch (error) {
    if (database.inTransaction) database.exec('ROLLBACK')
    throw engineFailure(error, `replacing tables of ${destination}`)
  } finally {
    database.close()
  }
}

export default graft

function graftInto(database: Database, freshPath: string, tables: readonly string[]): Warning[] {
  const fresh = new DatabaseFile(freshPath, { readonly: true })
  try {
    refuseOtherEncoding(database, fresh)
    database.unsafeMode()
    database.pragma('foreign_keys = OFF')
    database.pragma('trusted_schema = OFF')
    database.exec(`ATTACH ${quoteText(freshPath)} AS holdfast_fresh`)
    database.exec('BEGIN IMMEDIATE')
    for (const group of selectGroups(readCatalogue(fresh), tables)) replaceGroup(database, fresh, group)
    const warnings = danglingReferences(database)
    database.exec('COMMIT')
    return warnings
  } finally {
    fresh.close()
  }
}

function refuseOtherEncoding(database: Database, fresh: Database): void {
  const [here, there] = [readHeader(database).encoding, readHeader(fresh).encoding]
  if (here === there) return
  throw new Failure('unsupported', `the tables keep their text in ${there} and the destination keeps it in ${here}`, {
    remedy: 'Restore them into a new database.',
  })
}

function replaceGroup(database: Database, fresh: Database, group: TableGroup): void {
  for (const name of [group.name, ...group.stored.map((table) => table.name)]) {
    database.exec(`DROP TABLE IF EXISTS main.${quoteName(name)}`)
  }
  for (const table of group.stored) {
    define(database, table.sql)
    copyRows(database, table)
    const counter = sequenceText(fresh, table)
    if (counter !== '') database.exec(counter)
  }
  if (group.virtualSql !== null) writingSchema(database, () => database.exec(virtualHead(group)))
  for (const definition of [...group.indexes, ...group.triggers]) define(database, definition.sql)
}

function copyRows(database: Database, table: StoredTable): void {
  const columns = insertColumns(table).join(', ')
  const name = quoteName(table.name)
  database.exec(`INSERT INTO main.${name} (${columns}) SELECT ${columns} FROM holdfast_fresh.${name}`)
}

function danglingReferences(database: Database): Warning[] {
  const tables = database.prepare<[], string>('SELECT DISTINCT "table" FROM pragma_foreign_key_check').pluck().all()
  return tables.map((subject) => ({
    code: 'changed',
    subject,
    message: `rows of "${subject}" refer to rows that are not there`,
  }))
}
