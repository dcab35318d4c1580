import type { ChildProcess } from 'node:child_process'
import { tmpdir } from 'node:os'
import { Failure, toFailure } from '../../plugins/failure.ts'
import type { JobEvent, JobSpecification } from '../domain/job.ts'
import type { Seams } from '../seams/seams.ts'
import { concludeJob, type EndReason } from './conclusion.ts'
import type { Terminal } from './context.ts'
import { CrashOutput, secretsOf } from './crash-output.ts'
import { EventQueue } from './event-queue.ts'
import { parseEvent, readLines, writeLine } from './job-channel.ts'
import { type JobEntry, jobEntry } from './job-entry.ts'
import { stepEnvironment } from './step-environment.ts'
import { sweepJobs } from './sweep.ts'
import { Watchdog } from './watchdog.ts'

/** How long a job may take to leave by itself once it was asked to, or has said its last word. */
const graceMs = 4000

/** How long the streams of a process that is gone may stay open: somebody outside its group may hold them. */
const streamGraceMs = 500

/** A job in a process of its own. Dispose cancels it and waits until it is gone. */
export interface RunningJob extends AsyncDisposable {
  /** Null when the process could not be started. */
  readonly pid: number | null
  /** For one reader; the last event is the end. A reader that stops early misses the rest, and holds up nothing. */
  readonly events: AsyncIterable<JobEvent>
  /** The end, exactly one, whatever happens; never rejects. Resolves when the process is gone and its streams have ended. */
  readonly outcome: Promise<Terminal>
  /** Asks the job to end, and makes it end 4 s later. Only the first reason counts; after the end it does nothing. */
  cancel(reason: EndReason): void
}

export interface JobOptions {
  readonly seams: Seams
  /** Cancels the job when it aborts. */
  readonly signal: AbortSignal
  /** What to start instead of this program's own `step` command. */
  readonly entry?: JobEntry
  /** Where the job keeps its temporary files; the system's folder for them if absent. */
  readonly temporaryRoot?: string
}

/** Starts a job in a process and process group of its own. Never throws: what goes wrong is the outcome. */
export function startJob(specification: JobSpecification, options: JobOptions): RunningJob {
  return new JobProcess(specification, options)
}

class JobProcess implements RunningJob {
  readonly events = new EventQueue()
  readonly outcome: Promise<Terminal>
  readonly #seams: Seams
  readonly #temporaryRoot: string
  readonly #ended = new AbortController()
  readonly #crashOutput: CrashOutput
  #child: ChildProcess | null = null
  #asked: EndReason | null = null
  #reported: Terminal | null = null
  #damage: Failure | null = null
  #spawnFailure: Failure | null = null
  #killed = false

