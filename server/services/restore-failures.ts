import { Failure } from '../../plugins/failure.ts'
import type { RestoreProblem } from '../domain/restore.ts'

/** What was named isn't there any more. */
export function gone(what: 'backup' | 'source' | 'job'): Failure {
  return new Failure('not_found', `The ${what} of this restore is not there any more.`, {
    remedy: 'Look at the list again and choose another.',
  })
}

/** Throws the first problem, with all of them in its detail. */
export function refuseProblems(problems: readonly RestoreProblem[]): void {
  const [first] = problems
  if (first === undefined) return
  throw new Failure(first.code, first.message, { remedy: first.remedy, detail: { problems } })
}
