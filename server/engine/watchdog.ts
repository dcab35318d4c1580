import type { Phase, Progress } from '../domain/job.ts'
import type { Clock } from '../seams/clock.ts'

/** Timers overflow past 24.8 days. */
const sleepMaxMs = 24 * 60 * 60 * 1000

export interface WatchdogLimits {
  readonly timeoutMs: number | null
  readonly idleMs: number | null
}

/** What these do is counted in archives: they hardly move a byte. */
const countedPhases: readonly Phase[] = ['removing', 'scanning']

/** Why the watchdog fired. */
export type Bite = 'timeout' | 'idle'

/** Watches one job on the monotonic clock, so that setting the time neither ends nor spares it. Dispose to stop watching. */
export class Watchdog implements Disposable {
  readonly #clock: Clock
  readonly #stopped = new AbortController()
  readonly #onBite: (bite: Bite) => void
  #movedAtMs: number
  #moved = ''
  #paused = false

  /** `onBite` is called at most once for each limit. */
  constructor(clock: Clock, limits: WatchdogLimits, onBite: (bite: Bite) => void) {
    this.#clock = clock
    this.#onBite = onBite
    const startedAtMs = clock.monotonicMs()
    this.#movedAtMs = startedAtMs
    const { timeoutMs, idleMs } = limits
    if (timeoutMs !== null) this.#watch('timeout', () => startedAtMs + timeoutMs)
    if (idleMs !== null) this.#watch('idle', () => (this.#paused ? clock.monotonicMs() : this.#movedAtMs) + idleMs)
  }

  /** Only numbers that changed count as movement: a stuck job may well repeat itself. */
  observe(progress: Progress): void {
    const { phase, bytesRead, bytesStored, sections } = progress
    const moved = `${phase} ${countedPhases.includes(phase) ? sections : `${bytesRead} ${bytesStored}`}`
    if (moved === this.#moved) return
    this.#moved = moved
    this.#movedAtMs = this.#clock.monotonicMs()
  }

  /** While the reader of the events holds the job up, standing still is not the job's fault. */
  pause(): void {
    this.#paused = true
  }

  resume(): void {
    this.#paused = false
    this.#movedAtMs = this.#clock.monotonicMs()
  }

  [Symbol.dispose](): void {
    this.#stopped.abort()
  }

  /** Asks again after each sleep: the deadline may have moved, and a timer may ring early. */
  async #watch(bite: Bite, deadlineMs: () => number): Promise<void> {
    const { signal } = this.#stopped
    try {
      for (let leftMs = deadlineMs() - this.#clock.monotonicMs(); leftMs > 0; leftMs = deadlineMs() - this.#clock.monotonicMs()) {
        await this.#clock.sleep(Math.min(leftMs, sleepMaxMs), signal)
      }
      if (!signal.aborted) this.#onBite(bite)
    } catch (error) {
      if (!signal.aborted) throw error
    }
  }
}
