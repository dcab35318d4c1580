import type { Clock } from '../../server/seams/clock.ts'

interface Timer {
  readonly atMs: number
  readonly order: number
  fire(): void
}

/** Time that passes only when the simulation says so. The wall clock may be set; the monotonic one never is. */
export class SimClock implements Clock {
  #monotonicMs = 0
  #offsetMs: number
  #order = 0
  readonly #timers: Timer[] = []

  constructor(start: Date) {
    this.#offsetMs = start.getTime()
  }

  now(): Date {
    return new Date(this.#offsetMs + this.#monotonicMs)
  }

  monotonicMs(): number {
    return this.#monotonicMs
  }

  sleep(delayMs: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason)
      const timer: Timer = {
        atMs: this.#monotonicMs + delayMs,
        order: this.#order++,
        fire() {
          signal.removeEventListener('abort', stop)
          resolve()
        },
      }
      const stop = () => {
        this.#remove(timer)
        reject(signal.reason)
      }
      signal.addEventListener('abort', stop, { once: true })
      this.#timers.push(timer)
    })
  }

  /** When the next timer fires, on the monotonic clock. */
  get nextMs(): number {
    return this.#timers.reduce((earliest, { atMs }) => Math.min(earliest, atMs), Number.POSITIVE_INFINITY)
  }

  /** Moves on to an instant and fires what is due by then, in order. */
  advanceTo(monotonicMs: number): void {
    this.#monotonicMs = Math.max(this.#monotonicMs, monotonicMs)
    const due = this.#timers
      .filter(({ atMs }) => atMs <= this.#monotonicMs)
      .sort((one, other) => one.atMs - other.atMs || one.order - other.order)
    for (const timer of due) {
      this.#remove(timer)
      timer.fire()
    }
  }

  /** Somebody sets the clock. */
  set(deltaMs: number): void {
    this.#offsetMs += deltaMs
  }

  #remove(timer: Timer): void {
    const at = this.#timers.indexOf(timer)
    if (at >= 0) this.#timers.splice(at, 1)
  }
}
