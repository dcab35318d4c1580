import type { FailureRecord } from '../../plugins/failure.ts'
import type { Job, JobState, WorkRequest } from '../domain/work.ts'
import type { EnqueueOptions } from '../services/jobs.ts'
import type { Nouns } from '../store/store.ts'

export interface Ended {
  readonly job: Job
  readonly state: JobState
  readonly failure: FailureRecord | null
  readonly now: Date
}

/** The job that tries it again, if the plan asks for that: only what was `unavailable` may be there the next time. Null for none. */
export async function retryOf(
  { job, state, failure, now }: Ended,
  nouns: Nouns,
): Promise<{ request: WorkRequest; options: EnqueueOptions } | null> {
  if ((job.kind !== 'backup' && job.kind !== 'copy') || job.planId === null || job.trigger !== 'auto') return null
  if (state !== 'failed' || failure?.code !== 'unavailable') return null
  const plan = await nouns.plans.find(job.planId)
  if (plan === null || plan.isPaused || job.attempt > plan.settings.retries) return null
  const notBefore = new Date(now.getTime() + plan.settings.retryDelayMs)
  return { request: job.request, options: { trigger: job.trigger, notBefore, retryOf: job } }
}
