import DatabaseFile, { type Database } from 'better-sqlite3'
import { Failure } from '../../failure.ts'
import { engineCode, engineFailure } from './engine-failure.ts'
import { type PathFacts, refuseUnusable } from './path-facts.ts'

const busyTimeoutMs = 10_000

/** A database opened for reading inside one transaction: all that is read through it is of one instant. Whoever opens it disposes it. */
export interface Source extends Disposable {
  readonly database: Database
}

/**
 * Opens a database that exists, for reading, and begins its transaction. Never makes the file, and leaves no file beside it that wasn't there.
 * Throws `not_found`, `invalid`, `denied`, `corrupt` or `unavailable`, each with what to do.
 */
export function openSource(path: string, facts: PathFacts): Source {
  refuseUnusable(path, facts)
  let database: Database | null = null
  try {
    database = new DatabaseFile(path, { readonly: true, fileMustExist: true, timeout: busyTimeoutMs })
    database.pragma('cache_size = -4096')
    // Read as it is written: definitions made by others must not reach for functions that act on more than their arguments.
    database.pragma('trusted_schema = OFF')
    database.exec('BEGIN')
    // The transaction's snapshot is taken by its first read, not by BEGIN.
    database.prepare('SELECT count(*) FROM sqlite_schema').get()
  } catch (error) {
    database?.close()
    throw openFailure(error, path, facts)
  }
  const opened = database
  return {
    database: opened,
    [Symbol.dispose]() {
      if (!opened.open) return
      if (opened.inTransaction) opened.exec('ROLLBACK')
      const log = opened.pragma('journal_mode', { simple: true }) === 'wal'
      opened.close()
      if (log && !facts.log) removeLog(path)
    },
  }
}

function openFailure(error: unknown, path: string, facts: PathFacts): Failure {
  const code = engineCode(error) ?? ''
  const detail = { sqlite: code }
  if (code === 'SQLITE_NOTADB') {
    return new Failure('invalid', `${path} is not an SQLite database, or it is encrypted`, {
      remedy: 'Check the path; a database that is encrypted must be backed up by the program that holds its key.',
      detail,
      cause: error,
    })
  }
  if (/^SQLITE_READONLY_(ROLLBACK|RECOVERY)/.test(code) || facts.journal) {
    return new Failure('conflict', `${path} was left in the middle of a transaction by a program that ended early`, {
      remedy: 'Open it once with its own program or with "sqlite3", which undoes that transaction, then try again.',
      detail,
      cause: error,
    })
  }
  if (/^SQLITE_(CANTOPEN|READONLY|PERM|AUTH)/.test(code)) {
    return new Failure('denied', `${path} can't be opened: ${(error as Error).message}`, {
      remedy:
        'Let the user that runs this program read the file. A database in WAL mode also needs its folder to be writable: if it is on a read-only medium, copy it elsewhere first.',
      detail,
      cause: error,
    })
  }
  return engineFailure(error, `opening ${path}`)
}

/**
 * A read-only connection to a database in WAL mode makes its `-wal` and `-shm` and can't remove them. The last connection that may write
 * does, and leaves them to others that are still at work. There is nothing in the log that it could move.
 */
function removeLog(path: string): void {
  try {
    const last = new DatabaseFile(path, { fileMustExist: true, timeout: 0 })
    try {
      last.prepare('SELECT count(*) FROM sqlite_schema').get()
    } finally {
      last.close()
    }
  } catch {
    // They are harmless: the next program that opens the database uses and removes them.
  }
}
