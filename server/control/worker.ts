import type { Job } from '../domain/work.ts'
import type { Installation } from '../services/installation.ts'
import type { Lease } from '../store/job-lease.ts'
import type { Hub } from './hub.ts'
import type { OpenJobLog } from './job-log.ts'
import { JobRun, leaseMs } from './job-run.ts'
import type { Procedures, StartStep } from './procedure.ts'
import { sweepInterrupted } from './sweep.ts'

export interface WorkerOptions {
  readonly installation: Installation
  readonly procedures: Procedures
  readonly startStep: StartStep
  readonly hub: Hub
  readonly openLog: OpenJobLog
  /** How many jobs run at once. */
  readonly slots: number
  readonly runsSchedules: boolean
}

/** How often the queue is looked at: other processes put jobs into it as well. */
const pollMs = 500
const sweepEveryMs = 10_000
/** More than all workers together run at once. */
const runningMax = 1000

/** Takes jobs from the queue and runs them, some at once. */
export class Worker {
  readonly #options: WorkerOptions
  readonly #running = new Map<string, Promise<void>>()
  readonly #id: string
  #sweptAtMs = Number.NEGATIVE_INFINITY
  /** Some job's worker is dead while its step still ends: that job is swept as soon as the step is gone. */
  #isAwaitingDead = false
  #wake: (() => void) | null = null

  constructor(options: WorkerOptions) {
    this.#options = options
    this.#id = options.installation.newId()
  }

  /** How many jobs it runs now. */
  get running(): number {
    return this.#running.size
  }

  /** Looks at the queue at once: something was put into it. */
  wake(): void {
    this.#wake?.()
  }

  /** Works until the signal aborts; resolves when the jobs that ran then have ended as interrupted. */
  async run(signal: AbortSignal): Promise<void> {
    await this.#work(signal, () => false)
  }

  /** Works until nothing waits that could start now and nothing runs. When the queue can't be read, what runs ends first. */
  async runUntilIdle(signal: AbortSignal): Promise<void> {
    try {
      await this.#work(signal, (isIdle) => isIdle)
    } finally {
      await this.settled()
    }
  }

  /** One look: sweeps what the dead left, when it is time for that, and starts what can start. Resolves with how many were started. */
  async look(signal: AbortSignal): Promise<number> {
    await this.#sweep()
    let started = 0
    while (!signal.aborted && this.#running.size < this.#options.slots) {
      const claimed = await this.#claim()
      if (claimed === null) break
      this.#start(claimed.job, claimed.lease, signal)
      started += 1
    }
    return started
  }

  /** Resolves when no job runs any more. */
  async settled(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running.values())
  }

  async #work(signal: AbortSignal, isDone: (isIdle: boolean) => boolean): Promise<void> {
    const { store } = this.#options.installation
    try {
      while (!signal.aborted) {
        await this.look(signal)
        if (isDone(this.#running.size === 0 && !this.#isAwaitingDead)) break
        await this.#sleep(signal)
      }
      await this.settled()
    } finally {
      await store.workers.forget(this.#id)
    }
  }

  async #sweep(): Promise<void> {
    const { installation, runsSchedules } = this.#options
    const nowMs = installation.seams.clock.monotonicMs()
    if (nowMs - this.#sweptAtMs < (this.#isAwaitingDead ? pollMs : sweepEveryMs)) return
    this.#sweptAtMs = nowMs
    const now = installation.seams.clock.now()
    await installation.store.workers.see({ id: this.#id, owner: installation.owner, runsSchedules, startedAt: now, seenAt: now })
    await sweepInterrupted(installation)
    const running = await installation.store.jobs.list({ states: ['running'] }, { limit: runningMax })
    this.#isAwaitingDead = running.some(({ owner }) => owner !== null && installation.isGone(owner))
  }

  async #claim(): Promise<{ job: Job; lease: Lease } | null> {
    const { store, owner, seams } = this.#options.installation
    return store.transaction(async (nouns) => {
      const now = seams.clock.now()
      const job = await nouns.jobs.nextReady(now)
      if (job === null) return null
      const lease = await nouns.leases.claim(job, { owner, now, leaseUntil: new Date(now.getTime() + leaseMs) })
      return lease === null ? null : { job: { ...job, state: 'running', startedAt: now, fence: lease.fence }, lease }
    })
  }

  #start(job: Job, lease: Lease, stopped: AbortSignal): void {
    const { openLog, ...options } = this.#options
    const run = new JobRun(job, lease, { ...options, log: openLog(job.id), stopped })
    const running = run.run().finally(() => {
      this.#running.delete(job.id)
      this.wake()
    })
    this.#running.set(job.id, running)
    // Whoever waits for the end of all sees it; nobody else may be brought down by it.
    running.catch(() => {})
  }

  async #sleep(signal: AbortSignal): Promise<void> {
    const woken = new AbortController()
    this.#wake = () => woken.abort()
    try {
      await this.#options.installation.seams.clock.sleep(pollMs, AbortSignal.any([signal, woken.signal]))
    } catch {
      // Woken, or to end: the loop looks which.
    } finally {
      this.#wake = null
    }
  }
}
