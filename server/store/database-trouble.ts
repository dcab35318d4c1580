import { Failure, type FailureCode } from '../../plugins/failure.ts'

interface Trouble {
  readonly codes: RegExp
  readonly code: FailureCode
  readonly message: string
  readonly remedy: string
}

const troubles: readonly Trouble[] = [
  {
    codes: /^SQLITE_BUSY/,
    code: 'unavailable',
    message: 'Another process has kept the metadata database to itself for too long',
    remedy: 'Try again; if it goes on, look for a Holdfast process that is stopped in the middle of a write.',
  },
  {
    codes: /^SQLITE_FULL/,
    code: 'exhausted',
    message: 'The disk with the metadata database is full',
    remedy: 'Make room on the disk with the data folder.',
  },
  {
    codes: /^SQLITE_(READONLY|PERM|AUTH)/,
    code: 'denied',
    message: 'The metadata database may not be written',
    remedy: 'Let this user write to the data folder and the files in it.',
  },
  {
    codes: /^SQLITE_(CORRUPT|NOTADB)/,
    code: 'corrupt',
    message: 'The metadata database is damaged',
    remedy: 'Move metadata.db and the files beside it away: a fresh one is filled again by "holdfast rescan".',
  },
  {
    codes: /^SQLITE_(IOERR|CANTOPEN)/,
    code: 'unavailable',
    message: 'The metadata database can not be reached',
    remedy: 'Look at the disk with the data folder.',
  },
]

/** Runs what works on the database. Where the disk or another process is to blame and not the query, it throws a `Failure` that says what to do. */
export function guarded<Result>(run: () => Result): Result {
  try {
    return run()
  } catch (error) {
    const errno = String((error as { code?: unknown } | null)?.code)
    const trouble = troubles.find(({ codes }) => codes.test(errno))
    if (trouble === undefined) throw error
    throw new Failure(trouble.code, `${trouble.message}: ${(error as Error).message}.`, {
      remedy: trouble.remedy,
      detail: { errno },
      cause: error,
    })
  }
}
