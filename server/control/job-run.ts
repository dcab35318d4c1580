import { Failure, toFailure } from '../../plugins/failure.ts'
import type { JobEvent, JobResult, JobSpecification } from '../domain/job.ts'
import type { Job, LogLine, WorkProgress, WorkResult } from '../domain/work.ts'
import type { EndReason } from '../engine/conclusion.ts'
import { ownerNameOf } from '../seams/owner.ts'
import type { Installation } from '../services/installation.ts'
import { JobService } from '../services/jobs.ts'
import type { JobEnd, Lease } from '../store/job-lease.ts'
import type { Nouns } from '../store/store.ts'
import { doubtfulTargets, rescansOf } from './doubtful-targets.ts'
import type { Hub } from './hub.ts'
import { stoppedFailure, tooLong } from './job-failures.ts'
import type { JobLog } from './job-log.ts'
import { type Outcome, type Procedure, type Procedures, RecordedFailure, type StartStep, StepEnded, type Work } from './procedure.ts'
import { retryOf } from './retry.ts'

/** How long a job belongs to whoever claimed it without a sign of life, and how often one is given. */
export const leaseMs = 30_000
const renewMs = 1000

/** Why a job is brought to its end from outside. */
type EndCause = EndReason | 'interrupted' | 'lost'

export interface JobRunOptions {
  readonly installation: Installation
  readonly procedures: Procedures
  readonly startStep: StartStep
  readonly hub: Hub
  readonly log: JobLog
  /** Aborts when the worker stops: the job then ends as interrupted. */
  readonly stopped: AbortSignal
}

/** One claimed job, from its claim to its end. */
export class JobRun {
  readonly #job: Job
  readonly #lease: Lease
  readonly #options: JobRunOptions
  readonly #ending = new AbortController()
  readonly #notes: string[] = []
  #why: EndCause | null = null
  #progress: WorkProgress | null = null
  #warnings = 0

  constructor(job: Job, lease: Lease, options: JobRunOptions) {
    this.#job = job
    this.#lease = lease
    this.#options = options
  }

  /** Resolves when the job has its one end, or belongs to somebody else; never rejects but for a store that can't be written. */
  async run(): Promise<void> {
    const { installation, hub, procedures, stopped } = this.#options
    hub.publish({ type: 'job', job: { ...this.#job, state: 'running' } })
    const stop = () => this.#end('interrupted')
    if (stopped.aborted) stop()
    else stopped.addEventListener('abort', stop, { once: true })
    const done = new AbortController()
    const renewing = this.#renewUntil(done.signal)
    try {
      const procedure = procedures[this.#job.kind] as unknown as Procedure<never>
      const outcome = await this.#attempt(() => procedure(this.#work() as never))
      done.abort()
      await renewing
      await this.#conclude(outcome)
    } finally {
      done.abort()
      stopped.removeEventListener('abort', stop)
      await renewing
      await this.#options.log[Symbol.asyncDispose]()
      const job = await installation.store.jobs.find(this.#job.id)
      if (job !== null) hub.publish({ type: 'job', job })
    }
  }

  async #attempt(work: () => Promise<Outcome>): Promise<{ outcome: Outcome } | { error: unknown }> {
    try {
      return { outcome: await work() }
    } catch (error) {
      return { error }
    }
  }

  #work(): Work {
    const { installation } = this.#options
    return {
      job: this.#job,
      request: this.#job.request,
      installation,
      signal: this.#ending.signal,
      step: (name, specification, onEvent) => this.#step(name, specification, onEvent),
      note: (sentence) => {
        this.#notes.push(sentence)
        this.#log('info', sentence)
      },
      warn: (sentence) => {
        this.#warnings += 1
        this.#notes.push(sentence)
        this.#log('warn', sentence)
      },
      log: (level, message) => this.#log(level, message),
      record: (write) =>
        installation.store.transaction(async (nouns) => {
          await nouns.leases.require(this.#lease)
          return await write(nouns)
        }),
    } as Work
  }

  async #step(name: string, specification: JobSpecification, onEvent?: (event: JobEvent) => Promise<void> | void): Promise<JobResult> {
    this.#ending.signal.throwIfAborted()
    await using step = this.#options.startStep(specification, this.#ending.signal)
    if (step.pid !== null) await this.#note(step.pid)
    for await (const event of step.events) {
      this.#take(name, event)
      await onEvent?.(event)
    }
    const terminal = await step.outcome
    if (terminal.type === 'completed') return terminal.result
    if (terminal.type === 'cancelled') throw new StepEnded(terminal.reason)
    throw Failure.from(terminal.failure)
  }

  /** Without it a sweep may free what the step still uses a moment too early; that is no reason to fail. */
  async #note(pid: number): Promise<void> {
    await this.#options.installation.store.leases.noteStep(this.#lease, ownerNameOf(pid)).catch(() => {})
  }

  #take(step: string, event: JobEvent): void {
    if (event.type === 'progress') {
      this.#progress = { ...event.progress, step, at: this.#options.installation.seams.clock.now().toISOString() }
      this.#options.hub.publish({ type: 'progress', jobId: this.#job.id, progress: this.#progress })
    } else if (event.type === 'log') this.#log(event.level, event.message, event.detail)
    else if (event.type === 'warning') {
      this.#warnings += 1
      this.#log('warn', `${event.warning.subject}: ${event.warning.message}`)
    }
  }

  #log(level: LogLine['level'], message: string, detail?: LogLine['detail']): void {
    const line = {
      at: this.#options.installation.seams.clock.now().toISOString(),
      level,
      message,
      ...(detail === undefined ? {} : { detail }),
    }
    this.#options.log.write(line)
    this.#options.hub.publish({ type: 'log', jobId: this.#job.id, line })
  }

