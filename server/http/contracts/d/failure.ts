import type { Context } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { z } from 'zod'
import { Failure } from '../../../../plugins/failure.ts'
import { headersOf, sayingOf } from '../../failure.ts'
import { contractStatusOf, isOfJob } from '../job-failure.ts'

/** What went wrong, as a plain object. */
const failureShape = z.object({
  error: z.string().meta({ description: 'The kind of failure; job_failed where the request was right and the work failed.' }),
  message: z.string(),
  remedy: z.string().optional(),
  fields: z.array(z.string()).optional(),
  backup_id: z.string().optional().meta({ description: 'Of the backup that failed.' }),
})

/** Of the statuses that the document doesn't have, those that mean one that it has. */
const statusOf: Readonly<Record<number, ContentfulStatusCode>> = { 413: 400, 422: 400, 503: 500, 507: 500 }

export function failPlainly(failure: Failure, context: Context): Response {
  const status = contractStatusOf(failure)
  const { message, remedy } = sayingOf(failure)
  const { fields, backup_id } = failure.detail
  const body: z.infer<typeof failureShape> = {
    error: isOfJob(failure) ? 'job_failed' : failure.code,
    message,
    ...(remedy === null ? {} : { remedy }),
    ...(Array.isArray(fields) ? { fields } : {}),
    ...(typeof backup_id === 'string' ? { backup_id } : {}),
  }
  return context.body(JSON.stringify(body), statusOf[status] ?? status, {
    'content-type': 'application/json; charset=UTF-8',
    ...headersOf(failure),
  })
}

/** The same, and of which backup it is. */
export function withBackupId({ code, message, remedy, detail }: Failure, backupId: string): Failure {
  return Failure.from({ code, message, remedy, detail: { ...detail, backup_id: backupId } })
}
