import { Worker } from 'node:worker_threads'
import { Failure, toFailure } from '../../plugins/failure.ts'
import type { Clock } from '../seams/clock.ts'
import { Interruption } from './interruption.ts'
import { control, type FromThread, type ThreadOrder, type ToThread } from './thread-protocol.ts'

/** How long a thread may take to close what it opened before it is ended from outside. */
const graceMs = 2_000

export interface ThreadRun {
  readonly module: URL
  readonly tools: URL
  readonly input: unknown
  readonly signal: AbortSignal
  readonly clock: Clock
}

/** A running thread module; dispose lets it close what it opened, then ends it. */
export class Thread implements AsyncDisposable {
  readonly #worker: Worker
  readonly #counters: Int32Array
  readonly #clock: Clock
  readonly #messages: FromThread[] = []
  readonly #interruption = new Interruption()
  readonly #ended = Promise.withResolvers<void>()
  readonly #releaseSignal: () => void
  #arrived: () => void = () => {}

  constructor(mode: ThreadOrder['mode'], run: ThreadRun, slots: SharedArrayBuffer | null = null) {
    const order: ThreadOrder = {
      mode,
      module: run.module.href,
      tools: run.tools.href,
      input: run.input,
      control: new SharedArrayBuffer(control.sizeBytes),
      slots,
    }
    this.#clock = run.clock
    this.#counters = new Int32Array(order.control)
    this.#worker = new Worker(new URL('./thread-main.ts', import.meta.url), { workerData: order })
    this.#worker.on('message', (message: FromThread) => this.#receive(message))
    this.#worker.on('error', (error) => this.#interruption.interrupt(crash(run.module, error)))
    this.#worker.on('exit', () => this.#receive({ type: 'failed', failure: crash(run.module, null).toJSON() }))
    const abort = () => this.#interruption.interrupt(run.signal.reason)
    run.signal.addEventListener('abort', abort, { once: true })
    this.#releaseSignal = () => run.signal.removeEventListener('abort', abort)
  }

  #receive(message: FromThread): void {
    this.#messages.push(message)
    this.#arrived()
    if (message.type === 'finished' || message.type === 'failed') this.#ended.resolve()
  }

  /** The thread's next message; throws what ended it, or the signal's reason. */
  async next(): Promise<Exclude<FromThread, { type: 'failed' }>> {
    while (this.#messages.length === 0) {
      await this.during(new Promise<void>((resolve) => (this.#arrived = resolve)))
    }
    await this.during(Promise.resolve())
    const message = this.#messages.shift()!
    if (message.type === 'failed') throw Failure.from(message.failure)
    return message
  }

  /** Waits for something else, but no longer than the thread and its signal live. */
  during<T>(work: PromiseLike<T>): Promise<T> {
    return this.#interruption.wait(work)
  }

  get failed(): boolean {
    return this.#messages.some((message) => message.type === 'failed')
  }

  post(message: ToThread): void {
    this.#worker.postMessage(message)
  }

  /** Tells a producer that one more of its batches was read. */
  took(): void {
    Atomics.add(this.#counters, control.batchesTaken, 1)
    this.#wake()
  }

  #wake(): void {
    Atomics.add(this.#counters, control.changes, 1)
    Atomics.notify(this.#counters, control.changes)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#releaseSignal()
    Atomics.store(this.#counters, control.stop, 1)
    this.#wake()
    this.post({ type: 'abandon' })
    const patience = new AbortController()
    const graceOver = this.#clock.sleep(graceMs, patience.signal).catch(() => {})
    await Promise.race([this.#ended.promise, graceOver])
    patience.abort()
    await this.#worker.terminate()
  }
}

function crash(module: URL, error: Error | null): Failure {
  const name = module.pathname.split('/').at(-1)
  if (error === null) return new Failure('internal', `the thread of ${name} ended without saying why`)
  if ((error as NodeJS.ErrnoException).code !== 'ERR_WORKER_OUT_OF_MEMORY') return toFailure(error, `the thread of ${name}`)
  return new Failure('exhausted', `the thread of ${name} ran out of memory`, {
    remedy: 'Give the process more memory (NODE_OPTIONS=--max-old-space-size) and run it again.',
    cause: error,
  })
}
