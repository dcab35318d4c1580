import type { Context } from 'hono'
import { HTTPException } from 'hono/http-exception'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { Failure, type FailureCode, toFailure } from '../../plugins/failure.ts'

const statusOfFailure: Readonly<Record<FailureCode, ContentfulStatusCode>> = {
  invalid: 400,
  unauthenticated: 401,
  denied: 403,
  not_found: 404,
  conflict: 409,
  unsupported: 422,
  exhausted: 507,
  unavailable: 503,
  corrupt: 500,
  internal: 500,
}

const titleOfFailure: Readonly<Record<FailureCode, string>> = {
  invalid: 'Invalid request',
  unauthenticated: 'Not signed in',
  denied: 'Not allowed',
  not_found: 'Not found',
  conflict: 'Conflict',
  unsupported: 'Not supported',
  exhausted: 'Out of space or resources',
  unavailable: 'Temporarily unavailable',
  corrupt: 'Damaged data',
  internal: 'Internal error',
}

const titleOfStatus: Readonly<Record<number, string>> = { 405: 'Method not allowed', 413: 'Too large', 429: 'Too many requests' }

/** The status that a failure is answered with: by its code, except where it says that it came of too much or too often. */
export function statusOf(failure: Pick<Failure, 'code' | 'detail'>): ContentfulStatusCode {
  if (retryAfterSeconds(failure) !== null) return 429
  return failure.detail['status'] === 413 ? 413 : failure.detail['status'] === 405 ? 405 : statusOfFailure[failure.code]
}

/** Any error as a failure; what the framework throws about a request is the sender's. */
export function failureOf(error: unknown): Failure {
  if (error instanceof HTTPException && error.status < 500) {
    return new Failure('invalid', error.message === '' ? 'The request can not be read.' : `${error.message}.`, { cause: error })
  }
  return error instanceof Failure ? error : unforeseen(error)
}

/**
 * What nobody foresaw is nobody's fault but ours, whatever the system calls it: a file of ours that isn't there is not what was asked for. Only what passes by
 * itself keeps its code, in other words, because the system's hold paths.
 */
function unforeseen(error: unknown): Failure {
  const { code, detail, message } = toFailure(error, 'Handling the request')
  const remedy = 'Try again later; an admin finds more in the log of the daemon.'
  if (code === 'exhausted')
    return new Failure(code, 'The machine of the daemon is out of space or resources.', { remedy, detail, cause: error })
  if (code === 'unavailable') return new Failure(code, 'Something that the daemon needs does not answer.', { remedy, detail, cause: error })
  return new Failure('internal', message, { detail, cause: error })
}

/** What goes with the status: when to come again, and how to say who one is. */
export function headersOf(failure: Pick<Failure, 'code' | 'detail'>): Record<string, string> {
  const seconds = retryAfterSeconds(failure)
  return {
    ...(seconds === null ? {} : { 'retry-after': String(seconds) }),
    ...(failure.code === 'unauthenticated' ? { 'www-authenticate': 'Bearer' } : {}),
  }
}

/** What a failure may say to the outside: nothing of an unexpected error, whose message may hold paths or secrets. */
export function sayingOf(failure: Failure): { readonly message: string; readonly remedy: string | null } {
  if (failure.code !== 'internal') return { message: failure.message, remedy: failure.remedy }
  return { message: 'The request could not be answered; the log of the daemon says why.', remedy: null }
}

/** Answers with an RFC 9457 problem document. */
export function respondWithFailure(error: unknown, context: Context): Response {
  const failure = failureOf(error)
  const status = statusOf(failure)
  return context.body(JSON.stringify(problemOf(failure, status, context.req.path)), status, {
    'content-type': 'application/problem+json',
    ...headersOf(failure),
  })
}

function problemOf(failure: Failure, status: number, path: string) {
  const { message, remedy } = sayingOf(failure)
  const { fields, needsCode } = failure.detail
  return {
    type: 'about:blank',
    title: titleOfStatus[status] ?? titleOfFailure[failure.code],
    status,
    detail: message,
    instance: path,
    code: failure.code,
    ...(remedy === null ? {} : { remedy }),
    ...(Array.isArray(fields) ? { fields } : {}),
    ...(needsCode === true ? { needsCode } : {}),
  }
}

function retryAfterSeconds({ detail }: Pick<Failure, 'detail'>): number | null {
  const seconds = detail['retryAfterSeconds']
  return typeof seconds === 'number' ? Math.max(1, Math.ceil(seconds)) : null
}
