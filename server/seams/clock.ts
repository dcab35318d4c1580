import { setTimeout as wait } from 'node:timers/promises'

export interface Clock {
  now(): Date
  /** Never steps back and is not moved by anybody who sets the time; only differences mean something. */
  monotonicMs(): number
  /** Rejects with the signal's reason when it aborts. */
  sleep(delayMs: number, signal: AbortSignal): Promise<void>
}

export const systemClock: Clock = {
  now: () => new Date(),
  monotonicMs: () => performance.now(),
  async sleep(delayMs, signal) {
    try {
      await wait(delayMs, undefined, { signal })
    } catch (error) {
      signal.throwIfAborted()
      throw error
    }
  },
}
