import DatabaseFile, { type Database } from 'better-sqlite3'
import type { Warning } from '../../contract.ts'
import { Failure } from '../../failure.ts'
import { readCatalogue, selectGroups } from './catalogue.ts'
import { listNames, quoteName } from './names.ts'

/** A database that is made beside the destination, which nobody else sees until it is whole. */
export interface FreshInput {
  readonly path: string
  /** The sections to keep; null means everything. */
  readonly tables: readonly string[] | null
  /** The page size that the destination dictates; null when it doesn't. */
  readonly pageSizeBytes: number | null
  /** True when the file itself becomes the destination, so that it must have the journal mode that it is meant to have. */
  readonly becomesDestination: boolean
}

export interface FreshReport {
  readonly sections: number
  readonly rows: number
  readonly warnings: readonly Warning[]
}

/** Opens the file as fast as a file may be written that is worth nothing until it is complete. The caller closes it. */
export function openFresh(path: string): Database {
  const database = new DatabaseFile(path)
  // Content tables of virtual tables can only be written like this; what a dump may do is decided statement by statement.
  database.unsafeMode()
  for (const setting of [
    'journal_mode = OFF',
    'synchronous = OFF',
    'locking_mode = EXCLUSIVE',
    'trusted_schema = OFF',
    'foreign_keys = OFF',
  ]) {
    database.pragma(setting)
  }
  database.pragma('cache_size = -16384')
  // Indexes are sorted in the background, through temporary files of the system, which SQLite removes by itself.
  database.pragma('temp_store = FILE')
  database.pragma('threads = 1')
  return database
}

/** Checks the finished database, drops what was not chosen and counts. Throws `corrupt` when SQLite finds it damaged. */
export function completeFresh(database: Database, input: FreshInput): Pick<FreshReport, 'sections' | 'rows'> {
  const groups = readCatalogue(database).groups
  const chosen = new Set(selectGroups({ groups, views: [], statistics: [] }, input.tables))
  for (const group of groups) {
    if (!chosen.has(group)) for (const name of [group.name, ...group.stored.map((table) => table.name)]) drop(database, name)
  }
  refuseDamaged(database)
  let rows = 0
  for (const table of [...chosen].flatMap((group) => group.stored)) {
    rows +=
      database
        .prepare<[], number>(`SELECT count(*) FROM ${quoteName(table.name)}`)
        .pluck()
        .get() ?? 0
  }
  return { sections: chosen.size, rows }
}

/** Gives the file the journal mode that it keeps from now on. */
export function settleJournal(database: Database, journalMode: string | null, input: FreshInput): void {
  database.pragma('locking_mode = NORMAL')
  database.pragma(`journal_mode = ${input.becomesDestination && journalMode === 'wal' ? 'WAL' : 'DELETE'}`)
}

function drop(database: Database, name: string): void {
  database.exec(`DROP TABLE IF EXISTS ${quoteName(name)}`)
}

function refuseDamaged(database: Database): void {
  const findings = database.prepare<[], string>('PRAGMA quick_check(5)').pluck().all()
  if (findings.length === 1 && findings[0] === 'ok') return
  throw new Failure('corrupt', `SQLite finds the restored database damaged: ${listNames(findings)}`, {
    remedy: 'Use another backup.',
    detail: { findings },
  })
}
