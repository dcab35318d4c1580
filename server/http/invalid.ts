import type { z } from 'zod'
import { Failure } from '../../plugins/failure.ts'

/** What a schema found wrong, as a failure that names each field. Never says what was sent: that may be a secret. */
export function invalidBy(error: Pick<z.core.$ZodError, 'issues'>, part: 'path' | 'query' | 'body'): Failure {
  const faults = error.issues.map((issue) => ({ field: fieldOf(issue) || part, message: issue.message }))
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
