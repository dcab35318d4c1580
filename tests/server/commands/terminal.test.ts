import { describe, expect, test } from 'vitest'
import { createJobView, progressLine, RateMeter } from '../../../server/commands/terminal.ts'
import type { JobEvent, Progress } from '../../../server/domain/job.ts'
import { systemSeams } from '../../../server/seams/seams.ts'
import { recordingIo } from './command-io.ts'

const dumping: Progress = { phase: 'dumping', bytesRead: 0, bytesStored: 0, bytesExpected: null, sections: 0 }

function progressOf(bytesRead: number, changes: Partial<Progress> = {}): JobEvent {
  return { type: 'progress', progress: { ...dumping, bytesRead, ...changes } }
}

/** A view with a clock that a test sets by hand. */
function viewAt(changes: { isTerminal?: boolean; json?: boolean }) {
  const time = { ms: 0 }
  const seams = systemSeams()
  const recorded = recordingIo({ ...changes, seams: { ...seams, clock: { ...seams.clock, monotonicMs: () => time.ms } } })
  return { view: createJobView(recorded.io), time, ...recorded }
}

describe('a progress line', () => {
  test('says only what is known', () => {
    expect(progressLine({ ...dumping, phase: 'probing' }, null)).toBe('Looking at the source …')
    expect(progressLine({ ...dumping, bytesRead: 1_400_000_000 }, null)).toBe('Backing up: 1.4 GB')
    expect(progressLine({ ...dumping, bytesRead: 2_000_000, bytesExpected: 10_000_000 }, 2_000_000)).toBe(
      'Backing up: 2.0 MB of 10.0 MB, 20 %, 2.0 MB/s, 4.0 s left',
    )
  })

  test('never says 100 % or a time left of work that outgrew its estimate', () => {
    expect(progressLine({ ...dumping, bytesRead: 11_000_000, bytesExpected: 10_000_000 }, 1_000_000)).toBe(
      'Backing up: 11.0 MB of 10.0 MB, 99 %, 1.0 MB/s',
    )
  })

  test('of stalled work names no time left', () => {
    expect(progressLine({ ...dumping, bytesRead: 5, bytesExpected: 10 }, 0)).toBe('Backing up: 5 B of 10 B, 50 %, 0 B/s')
  })
})

describe('the rate', () => {
  test('is unknown until there are two moments and then follows a change smoothly', () => {
    const meter = new RateMeter()
    meter.add(0, dumping)
    expect(meter.bytesPerSecond).toBeNull()
    meter.add(1000, { ...dumping, bytesRead: 100 })
    expect(meter.bytesPerSecond).toBe(100)
    meter.add(2000, { ...dumping, bytesRead: 300 })
    expect(meter.bytesPerSecond).toBeGreaterThan(100)
    expect(meter.bytesPerSecond).toBeLessThan(200)
    meter.add(60_000, { ...dumping, bytesRead: 58_300 })
    expect(meter.bytesPerSecond).toBeCloseTo(1000, -1)
  })

  test('counts anew in a new phase', () => {
    const meter = new RateMeter()
    meter.add(0, dumping)
    meter.add(1000, { ...dumping, bytesRead: 100 })
    meter.add(2000, { ...dumping, phase: 'verifying', bytesRead: 5000 })
    expect(meter.bytesPerSecond).toBeNull()
  })
})

describe('on a terminal', () => {
  test('one line is repainted, at most seven times a second, and taken away at the end', () => {
    const { view, time, status, err } = viewAt({ isTerminal: true })
    for (; time.ms < 1000; time.ms += 10) view.show(progressOf(time.ms))
    expect(status.length).toBeGreaterThanOrEqual(5)
    expect(status.length).toBeLessThanOrEqual(10)
    view.end()
    expect(status.at(-1)).toBe('')
    expect(err).toEqual([])
  })
})

describe('without a terminal', () => {
  test('a short job is silent and a long one says a plain line every ten seconds', () => {
    const { view, time, err } = viewAt({})
    for (; time.ms <= 30_000; time.ms += 100) view.show(progressOf(time.ms * 1000))
    expect(err).toHaveLength(3)
    expect(err[0]).toMatch(/^Backing up: 10\.0 MB/)
  })

  test('warnings and logs are lines at once, and names in them are harmless', () => {
    const { view, err } = viewAt({})
    view.show({ type: 'warning', warning: { code: 'vanished', subject: 'a\x1b[1m', message: 'It went away.' } })
    view.show({ type: 'log', level: 'warn', message: 'Falling back.', detail: {} })
    view.show({ type: 'log', level: 'info', message: 'All tables.', detail: {} })
    view.show({ type: 'log', level: 'debug', message: 'noise', detail: {} })
    expect(err).toEqual(['Warning: a\\x1b[1m: It went away.', 'Warning: Falling back.', 'All tables.'])
  })
})

test('for programs every event is one JSON line on standard output', () => {
  const { view, out, err } = viewAt({ json: true, isTerminal: true })
  view.show(progressOf(1))
  view.show({ type: 'cancelled', reason: 'timeout' })
  view.end()
  expect(out.map((line) => JSON.parse(line).type)).toEqual(['progress', 'cancelled'])
  expect(err).toEqual([])
})
