import { expect, test } from 'vitest'
import { type Bite, Watchdog, type WatchdogLimits } from '../../../server/engine/watchdog.ts'
import type { Clock } from '../../../server/seams/clock.ts'
import { progressOf } from './job-fixture.ts'

/** Time passes only when told, and then every sleeper that is due wakes. */
class SteppedClock implements Clock {
  #nowMs = 1000
  #sleepers: { readonly atMs: number; readonly wake: () => void }[] = []

  now(): Date {
    throw new Error('The watchdog must not look at the time of day.')
  }

  monotonicMs(): number {
    return this.#nowMs
  }

  sleep(delayMs: number, signal: AbortSignal): Promise<void> {
    if (delayMs > 2 ** 31 - 1) throw new RangeError('No timer holds that long.')
    return new Promise((resolve, reject) => {
      this.#sleepers.push({ atMs: this.#nowMs + delayMs, wake: resolve })
      signal.addEventListener('abort', () => reject(signal.reason))
    })
  }

  async pass(delayMs: number): Promise<void> {
    this.#nowMs += delayMs
    const due = this.#sleepers.filter((sleeper) => sleeper.atMs <= this.#nowMs)
    this.#sleepers = this.#sleepers.filter((sleeper) => sleeper.atMs > this.#nowMs)
    for (const sleeper of due) sleeper.wake()
    await new Promise((resolve) => setImmediate(resolve))
  }
}

function watch(limits: WatchdogLimits) {
  const clock = new SteppedClock()
  const bites: Bite[] = []
  return { clock, bites, watchdog: new Watchdog(clock, limits, (bite) => bites.push(bite)) }
}

test('a job that takes too long is bitten once, however much it moves', async () => {
  const { clock, bites, watchdog } = watch({ timeoutMs: 100, idleMs: null })
  for (let step = 1; step <= 9; step++) {
    watchdog.observe(progressOf(step).progress)
    await clock.pass(11)
  }
  expect(bites).toEqual([])
  await clock.pass(1)
  await clock.pass(1000)
  expect(bites).toEqual(['timeout'])
})

test('a job that moves is never idle', async () => {
  const { clock, bites, watchdog } = watch({ timeoutMs: null, idleMs: 50 })
  for (let step = 0; step < 20; step++) {
    await clock.pass(40)
    watchdog.observe(progressOf(step).progress)
  }
  expect(bites).toEqual([])
  await clock.pass(49)
  expect(bites).toEqual([])
  await clock.pass(1)
  expect(bites).toEqual(['idle'])
})

test('a job that only repeats its numbers is idle', async () => {
  const { clock, bites, watchdog } = watch({ timeoutMs: null, idleMs: 50 })
  watchdog.observe(progressOf(1).progress)
  for (let step = 0; step < 5; step++) {
    await clock.pass(10)
    watchdog.observe({ ...progressOf(1).progress, sections: step })
  }
  expect(bites).toEqual(['idle'])
})

test('a scan or a removal moves by its archives', async () => {
  for (const phase of ['scanning', 'removing'] as const) {
    const { clock, bites, watchdog } = watch({ timeoutMs: null, idleMs: 50 })
    for (let step = 0; step < 5; step++) {
      await clock.pass(40)
      watchdog.observe({ ...progressOf(0).progress, phase, sections: step })
    }
    expect(bites).toEqual([])
    await clock.pass(50)
    expect(bites).toEqual(['idle'])
  }
})

test('a job that is held up by its reader is not idle until it may go on again', async () => {
  const { clock, bites, watchdog } = watch({ timeoutMs: null, idleMs: 50 })
  watchdog.pause()
  for (let step = 0; step < 5; step++) await clock.pass(50)
  expect(bites).toEqual([])
  watchdog.resume()
  await clock.pass(49)
  expect(bites).toEqual([])
  for (let step = 0; step < 3; step++) await clock.pass(25)
  expect(bites).toEqual(['idle'])
})

test('a limit longer than any timer holds is kept in steps', async () => {
  const { clock, bites } = watch({ timeoutMs: 100 * 24 * 3600 * 1000, idleMs: null })
  for (let day = 0; day < 99; day++) await clock.pass(24 * 3600 * 1000)
  expect(bites).toEqual([])
  await clock.pass(24 * 3600 * 1000)
  expect(bites).toEqual(['timeout'])
})

test('a watchdog that was let go bites nobody', async () => {
  const { clock, bites, watchdog } = watch({ timeoutMs: 10, idleMs: 10 })
  watchdog[Symbol.dispose]()
  await clock.pass(100)
  expect(bites).toEqual([])
})
