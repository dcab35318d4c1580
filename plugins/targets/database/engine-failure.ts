import { Failure, type FailureCode, toFailure } from '../../failure.ts'

interface Meaning {
  readonly codes: RegExp
  readonly code: FailureCode
  readonly remedy: string
}

/** Result codes of SQLite, the first that fits. https://sqlite.org/rescode.html */
const meanings: readonly Meaning[] = [
  {
    codes: /^SQLITE_(CORRUPT|NOTADB)/,
    code: 'corrupt',
    remedy:
      'Check the path and the disk. If it is the right file, move it away with the files beside it, and use other copies of its archives.',
  },
  {
    codes: /^SQLITE_(BUSY|LOCKED)/,
    code: 'unavailable',
    remedy: 'Try again; if it goes on, look for a program that holds this database open in the middle of a write.',
  },
  {
    codes: /^SQLITE_FULL/,
    code: 'exhausted',
    remedy: 'Free some MB on that disk, so that archives can be removed; then shorten the retention, or use a larger disk.',
  },
  { codes: /^SQLITE_(NOMEM|IOERR_NOMEM)/, code: 'exhausted', remedy: 'Give the process more memory.' },
  {
    codes: /^SQLITE_(PERM|READONLY|CANTOPEN|AUTH)/,
    code: 'denied',
    remedy: 'Give the user that runs the daemon the right to write the file and the folder it is in.',
  },
  {
    codes: /^SQLITE_IOERR/,
    code: 'internal',
    remedy: 'The disk reports errors: check it and its cable before trusting anything on it.',
  },
]

/** Anything thrown while working with the database, as a `Failure` that says what to do; `doing` names the work. */
export function explain(error: unknown, doing: string): Failure {
  const sqlite = engineCode(error)
  if (sqlite === null) return toFailure(error, doing)
  const { code, remedy } = meanings.find(({ codes }) => codes.test(sqlite)) ?? { code: 'internal', remedy: 'Report this.' }
  return new Failure(code, `${doing}: ${(error as Error).message}`, { remedy, detail: { sqlite }, cause: error })
}

/** True when another connection was in the way: waiting may help. */
export function isBusy(error: unknown): boolean {
  return /^SQLITE_(BUSY|LOCKED)/.test(engineCode(error) ?? '')
}

function engineCode(error: unknown): string | null {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  return code.startsWith('SQLITE_') ? code : null
}
