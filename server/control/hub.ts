import type { Job, LogLine, WorkProgress } from '../domain/work.ts'

/** What happens in this process, for whoever watches. What happened elsewhere is in the store. */
export type HubEvent =
  | { readonly type: 'job'; readonly job: Job }
  | { readonly type: 'progress'; readonly jobId: string; readonly progress: WorkProgress }
  | { readonly type: 'log'; readonly jobId: string; readonly line: LogLine }

export interface Numbered {
  readonly id: number
  readonly event: HubEvent
}

/** How many events are kept for those who come back after a short while, and how many a subscriber may be behind. */
const keptMax = 1000

/** Fans events out. A subscriber that is too slow is dropped: its iteration ends, and it may come back with the last id it saw. */
export class Hub {
  readonly #kept: Numbered[] = []
  readonly #subscribers = new Set<Subscriber>()
  #lastId = 0

  publish(event: HubEvent): void {
    const numbered = { id: ++this.#lastId, event }
    this.#kept.push(numbered)
    if (this.#kept.length > keptMax) this.#kept.shift()
    for (const subscriber of this.#subscribers) {
      if (!subscriber.push(numbered)) this.#subscribers.delete(subscriber)
    }
  }

  /** How many listen now. */
  get size(): number {
    return this.#subscribers.size
  }

  /** Events from now on, or after `afterId` as far as they are kept. Ends when the signal aborts or the reader falls too far behind. */
  async *subscribe(signal: AbortSignal, afterId?: number): AsyncGenerator<Numbered, void, void> {
    const subscriber = new Subscriber()
    if (afterId !== undefined) for (const kept of this.#kept) if (kept.id > afterId) subscriber.push(kept)
    this.#subscribers.add(subscriber)
    const end = () => subscriber.end()
    signal.addEventListener('abort', end, { once: true })
    try {
      if (!signal.aborted) yield* subscriber.read()
    } finally {
      signal.removeEventListener('abort', end)
      this.#subscribers.delete(subscriber)
    }
  }
}

class Subscriber {
  readonly #waiting: Numbered[] = []
  #isEnded = false
  #wake: (() => void) | null = null

  /** False when it is too far behind: it gets what waits, and then its end. */
  push(numbered: Numbered): boolean {
    if (this.#isEnded) return false
    if (this.#waiting.length >= keptMax) {
      this.end()
      return false
    }
    this.#waiting.push(numbered)
    this.#wake?.()
    return true
  }

  end(): void {
    this.#isEnded = true
    this.#wake?.()
  }

  async *read(): AsyncGenerator<Numbered, void, void> {
    for (;;) {
      const next = this.#waiting.shift()
      if (next !== undefined) yield next
      else if (this.#isEnded) return
      else {
        await new Promise<void>((resolve) => {
          this.#wake = resolve
        })
        this.#wake = null
      }
    }
  }
}
