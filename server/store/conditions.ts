import { Failure } from '../../plugins/failure.ts'

/** Throws `not_found` unless exactly one row was changed. */
export function expectOne(changed: bigint, what: string): void {
  if (changed !== 1n)
    throw new Failure('not_found', `There is no ${what} any more.`, { remedy: 'Look at the list again: it may have been removed.' })
}

/** Runs a write; a violated uniqueness becomes a `conflict` that says what is taken. */
export async function refuseTaken<Result>(what: string, write: () => Promise<Result>): Promise<Result> {
  try {
    return await write()
  } catch (error) {
    if (!isUniqueViolation(error)) throw error
    throw new Failure('conflict', `There is a ${what} already.`, {
      remedy: 'Choose another name, or change the one that is there.',
      cause: error,
    })
  }
}

/** SQLite's and PostgreSQL's codes for it. */
function isUniqueViolation(error: unknown): boolean {
  const code = (error as { code?: unknown } | null)?.code
  return code === 'SQLITE_CONSTRAINT_UNIQUE' || code === 'SQLITE_CONSTRAINT_PRIMARYKEY' || code === '23505'
}