  constructor(specification: JobSpecification, { seams, signal, entry = jobEntry(), temporaryRoot = tmpdir() }: JobOptions) {
    this.#seams = seams
    this.#temporaryRoot = temporaryRoot
    this.#crashOutput = new CrashOutput(secretsOf(specification))
    this.#start(specification, entry)
    this.outcome = this.#run(specification)
    const cancel = () => this.cancel('cancelled')
    if (signal.aborted) cancel()
    else signal.addEventListener('abort', cancel, { once: true, signal: this.#ended.signal })
  }

  get pid(): number | null {
    return this.#child?.pid ?? null
  }

  cancel(reason: EndReason): void {
    if (this.#asked !== null || this.#ended.signal.aborted) return
    this.#asked = reason
    this.events.drain()
    if (this.pid !== null) this.#seams.processes.signal(this.pid, 'SIGTERM')
    this.#endGroupLater()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.cancel('cancelled')
    await this.outcome
  }

  #start(specification: JobSpecification, { command, args }: JobEntry): void {
    try {
      const child = this.#seams.processes.spawn(command, args, {
        detached: true,
        stdio: 'pipe',
        // glibc gives each thread of the pool an arena of its own and keeps the megabytes that chunks leave in it; two are enough and as fast.
        env: { MALLOC_ARENA_MAX: '2', ...stepEnvironment(process.env), TMPDIR: this.#temporaryRoot },
      })
      // Without a listener a failed start would end this process; `#gone` tells it.
      child.on('error', (error) => {
        this.#spawnFailure ??= cannotStart(error)
      })
      // A process that is gone before it read its specification tells so by its exit.
      child.stdin?.on('error', () => {})
      // The input stays open: its end tells the job that nobody waits for it any more.
      child.stdin?.write(writeLine(specification))
      this.#child = child
    } catch (error) {
      this.#spawnFailure = cannotStart(error)
    }
  }

  async #run(specification: JobSpecification): Promise<Terminal> {
    const child = this.#child
    if (child !== null) {
      using watchdog = new Watchdog(this.#seams.clock, specification.limits, (bite) => this.cancel(bite))
      await Promise.all([gone(child, () => this.#release(child)), this.#readEvents(child, watchdog), this.#readErrors(child)])
      if (this.#reported === null || this.#killed) await this.#sweep()
    }
    this.#ended.abort()
    child?.stdin?.destroy()
    const terminal = concludeJob({
      reported: this.#reported,
      asked: this.#asked,
      damage: this.#damage,
      spawnFailure: this.#spawnFailure,
      exitCode: child?.exitCode ?? null,
      exitSignal: child?.signalCode ?? null,
      killed: this.#killed,
      crashOutput: this.#crashOutput.text(),
    })
    this.events.end(terminal)
    return terminal
  }

  async #readEvents(child: ChildProcess, watchdog: Watchdog): Promise<void> {
    try {
      for await (const line of readLines(child.stdout!)) {
        this.#take(parseEvent(line), watchdog)
        if (!this.events.isFull) continue
        watchdog.pause()
        await this.events.space()
        watchdog.resume()
      }
    } catch (error) {
      if (this.#ended.signal.aborted || isPrematureClose(error)) return
      this.#damage = toFailure(error, 'reading the events of the job')
      this.#kill()
    }
  }

  #take(event: JobEvent, watchdog: Watchdog): void {
    if (this.#reported !== null) throw new Failure('corrupt', 'Something came after the end.')
    if (event.type === 'completed' || event.type === 'failed' || event.type === 'cancelled') {
      this.#reported = event
      this.#endGroupLater()
      return
    }
    if (event.type === 'progress') watchdog.observe(event.progress)
    this.events.push(event)
  }

  async #readErrors(child: ChildProcess): Promise<void> {
    try {
      for await (const bytes of child.stderr!) this.#crashOutput.push(bytes)
    } catch {
      // Cut off with the process; what came is kept.
    }
  }

  #endGroupLater(): void {
    const { signal } = this.#ended
    this.#seams.clock.sleep(graceMs, signal).then(
      () => this.#kill(),
      () => {},
    )
  }

  #kill(): void {
    this.#killed = true
    this.#endGroup()
  }

  /** The id of a group is not given away as long as it has members, and here its leader was not waited for yet, or just now. */
  #endGroup(): void {
    if (this.pid !== null) this.#seams.processes.signal(-this.pid, 'SIGKILL')
  }

  /** Tools run in groups of their own, which outlive a job that could not end them. What can't be swept now is swept at the next start. */
  async #sweep(): Promise<void> {
    try {
      await sweepJobs(this.#temporaryRoot, this.#seams)
    } catch {}
  }

  /** The job process is gone: ends what it left in its group, and lets go of streams that somebody else holds open. */
  #release(child: ChildProcess): void {
    this.#endGroup()
    this.#seams.clock.sleep(streamGraceMs, this.#ended.signal).then(
      () => {
        child.stdout?.destroy()
        child.stderr?.destroy()
      },
      () => {},
    )
  }
}

/** Resolves when the process has exited, or was never started, and its streams are closed. */
function gone(child: ChildProcess, onExit: () => void): Promise<void> {
  return new Promise((resolve) => {
    child.once('exit', onExit)
    child.once('close', () => resolve())
  })
}

function isPrematureClose(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_STREAM_PREMATURE_CLOSE'
}

function cannotStart(error: unknown): Failure {
  return new Failure('internal', `The job process could not be started: ${toFailure(error, 'starting it').message}.`, {
    cause: error,
    remedy: 'Make sure that the program is installed whole and that the system may start more processes.',
  })
}
