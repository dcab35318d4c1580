import { Failure, type FailureCode, toFailure } from '../../failure.ts'

interface EngineError extends Error {
  readonly code: string
}

/** Result codes of SQLite by their primary name; extended ones start with it. https://sqlite.org/rescode.html */
const meanings: Readonly<Record<string, readonly [FailureCode, string]>> = {
  SQLITE_NOTADB: ['invalid', 'Check the path; a database that is encrypted must be backed up by the program that holds its key.'],
  SQLITE_CORRUPT: ['corrupt', 'Restore the last good backup, or try "sqlite3 FILE .recover" on a copy.'],
  SQLITE_BUSY: ['unavailable', 'Let the program that writes to the database finish its transaction, or stop it, and try again.'],
  SQLITE_LOCKED: ['unavailable', 'Let the program that writes to the database finish its transaction, or stop it, and try again.'],
  SQLITE_FULL: ['exhausted', 'Free space on the disk of the database and try again.'],
  SQLITE_NOMEM: ['exhausted', 'Give the process more memory, or back up in the form "snapshot", which holds no row in memory.'],
  SQLITE_TOOBIG: ['unsupported', 'Use the form "snapshot", which has no limit on the size of a row.'],
  SQLITE_PERM: ['denied', 'Give the user that runs this program access to the file.'],
  SQLITE_READONLY: ['denied', 'Give the user that runs this program the right to write the file and its folder.'],
  SQLITE_CONSTRAINT: [
    'invalid',
    'The dump contradicts its own constraints: restore it with the program that made it, or use another backup.',
  ],
  SQLITE_ERROR: ['invalid', 'Read the message: the statement and this version of SQLite do not fit together.'],
}

function isEngineError(error: unknown): error is EngineError {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('SQLITE_')
}

/** The code that SQLite gave, as `SQLITE_BUSY` or `SQLITE_CANTOPEN_ISDIR`; null for anything that is no error of SQLite. */
export function engineCode(error: unknown): string | null {
  return isEngineError(error) ? error.code : null
}

/** True when another connection was in the way: trying again may help. */
export function isBusy(error: unknown): boolean {
  return /^SQLITE_(BUSY|LOCKED)/.test(engineCode(error) ?? '')
}

/** Anything thrown while working with SQLite, as a `Failure`; `doing` names the work ("reading /srv/app.db"). */
export function engineFailure(error: unknown, doing: string): Failure {
  if (!isEngineError(error)) return toFailure(error, doing)
  const primary = error.code.split('_').slice(0, 2).join('_')
  const [code, remedy] = meanings[primary] ?? (['internal', 'Look at the disk and the log of the system, then try again.'] as const)
  return new Failure(code, `${doing}: ${error.message}`, { remedy, detail: { sqlite: error.code }, cause: error })
}
