import { isTerminal, type Job } from '../domain/work.ts'
import type { House } from './house.ts'

/** How often is looked: a job takes at least as long as starting a process. */
const shortestMs = 50
const longestMs = 1000

export interface WaitOptions {
  /** Null waits for as long as it takes. */
  readonly seconds: number | null
  readonly signal: AbortSignal
}

/** The job as it ended, or as it is when the time is over. It may run in another process, so the store is asked. Throws the signal's reason. */
export async function waitForEnd(
  jobId: string,
  house: Pick<House, 'jobs' | 'installation'>,
  { seconds, signal }: WaitOptions,
): Promise<Job> {
  const { clock } = house.installation.seams
  const deadlineMs = seconds === null ? Number.POSITIVE_INFINITY : clock.monotonicMs() + seconds * 1000
  for (let delayMs = shortestMs; ; delayMs = Math.min(longestMs, delayMs * 1.3)) {
    const job = await house.jobs.find(jobId)
    const leftMs = deadlineMs - clock.monotonicMs()
    if (isTerminal(job.state) || leftMs <= 0) return job
    await clock.sleep(Math.min(delayMs, leftMs), signal)
  }
}
