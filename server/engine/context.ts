import type { Call } from '../../plugins/contract.ts'
import type { JobEvent, JobResult, JobSpecification, Phase, Progress } from '../domain/job.ts'
import type { Seams } from '../seams/seams.ts'

/** How a job ends. Exactly one of these comes, and nothing after it. */
export type Terminal = Extract<JobEvent, { readonly type: 'completed' | 'failed' | 'cancelled' }>

/** What a job says while it runs: the end is said by the frame around it, from what it returns or throws. */
export type JobReport = Exclude<JobEvent, Terminal>

/** What a running job gets from its process. `signal` aborts when the job must end; its reason is to be rethrown as it is. */
export interface JobContext extends Call {
  readonly seams: Seams
  /** A private folder of this job process, for `createHost`; whoever made the context removes it. */
  readonly temporaryRoot: string
  /** Replaces the filesystem of the threads; only tests set it. Hand it to `createHost`. */
  readonly threadToolsModule?: URL
  /** Never throws and never waits. Progress may come as often as it likes: it is thinned out on its way. */
  readonly emit: (event: JobReport) => void
}

/** Does the work; resolves when everything promised is durable, else throws a Failure or the signal's reason. */
export type RunJob = (specification: JobSpecification, context: JobContext) => Promise<JobResult>

/** The figures of a running job. Each change is emitted whole, so that a reader needs only the last one. */
export class ProgressMeter {
  readonly #emit: JobContext['emit']
  #progress: Progress

  constructor(emit: JobContext['emit'], phase: Phase) {
    this.#emit = emit
    this.#progress = { phase, bytesRead: 0, bytesStored: 0, bytesExpected: null, sections: 0 }
  }

  get progress(): Progress {
    return this.#progress
  }

  /** Adds to the counters. */
  add(moved: { readonly bytesRead?: number; readonly bytesStored?: number; readonly sections?: number }): void {
    const { bytesRead, bytesStored, sections } = this.#progress
    this.set({
      bytesRead: bytesRead + (moved.bytesRead ?? 0),
      bytesStored: bytesStored + (moved.bytesStored ?? 0),
      sections: sections + (moved.sections ?? 0),
    })
  }

  /** Replaces what is given: a new phase usually starts its counters anew. */
  set(change: Partial<Progress>): void {
    this.#progress = { ...this.#progress, ...change }
    this.#emit({ type: 'progress', progress: this.#progress })
  }
}
