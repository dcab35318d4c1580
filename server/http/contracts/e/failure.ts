import type { Context } from 'hono'
import { Failure, type FailureCode } from '../../../../plugins/failure.ts'
import { headersOf } from '../../failure.ts'
import { contractStatusOf, isOfJob, sentencesOf } from '../job-failure.ts'

const initialisePath = '/api/admin/init-backup-tables'

/** What the document answers to everything before the system is initialised. */
export const uninitialisedBody = {
  error: 'Backup system not initialized',
  message: `Please initialize the backup system first by calling ${initialisePath}`,
  action_required: 'init_backup_tables',
  initialization_url: initialisePath,
} as const

export function uninitialised(): Failure {
  return new Failure('unavailable', uninitialisedBody.message, { detail: { isUninitialised: true } })
}

const titles: Readonly<Record<FailureCode, string>> = {
  invalid: 'Invalid request',
  unauthenticated: 'Authentication required',
  denied: 'Access denied',
  not_found: 'Not found',
  conflict: 'Conflict',
  unsupported: 'Not supported',
  exhausted: 'Out of space or resources',
  unavailable: 'Temporarily unavailable',
  corrupt: 'Damaged backup',
  internal: 'Internal error',
}

/** What went wrong as the document writes it: `error` says of what kind, `message` what happened and what to do. */
export function failPlainly(failure: Failure, context: Context): Response {
  if (failure.detail['isUninitialised'] === true) return context.json(uninitialisedBody, contractStatusOf(failure))
  const error = isOfJob(failure) ? 'Operation failed' : titles[failure.code]
  return context.json({ error, message: sentencesOf(failure) }, contractStatusOf(failure), headersOf(failure))
}
