import type { Numbered } from '../../control/hub.ts'
import type { Job, JobState } from '../../domain/work.ts'
import type { House } from '../house.ts'
import { shapeOfJob } from './job-shape.ts'

/** An event as it goes out; `number` is that of the hub, null for what was found in the store. */
export interface OutgoingEvent {
  readonly type: 'job' | 'progress' | 'log' | 'reset'
  readonly data: unknown
  readonly number: number | null
}

export interface FeedFilter {
  /** Only this job. */
  readonly jobId: string | null
  /** Only jobs about these sources; null for all. */
  readonly sourceIds: readonly string[] | null
}

/** What waits and runs is never more than can be looked at once a second. */
const activeMax = 500
const activeStates = ['pending', 'running'] as const satisfies readonly JobState[]

interface Seen {
  readonly state: JobState
  readonly progressAt: string | null
}

/** What one listener has been told of which jobs: tells what is new, whether it came through the hub or was found in the store. */
export class EventFeed {
  readonly #house: Pick<House, 'jobs' | 'installation'>
  readonly #filter: FeedFilter
  readonly #seen = new Map<string, Seen>()
  /** Whether a job is for this listener, as far as that was looked up. */
  readonly #admitted = new Map<string, boolean>()

  constructor(house: Pick<House, 'jobs' | 'installation'>, filter: FeedFilter) {
    this.#house = house
    this.#filter = filter
  }

  /** The event as it goes out; null for one that isn't for this listener. */
  async fromHub({ id, event }: Numbered): Promise<OutgoingEvent | null> {
    const job = event.type === 'job' ? event.job : null
    const jobId = event.type === 'job' ? event.job.id : event.jobId
    if (!(await this.#isFor(jobId, job))) return null
    if (event.type === 'job') {
      this.#note(event.job)
      return { type: 'job', data: shapeOfJob(event.job), number: id }
    }
    if (event.type === 'log') return { type: 'log', data: { jobId, ...event.line }, number: id }
    this.#seen.set(jobId, { state: 'running', progressAt: event.progress.at })
    return { type: 'progress', data: { jobId, ...event.progress }, number: id }
  }

  /** What the store knows and nobody told yet: jobs that were queued, and what other processes do. The first look only learns what is there. */
  async look(isFirst = false): Promise<OutgoingEvent[]> {
    const events: OutgoingEvent[] = []
    const active = await this.#active()
    for (const job of active) {
      const seen = this.#seen.get(job.id)
      if (!isFirst && seen?.state !== job.state) events.push({ type: 'job', data: shapeOfJob(job), number: null })
      else if (!isFirst && isFurther(job, seen, this.#house.installation.owner)) {
        events.push({ type: 'progress', data: { jobId: job.id, ...job.progress }, number: null })
      }
      this.#note(job)
    }
    if (active.length < activeMax) events.push(...(await this.#ended(new Set(active.map(({ id }) => id)))))
    return events
  }

  /** Those that were active when last seen and are not any more. */
  async #ended(active: ReadonlySet<string>): Promise<OutgoingEvent[]> {
    const events: OutgoingEvent[] = []
    for (const id of [...this.#seen.keys()].filter((known) => !active.has(known))) {
      const job = await this.#house.installation.store.jobs.find(id)
      const seen = this.#seen.get(id)
      this.#seen.delete(id)
      if (job !== null && seen?.state !== job.state) events.push({ type: 'job', data: shapeOfJob(job), number: null })
    }
    return events
  }

  async #active(): Promise<Job[]> {
    const { jobId, sourceIds } = this.#filter
    if (jobId === null) {
      return this.#house.jobs.list({ states: activeStates, ...(sourceIds === null ? {} : { sourceIds }) }, { limit: activeMax })
    }
    const job = await this.#house.installation.store.jobs.find(jobId)
    return job !== null && (activeStates as readonly string[]).includes(job.state) ? [job] : []
  }

  #note({ id, state, progress }: Job): void {
    this.#seen.set(id, { state, progressAt: progress?.at ?? null })
  }

  async #isFor(jobId: string, given: Job | null): Promise<boolean> {
    const { jobId: only, sourceIds } = this.#filter
    if (only !== null) return only === jobId
    if (sourceIds === null) return true
    const known = this.#admitted.get(jobId)
    if (known !== undefined) return known
    const job = given ?? (await this.#house.installation.store.jobs.find(jobId))
    const isFor = job?.sourceId != null && sourceIds.includes(job.sourceId)
    if (this.#admitted.size >= activeMax) this.#admitted.clear()
    this.#admitted.set(jobId, isFor)
    return isFor
  }
}

/** Jobs of this process tell their progress through the hub. */
function isFurther(job: Job, seen: Seen | undefined, owner: string): boolean {
  return job.owner !== owner && job.progress !== null && job.progress.at !== seen?.progressAt
}