  async #renewUntil(done: AbortSignal): Promise<void> {
    const { clock } = this.#options.installation.seams
    for (;;) {
      try {
        await clock.sleep(renewMs, done)
      } catch {
        return
      }
      await this.#renew()
    }
  }

  /** A store that can't be written for a moment costs nothing: the lease lasts longer than that. */
  async #renew(): Promise<void> {
    const { store, seams } = this.#options.installation
    try {
      const leaseUntil = new Date(seams.clock.now().getTime() + leaseMs)
      const held = await store.leases.renew(this.#lease, { leaseUntil, progress: this.#progress, warnings: this.#warnings })
      if (held === null) this.#end('lost')
      else if (held.isCancelRequested) this.#end('cancelled')
    } catch (error) {
      this.#log('debug', toFailure(error, 'renewing the lease').message)
    }
  }

  #end(why: EndCause): void {
    if (this.#why !== null) return
    this.#why = why
    this.#ending.abort(new DOMException(`The job is to end: ${why}.`, 'AbortError'))
  }

  /** Writes the one end. When the job was lost in the meantime nothing is written: whoever took it has written its end. */
  async #conclude(attempt: { outcome: Outcome } | { error: unknown }): Promise<void> {
    const { store } = this.#options.installation
    try {
      await store.transaction((nouns) => ('outcome' in attempt ? this.#complete(nouns, attempt.outcome) : this.#fail(nouns, attempt.error)))
    } catch (error) {
      if (error instanceof Failure && error.detail['lost'] === true) return
      if (!('outcome' in attempt)) throw error
      // What was done can't be recorded: then it must not be called done.
      await store.transaction((nouns) => this.#fail(nouns, toFailure(error, 'recording what was done')))
    }
  }

  async #complete(nouns: Nouns, outcome: Outcome): Promise<void> {
    await nouns.leases.finish(this.#lease, {
      ...this.#endOf(outcome),
      state: this.#warnings > 0 ? 'completed_with_warnings' : 'completed',
      reason: null,
      failure: null,
      backupId: outcome.backupIds[0] ?? null,
    })
    await this.#recordAfter(nouns, outcome)
  }

  async #fail(nouns: Nouns, error: unknown): Promise<void> {
    const { state, reason, failure } = this.#reasonOf(error)
    const outcome: RecordedFailure['outcome'] = error instanceof RecordedFailure ? error.outcome : {}
    if (failure !== null) this.#log('error', failure.message)
    const retry = await retryOf({ job: this.#job, state, failure, now: this.#options.installation.seams.clock.now() }, nouns)
    if (retry !== null) this.#notes.push(`It is tried again at ${retry.options.notBefore?.toISOString()}.`)
    const end = this.#endOf({ result: null, backupIds: outcome.backupIds ?? [], safetyBackupId: outcome.safetyBackupId ?? null })
    await nouns.leases.finish(this.#lease, { ...end, state, reason, failure, backupId: null })
    // Ended while it committed: one of several targets may hold an archive that the metadata doesn't know.
    const doubts = this.#progress?.phase === 'committing' ? rescansOf(await doubtfulTargets(this.#job, nouns)) : []
    await this.#recordAfter(nouns, { ...outcome, next: [...(outcome.next ?? []), ...(retry === null ? [] : [retry]), ...doubts] })
  }

  async #recordAfter(nouns: Nouns, { record, next }: Pick<Outcome, 'record' | 'next'>): Promise<void> {
    await record?.(nouns)
    const service = new JobService(this.#options.installation)
    for (const { request, options } of next ?? []) await service.enqueueIn(nouns, request, options)
  }

  #endOf(outcome: Pick<Outcome, 'result' | 'backupIds' | 'safetyBackupId'>): Pick<JobEnd, 'at' | 'result' | 'progress' | 'warnings'> {
    const result: WorkResult = {
      result: outcome.result,
      backupIds: outcome.backupIds,
      safetyBackupId: outcome.safetyBackupId ?? null,
      notes: this.#notes,
    }
    return { at: this.#options.installation.seams.clock.now(), result, progress: this.#progress, warnings: this.#warnings }
  }

  #reasonOf(error: unknown): Pick<JobEnd, 'state' | 'reason' | 'failure'> {
    const isEnding = this.#ending.signal.aborted || error instanceof StepEnded
    if (error instanceof RecordedFailure) return { state: 'failed', reason: error.failure.code, failure: error.failure }
    if (!isEnding) {
      const failure = toFailure(error, 'running the job').toJSON()
      return { state: 'failed', reason: failure.code, failure }
    }
    const why = this.#why ?? (error instanceof StepEnded ? error.reason : 'cancelled')
    if (why === 'interrupted' || why === 'lost') return { state: 'failed', reason: 'interrupted', failure: stoppedFailure() }
    if (why === 'cancelled') return { state: 'cancelled', reason: 'cancelled', failure: null }
    return { state: 'timeout', reason: why, failure: tooLong(why) }
  }
}
