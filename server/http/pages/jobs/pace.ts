import type { Job } from '../../../domain/work.ts'

/** A job with what can only be told by looking at it for a while. */
export interface ActiveJob {
  readonly job: Job
  /** The name of what it is about. */
  readonly subject: string | null
  readonly bytesPerSecond: number | null
}

interface Sample {
  readonly step: string
  readonly atMs: number
  readonly bytes: number
}

/** Over how long a rate is taken: long enough to stand still, short enough to follow. */
const windowMs = 8000

/** Watches jobs as they are drawn, and tells how fast each is: over the last seconds, or from its start where it was not seen before. */
export function rememberPace(): (active: ActiveJob) => ActiveJob {
  const samples = new Map<string, Sample[]>()
  return (active) => {
    const { job } = active
    if (job.progress === null) return active
    const { step, at, bytesRead } = job.progress
    const latest: Sample = { step, atMs: Date.parse(at), bytes: bytesRead }
    const before = (samples.get(job.id) ?? []).filter(
      (one) => one.step === step && one.bytes <= bytesRead && latest.atMs - one.atMs <= windowMs,
    )
    const kept = before.at(-1)?.atMs === latest.atMs ? before : [...before, latest]
    samples.set(job.id, kept)
    return { ...active, bytesPerSecond: rateOf(kept[0]!, latest) ?? averageOf(job) }
  }
}

function rateOf(first: Sample, last: Sample): number | null {
  const ms = last.atMs - first.atMs
  return ms < 500 ? null : ((last.bytes - first.bytes) * 1000) / ms
}

/** From the start of the job; null for one of several steps, whose bytes are counted anew in each. */
export function averageOf({ kind, startedAt, progress }: Pick<Job, 'kind' | 'startedAt' | 'progress'>): number | null {
  if (kind === 'restore' || startedAt === null || progress === null) return null
  const ms = Date.parse(progress.at) - startedAt.getTime()
  return ms < 500 ? null : (progress.bytesRead * 1000) / ms
}
