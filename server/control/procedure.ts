import type { FailureRecord } from '../../plugins/failure.ts'
import type { JobEvent, JobResult, JobSpecification } from '../domain/job.ts'
import type { Job, LogLine, RequestOf, WorkKind, WorkRequest, WorkResult } from '../domain/work.ts'
import type { EndReason } from '../engine/conclusion.ts'
import type { RunningJob } from '../engine/runner.ts'
import type { Installation } from '../services/installation.ts'
import type { EnqueueOptions } from '../services/jobs.ts'
import type { Nouns } from '../store/store.ts'

/** Starts one step in a process of its own; a test puts its own world behind it. */
export type StartStep = (specification: JobSpecification, signal: AbortSignal) => RunningJob

/** Thrown by `step` when the step was ended instead of ending: the job then ends the same way. */
export class StepEnded extends Error {
  readonly reason: EndReason

  constructor(reason: EndReason) {
    super(`the step ended: ${reason}`)
    this.reason = reason
  }
}

/** What a procedure has to work with. */
export interface Work<Kind extends WorkKind = WorkKind> {
  readonly job: Job
  readonly request: RequestOf<Kind>
  readonly installation: Installation
  /** Aborts when the job must end: cancelled, lost to another worker, or the worker stops. */
  readonly signal: AbortSignal
  /**
   * Runs one step and resolves with its result; its progress, log and warnings become the job's. Throws the step's `Failure`, or `StepEnded`.
   * `name` is the step's word in the progress. `onEvent` is awaited for each event before the next one is read.
   */
  step(name: string, specification: JobSpecification, onEvent?: (event: JobEvent) => Promise<void> | void): Promise<JobResult>
  /** A sentence for the result and the log. */
  note(sentence: string): void
  /** A sentence for the log that makes the job end with warnings. */
  warn(sentence: string): void
  log(level: LogLine['level'], message: string): void
  /** Writes in the middle of a job, in one transaction that throws `conflict` when the job is no longer this worker's. */
  record<Result>(write: (nouns: Nouns) => Promise<Result>): Promise<Result>
}

/** What came of a procedure. It is written together with the job's end, in one transaction. */
export interface Outcome {
  readonly result: JobResult | null
  readonly backupIds: readonly string[]
  readonly safetyBackupId?: string | null
  /** What the metadata must say from now on. */
  readonly record?: (nouns: Nouns) => Promise<void>
  /** What is to be done next; queued in the same transaction. */
  readonly next?: readonly { readonly request: WorkRequest; readonly options: EnqueueOptions }[]
}

/** Does the work of one kind of job, step by step. Throws a `Failure`, `StepEnded`, or the signal's reason. */
export type Procedure<Kind extends WorkKind> = (work: Work<Kind>) => Promise<Outcome>

/** Thrown by a procedure that fails and has something to record about it, such as a failed verification. */
export class RecordedFailure extends Error {
  readonly failure: FailureRecord
  readonly outcome: Partial<Pick<WorkResult, 'backupIds' | 'safetyBackupId'>> & Pick<Outcome, 'record' | 'next'>

  constructor(failure: FailureRecord, outcome: RecordedFailure['outcome']) {
    super(failure.message)
    this.failure = failure
    this.outcome = outcome
  }
}

export type Procedures = { readonly [Kind in WorkKind]: Procedure<Kind> }
