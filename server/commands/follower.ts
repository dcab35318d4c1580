import { Failure } from '../../plugins/failure.ts'
import { readLog } from '../control/job-log.ts'
import { isTerminal, type Job } from '../domain/work.ts'
import type { Installation } from '../services/installation.ts'
import type { CommandIo } from './command.ts'
import { createJobView, type JobView } from './terminal.ts'
import { isWorked, startWorkerProcess } from './worker-process.ts'

const pollMs = 250
/** How long a worker that was started may take until it is seen; then another one is tried. */
const startMs = 10_000
const startsMax = 3

/** Shows what a job says, by looking at what its process writes: that may be any process. Makes sure that there is one. */
export class Follower {
  readonly view: JobView
  /** The lines of its log that were shown; each is shown once, for a step and its job may say the same. */
  readonly seen = new Set<string>()
  readonly #installation: Installation
  readonly #jobId: string
  readonly #io: CommandIo
  #nextByte = 0
  #shownAt = ''
  #starts = 0
  #startedMs = Number.NEGATIVE_INFINITY

  constructor(installation: Installation, jobId: string, io: CommandIo) {
    this.#installation = installation
    this.#jobId = jobId
    this.#io = io
    this.view = createJobView(io)
  }

  /** The job once it has ended; null when the signal aborted before. Throws `unavailable` when no worker can be started. */
  async untilEnd(signal: AbortSignal): Promise<Job | null> {
    for (;;) {
      const job = await this.#installation.store.jobs.find(this.#jobId)
      if (job === null) throw new Failure('not_found', `Job ${this.#jobId} is gone from the metadata.`)
      await this.#show(job)
      if (isTerminal(job.state)) return job
      if (signal.aborted) return null
      await this.#ensureWorked(job)
      await this.#installation.seams.clock.sleep(pollMs, signal).catch(() => {})
    }
  }

  async #show(job: Job): Promise<void> {
    const { lines, nextByte } = await readLog(this.#installation, this.#jobId, this.#nextByte)
    this.#nextByte = nextByte
    for (const { level, message, detail } of lines) {
      if (!this.#io.json && this.seen.has(message)) continue
      this.seen.add(message)
      // An error is what the job ends with, and that is shown at the end.
      this.view.show({ type: 'log', level: level === 'error' ? 'debug' : level, message, detail: detail ?? {} })
    }
    if (job.progress === null || job.progress.at === this.#shownAt) return
    this.#shownAt = job.progress.at
    this.view.show({ type: 'progress', progress: job.progress })
  }

  /** A job that runs needs it as well: when its worker was killed, only another one notices. */
  async #ensureWorked(job: Job): Promise<void> {
    const { clock } = this.#installation.seams
    if (job.notBefore > clock.now() || (await isWorked(this.#installation))) {
      this.#starts = 0
      this.#startedMs = Number.NEGATIVE_INFINITY
      return
    }
    const nowMs = clock.monotonicMs()
    if (nowMs - this.#startedMs < startMs) return
    if (this.#starts === startsMax) {
      throw new Failure(
        'unavailable',
        `Nobody works on job ${this.#jobId.slice(0, 8)}: a worker was started ${startsMax} times, in vain.`,
        {
          remedy: 'The job stays queued. "holdfast serve" runs it, or says why it can not.',
        },
      )
    }
    this.#starts += 1
    this.#startedMs = nowMs
    startWorkerProcess(this.#installation, this.#io.env)
  }
}
