import { Failure, toFailure } from '../../plugins/failure.ts'

/** What to throw when a member met `error`: the same failure, saying which member. The reason of an abort stays as it is. */
export function memberFailure(label: string, error: unknown, signal: AbortSignal): unknown {
  if (signal.aborted) return signal.reason
  const failure = toFailure(error, 'working with it')
  return new Failure(failure.code, `${label}: ${failure.message}`, {
    ...(failure.remedy === null ? {} : { remedy: failure.remedy }),
    detail: { ...failure.detail, member: label },
    cause: error,
  })
}

/** Whether a source that was asked said that it is not there. */
export function isAbsence(error: unknown): boolean {
  return error instanceof Failure && error.code === 'not_found'
}
