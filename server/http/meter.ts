import { monitorEventLoopDelay } from 'node:perf_hooks'

type LoopDelay = ReturnType<typeof monitorEventLoopDelay>

export interface RequestCount {
  readonly group: string
  readonly status: number
  readonly count: number
}

/** How long timers were late since it was last asked, in seconds. */
export interface LoopLag {
  readonly mean: number
  readonly p99: number
  readonly max: number
}

const resolutionMs = 20

/** Counts what was answered. One made by `openMeter` looks at the event loop too, until it is disposed. */
export class Meter implements Disposable {
  readonly #requests = new Map<string, { readonly group: string; readonly status: number; count: number }>()
  readonly #delay: LoopDelay | null

  constructor(delay: LoopDelay | null = null) {
    this.#delay = delay
  }

  countRequest(group: string, status: number): void {
    const key = `${status} ${group}`
    const counted = this.#requests.get(key)
    if (counted === undefined) this.#requests.set(key, { group, status, count: 1 })
    else counted.count += 1
  }

  get requests(): readonly RequestCount[] {
    return [...this.#requests.values()]
  }

  /** Begins anew each time; null where nobody looks. */
  takeLag(): LoopLag | null {
    if (this.#delay === null || this.#delay.count === 0) return null
    // What is measured is the whole time between two looks, of which the resolution is meant.
    const secondsOf = (nanoseconds: number) => Math.max(0, nanoseconds / 1e9 - resolutionMs / 1e3)
    const lag = { mean: secondsOf(this.#delay.mean), p99: secondsOf(this.#delay.percentile(99)), max: secondsOf(this.#delay.max) }
    this.#delay.reset()
    return lag
  }

  [Symbol.dispose](): void {
    this.#delay?.disable()
  }
}

/** A meter that looks at the event loop, where the runtime can; whoever opens it disposes it. */
export function openMeter(): Meter {
  try {
    const delay = monitorEventLoopDelay({ resolution: resolutionMs })
    delay.enable()
    return new Meter(delay)
  } catch {
    return new Meter()
  }
}
