import { Failure } from '../../plugins/failure.ts'
import type { Clock } from '../seams/clock.ts'
import { Interruption } from './interruption.ts'

/** How long a plugin may take to clean up after its signal aborted; then its caller goes on without it. */
const graceMs = 2_000

export interface WatchOptions {
  readonly clock: Clock
  /** The call ends with `unavailable` when the plugin moved nothing for this long; null means never. */
  readonly idleMs: number | null
  /** The caller's signal. */
  readonly signal: AbortSignal
  /** What is being done, for messages: "target s3: reading a.zip". */
  readonly doing: string
}

/** One call into a plugin: its own signal, and an end to waiting when the caller gives up or the plugin stands still. Dispose ends it. */
export class Watch implements Disposable {
  readonly doing: string
  readonly #options: WatchOptions
  readonly #controller = new AbortController()
  readonly #interruption = new Interruption()
  readonly #stop = new AbortController()
  readonly #onAbort: () => void
  /** Null while the plugin waits for somebody else, which is not its idleness. */
  #idleSinceMs: number | null = null

  constructor(options: WatchOptions) {
    this.#options = options
    this.doing = options.doing
    this.#onAbort = () => this.#end(options.signal.reason)
    if (options.signal.aborted) this.#onAbort()
    else options.signal.addEventListener('abort', this.#onAbort, { once: true })
    if (options.idleMs !== null) void this.#watchIdleness(options.idleMs).catch(() => {})
  }

  /** What the plugin gets. */
  get signal(): AbortSignal {
    return this.#controller.signal
  }

  /** Waits for the plugin. */
  async forPlugin<T>(work: PromiseLike<T>): Promise<T> {
    this.#idleSinceMs = this.#options.clock.monotonicMs()
    try {
      return await this.#interruption.wait(work)
    } finally {
      this.#idleSinceMs = null
    }
  }

  /** Waits, in the middle of `forPlugin`, for bytes that the plugin asked for. Ends at once when the call does. */
  async forSource<T>(work: PromiseLike<T>): Promise<T> {
    this.#idleSinceMs = null
    const ended = new Interruption()
    const onAbort = () => ended.interrupt(this.signal.reason)
    if (this.signal.aborted) onAbort()
    this.signal.addEventListener('abort', onAbort, { once: true })
    try {
      return await ended.wait(work)
    } finally {
      this.signal.removeEventListener('abort', onAbort)
      this.#idleSinceMs = this.#options.clock.monotonicMs()
    }
  }

  #end(reason: unknown): void {
    if (this.#controller.signal.aborted) return
    this.#controller.abort(reason)
    const giveUp = () => this.#interruption.interrupt(reason)
    this.#options.clock.sleep(graceMs, this.#stop.signal).then(giveUp, () => {})
  }

  async #watchIdleness(idleMs: number): Promise<void> {
    const { clock } = this.#options
    for (;;) {
      const idleForMs = this.#idleSinceMs === null ? 0 : clock.monotonicMs() - this.#idleSinceMs
      if (idleForMs >= idleMs) return this.#end(stalled(this.doing, idleMs))
      await clock.sleep(idleMs - idleForMs, this.#stop.signal)
    }
  }

  [Symbol.dispose](): void {
    this.#stop.abort()
    this.#options.signal.removeEventListener('abort', this.#onAbort)
  }
}

function stalled(doing: string, idleMs: number): Failure {
  return new Failure('unavailable', `${doing}: nothing moved for ${Math.round(idleMs / 1000)} s`, {
    remedy: 'Check the connection and the other side; raise the idle limit if it is known to be this slow.',
    detail: { idleMs },
  })
}
