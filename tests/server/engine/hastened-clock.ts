import type { Clock } from '../../../server/seams/clock.ts'
import { systemClock } from '../../../server/seams/clock.ts'

/** A clock on which waiting takes `factor` times less: what a test waits for is still waited for, but sooner. */
export function hastenedClock(factor: number): Clock {
  return {
    now: () => systemClock.now(),
    monotonicMs: () => systemClock.monotonicMs() * factor,
    sleep: (delayMs, signal) => systemClock.sleep(delayMs / factor, signal),
  }
}
