import type { Context } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { type Failure, type FailureCode, toFailure } from '../../plugins/failure.ts'

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

/** The status that a failure's code is answered with. */
export function statusOf(code: FailureCode): ContentfulStatusCode {
  return statusOfFailure[code]
}

/** Answers with an RFC 9457 problem document. Nothing of an unexpected error is told to the outside: its message may hold paths or secrets. */
export function respondWithFailure(error: unknown, context: Context): Response {
  const failure = toFailure(error, 'Handling the request')
  const status = statusOf(failure.code)
  return context.body(JSON.stringify(problemOf(failure, status, context.req.path)), status, { 'content-type': 'application/problem+json' })
}

function problemOf(failure: Failure, status: number, path: string) {
  const isInternal = failure.code === 'internal'
  return {
    type: 'about:blank',
    title: titleOfFailure[failure.code],
    status,
    detail: isInternal ? 'The request could not be answered; the log of the daemon says why.' : failure.message,
    instance: path,
    code: failure.code,
    ...(failure.remedy === null || isInternal ? {} : { remedy: failure.remedy }),
  }
}
