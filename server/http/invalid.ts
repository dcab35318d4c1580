import type { z } from 'zod'
import { Failure } from '../../plugins/failure.ts'
import type { Route } from './route.ts'

/** What a schema found wrong, as a failure that names each field. Never says what was sent: that may be a secret. */
export function invalidBy(error: Pick<z.core.$ZodError, 'issues'>, part: 'path' | 'query' | 'body'): Failure {
  const faults = error.issues.map((issue) => ({
    field: (part === 'body' ? fieldOf(issue) : String(issue.path[0] ?? '')) || part,
    message: issue.message,
  }))
  const said = faults.slice(0, 10).map(({ field, message }) => `${field}: ${message}`)
  return new Failure('invalid', `The ${part} of the request is wrong: ${said.join('; ')}.`, {
    remedy: 'Correct the fields that are named; /docs describes them.',
    detail: { fields: [...new Set(faults.map(({ field }) => field))], faults },
  })
}

function fieldOf(issue: z.core.$ZodIssue): string {
  const path = issue.path.join('.')
  return issue.code === 'unrecognized_keys' ? [...(path === '' ? [] : [path]), issue.keys[0]].join('.') : path
}

/** Throws `invalid` for a parameter that a route doesn't take: a mistyped `dry_run` or filter must not be taken for none. */
export function refuseUnknownQuery(route: Pick<Route, 'query'>, given: Iterable<string>): void {
  const shape: unknown = route.query?.shape
  if (route.query !== undefined && (typeof shape !== 'object' || shape === null)) return
  const known = Object.keys(shape ?? {})
  const unknown = [...new Set(given)].filter((name) => name !== 'api_key' && !known.includes(name))
  if (unknown.length === 0) return
  throw new Failure(
    'invalid',
    `The query of the request is wrong: there is no parameter ${unknown
      .slice(0, 10)
      .map((name) => JSON.stringify(name.slice(0, 100)))
      .join(', ')}.`,
    {
      remedy: known.length === 0 ? 'It takes none.' : `It takes ${known.join(', ')}.`,
      detail: { fields: unknown },
    },
  )
}
