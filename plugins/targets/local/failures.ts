import { Failure, toFailure } from '../../failure.ts'
import { hasCode } from './folder.ts'

/** `error` as a Failure that says what to do about it. */
export function explain(error: unknown, doing: string): Failure {
  if (error instanceof Failure) return error
  const failure = toFailure(error, doing)
  const told = (code: Failure['code'], remedy: string) =>
    new Failure(code, failure.message, { remedy, detail: failure.detail, cause: error })
  if (hasCode(error, 'ENOSPC', 'EDQUOT')) {
    return told('exhausted', 'Free some space there, shorten the retention, or move the target to a larger disk.')
  }
  if (hasCode(error, 'ENAMETOOLONG')) return told('invalid', 'Use a shorter prefix: one name may have 255 bytes here.')
  if (hasCode(error, 'EISDIR')) return told('conflict', 'A folder stands where a file is meant: choose another prefix.')
  if (hasCode(error, 'EIO')) return told('internal', 'The disk reports errors: check it and its cable before trusting anything on it.')
  if (failure.code === 'denied') return told('denied', 'Give the user that runs the daemon the right to write there.')
  return failure
}
