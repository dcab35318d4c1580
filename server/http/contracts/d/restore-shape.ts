import { z } from 'zod'
import type { Job, WorkProgress } from '../../../domain/work.ts'
import { failureOfJob, sentencesOf } from '../job-failure.ts'
import { statuses, statusOf } from './backup-shape.ts'

const time = z.iso.datetime()

/** A restore job; the document names only `job_id`. */
export const restoreShape = z
  .object({
    job_id: z.string(),
    backup_id: z.string().nullable().meta({ description: 'Null when the backup has gone since.' }),
    target: z.string().nullable().meta({ description: 'The source that is restored into.' }),
    status: z.enum(statuses),
    progress: z.number().int().min(0).max(100).meta({ description: 'Percent, over all its steps.' }),
    step: z.string().nullable().meta({ description: 'plan, verify, safety, restore or check, while it runs.' }),
    created_at: time,
    started_at: time.nullable(),
    completed_at: time.nullable(),
    error: z.string().nullable(),
    safety_backup_id: z.string().nullable().meta({ description: 'What was there before; restoring it takes the restore back.' }),
    notes: z.array(z.string()),
  })
  .meta({ id: 'ContractDRestore' })

export type ShownRestore = z.infer<typeof restoreShape>

export function shownRestore(
  job: Job,
  given: { readonly backupId: string | null; readonly safetyBackupId: string | null; readonly target: string | null },
): ShownRestore {
  const status = statusOf(job, false)
  const failure = failureOfJob(job)
  return {
    job_id: job.id,
    backup_id: given.backupId,
    target: given.target,
    status,
    progress: status === 'completed' ? 100 : percentOf(job.progress),
    step: status === 'running' ? (job.progress?.step ?? null) : null,
    created_at: job.queuedAt.toISOString(),
    started_at: job.startedAt?.toISOString() ?? null,
    completed_at: job.finishedAt?.toISOString() ?? null,
    error: failure === null ? null : sentencesOf(failure),
    safety_backup_id: given.safetyBackupId,
    notes: [...(job.result?.notes ?? [])],
  }
}

const steps = ['plan', 'verify', 'safety', 'restore', 'check']

/** Each step is a fifth, whatever it takes: so that it never goes back. */
export function percentOf(progress: Pick<WorkProgress, 'step' | 'bytesRead' | 'bytesExpected'> | null): number {
  if (progress === null) return 0
  const { step, bytesRead, bytesExpected } = progress
  const done = bytesExpected === null || bytesExpected <= 0 ? 0 : Math.min(1, bytesRead / bytesExpected)
  return Math.min(99, Math.floor(((Math.max(0, steps.indexOf(step)) + done) / steps.length) * 100))
}
