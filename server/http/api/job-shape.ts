import { z } from 'zod'
import type { Job } from '../../domain/work.ts'

/** A job as the native API shows it. */
export const jobShape = z
  .object({
    id: z.string(),
    kind: z.enum(['backup', 'restore', 'verify', 'prune', 'copy', 'rescan']),
    state: z.enum(['pending', 'running', 'completed', 'completed_with_warnings', 'failed', 'cancelled', 'timeout']),
    trigger: z.enum(['manual', 'auto']),
    requestedBy: z.string().nullable(),
    planId: z.string().nullable(),
    sourceId: z.string().nullable(),
    targetId: z.string().nullable(),
    backupId: z.string().nullable(),
    queuedAt: z.iso.datetime(),
    startedAt: z.iso.datetime().nullable(),
    finishedAt: z.iso.datetime().nullable(),
    progress: z.record(z.string(), z.unknown()).nullable(),
    backupIds: z.array(z.string()),
    safetyBackupId: z.string().nullable(),
    notes: z.array(z.string()),
    failure: z.object({ code: z.string(), message: z.string(), remedy: z.string().nullable() }).nullable(),
    reason: z.string().nullable(),
    warnings: z.number().int(),
    isCancelRequested: z.boolean(),
    attempt: z.number().int(),
    retryOf: z.string().nullable(),
  })
  .meta({ id: 'Job' })

/** The request of the job stays inside: it may name a place on this machine. */
export function shapeOfJob(job: Job): z.infer<typeof jobShape> {
  return {
    id: job.id,
    kind: job.kind,
    state: job.state,
    trigger: job.trigger,
    requestedBy: job.requestedBy,
    planId: job.planId,
    sourceId: job.sourceId,
    targetId: job.targetId,
    backupId: job.backupId,
    queuedAt: job.queuedAt.toISOString(),
    startedAt: job.startedAt?.toISOString() ?? null,
    finishedAt: job.finishedAt?.toISOString() ?? null,
    progress: job.progress === null ? null : { ...job.progress },
    backupIds: [...(job.result?.backupIds ?? [])],
    safetyBackupId: job.result?.safetyBackupId ?? null,
    notes: [...(job.result?.notes ?? [])],
    failure: job.failure === null ? null : { code: job.failure.code, message: job.failure.message, remedy: job.failure.remedy },
    reason: job.reason,
    warnings: job.warnings,
    isCancelRequested: job.isCancelRequested,
    attempt: job.attempt,
    retryOf: job.retryOf,
  }
}
