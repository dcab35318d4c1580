import { describe, expect, onTestFailed, test } from 'vitest'
import type { Schedule, Timetable } from '../../../server/domain/schedule.ts'
import { decideDue, isOverdue, missedMax, nextSlot, nextSlots, previewMax } from '../../../server/domain/schedule.ts'
import { randomWords, seedOfRun } from '../../support/random.ts'

const hourMs = 3_600_000
const at = (text: string) => new Date(`${text}Z`)
const cron = (expression: string): Schedule => ({ kind: 'cron', expression })
const daily = (time: string): Schedule => ({ kind: 'daily', time })

function timetableOf(schedule: Schedule, zone = 'UTC', jitterSeconds = 0): Timetable {
  return { schedule, zone, jitterSeconds, seed: 'plan-1' }
}

/** The next slots in UTC, to the minute. */
function preview(schedule: Schedule, zone: string, { after, count }: { after: string; count: number }): string[] {
  return nextSlots(timetableOf(schedule, zone), at(after), count).map(({ slot }) => slot.toISOString().slice(5, 16))
}

describe('where the clock is set forward', () => {
  const spring = { after: '2026-03-28T00:30', count: 3 }

  test('a skipped time runs once, as long after the run before as always', () => {
    const expected = ['03-28T01:30', '03-29T01:30', '03-30T00:30']
    expect(preview(daily('02:30'), 'Europe/Berlin', spring)).toEqual(expected)
    expect(preview(cron('30 2 * * *'), 'Europe/Berlin', spring)).toEqual(expected)
  })

  test('each skipped time of a list runs, and one that meets another runs with it', () => {
    expect(preview(cron('15,45 2 * * *'), 'Europe/Berlin', { after: '2026-03-29T00:00', count: 3 })).toEqual([
      '03-29T01:15',
      '03-29T01:45',
      '03-30T00:15',
    ])
    expect(preview(cron('30 2,3 * * *'), 'Europe/Berlin', { after: '2026-03-29T00:00', count: 2 })).toEqual(['03-29T01:30', '03-30T00:30'])
  })

  test('half an hour shifts by half an hour', () => {
    expect(preview(daily('02:15'), 'Australia/Lord_Howe', { after: '2026-10-02T16:00', count: 2 })).toEqual(['10-03T15:45', '10-04T15:15'])
  })

  test('a skipped midnight runs at the end of the gap', () => {
    expect(preview(daily('00:00'), 'America/Sao_Paulo', { after: '2018-11-03T12:00', count: 2 })).toEqual(['11-04T03:00', '11-05T02:00'])
  })

  test('a skipped day runs on the day after it', () => {
    // Friday, 30 December 2011, did not take place in Samoa.
    expect(preview({ kind: 'weekly', weekday: 5, time: '03:00' }, 'Pacific/Apia', { after: '2011-12-28T00:00', count: 2 })).toEqual([
      '12-30T13:00',
      '01-05T13:00',
    ])
    expect(preview(cron('0 * 30 12 *'), 'Pacific/Apia', { after: '2011-12-28T00:00', count: 24 }).at(-1)).toBe('12-31T09:00')
  })
})

describe('where the clock is set back', () => {
  test('a repeated time runs once, the first time', () => {
    const autumn = { after: '2026-10-24T23:00', count: 3 }
    const expected = ['10-25T00:30', '10-26T01:30', '10-27T01:30']
    expect(preview(daily('02:30'), 'Europe/Berlin', autumn)).toEqual(expected)
    expect(preview(cron('30 2 * * *'), 'Europe/Berlin', autumn)).toEqual(expected)
    expect(preview(cron('0 */2 * * *'), 'Europe/Berlin', autumn)).toEqual(['10-25T00:00', '10-25T03:00', '10-25T05:00'])
  })

  test('between the two passes, a time that has run in the first does not come again', () => {
    expect(preview(daily('02:30'), 'Europe/Berlin', { after: '2026-10-25T00:30', count: 1 })).toEqual(['10-26T01:30'])
    expect(preview(daily('02:30'), 'Europe/Berlin', { after: '2026-10-25T01:00', count: 1 })).toEqual(['10-26T01:30'])
  })

  test.each([
    ['every hour', '0 * * * *', hourMs],
    ['every hour as a range', '0 0-23 * * *', hourMs],
    ['every 15 minutes', '*/15 * * * *', hourMs / 4],
    ['every 10 seconds', '*/10 * * * * *', 10_000],
  ])('%s stays so in real time, in spring and in autumn', (_, expression, intervalMs) => {
    for (const start of ['2026-03-29T00:00', '2026-10-25T00:00']) {
      for (let fromMs = at(start).getTime(), index = 0; index < 30; index++, fromMs += intervalMs)
        expect(nextSlot(timetableOf(cron(expression), 'Europe/Berlin'), new Date(fromMs))?.slot.getTime()).toBe(fromMs + intervalMs)
    }
  })
})

describe('the calendar', () => {
  test('a day that a month does not have means its last', () => {
    const from = { after: '2027-01-01T00:00', count: 4 }
    const ends = ['01-31T03:00', '02-28T03:00', '03-31T03:00', '04-30T03:00']
    expect(preview({ kind: 'monthly', day: 31, time: '03:00' }, 'UTC', from)).toEqual(ends)
    expect(preview({ kind: 'monthly', day: 'last', time: '03:00' }, 'UTC', from)).toEqual(ends)
    expect(preview({ kind: 'monthly', day: 30, time: '03:00' }, 'UTC', from)).toEqual([
      '01-30T03:00',
      '02-28T03:00',
      '03-30T03:00',
      '04-30T03:00',
    ])
    expect(preview({ kind: 'monthly', day: 29, time: '03:00' }, 'UTC', { after: '2028-02-01T00:00', count: 1 })).toEqual(['02-29T03:00'])
  })

  test('weekdays are those of ISO 8601', () => {
    expect(preview({ kind: 'weekly', weekday: 1, time: '00:00' }, 'UTC', { after: '2026-11-21T00:00', count: 2 })).toEqual([
      '11-23T00:00',
      '11-30T00:00',
    ])
    expect(preview({ kind: 'weekly', weekday: 7, time: '00:00' }, 'UTC', { after: '2026-11-21T00:00', count: 1 })).toEqual(['11-22T00:00'])
  })

  test('a date years ahead is found, and the slot of now is over', () => {
    expect(nextSlot(timetableOf(cron('0 0 29 2 *'), 'Europe/Berlin'), at('2096-02-29T00:00'))?.slot).toEqual(at('2104-02-28T23:00'))
    expect(nextSlot(timetableOf(daily('03:00')), at('2026-11-21T03:00'))?.slot).toEqual(at('2026-11-22T03:00'))
    expect(nextSlot(timetableOf(daily('03:00')), at('2026-11-21T02:59:59.999'))?.slot).toEqual(at('2026-11-21T03:00'))
  })

  test('a date that never comes gives no slot', () => {
    const never = timetableOf(cron('0 0 30 2 *'), 'Europe/Berlin')
    expect(nextSlot(never, at('2026-01-01T00:00'))).toBeNull()
    expect(nextSlots(never, at('2026-01-01T00:00'), 5)).toEqual([])
    expect(decideDue(never, { lastSlot: at('2026-01-01T00:00'), nextSlot: at('2026-01-01T00:00') }, at('2026-01-02T00:00')).next).toBeNull()
  })

  test('a preview is bounded', () => {
    const everySecond = timetableOf(cron('* * * * * *'))
    expect(nextSlots(everySecond, at('2026-01-01T00:00'), Number.POSITIVE_INFINITY)).toHaveLength(previewMax)
    expect(nextSlots(everySecond, at('2026-01-01T00:00'), 0)).toEqual([])
  })
})

describe('jitter', () => {
  test('stays in its bounds, spreads plans and slots, and is the same for whoever asks', () => {
    const seed = seedOfRun()
    onTestFailed(() => void process.stdout.write(`HOLDFAST_SEED=${seed}\n`))
    const word = randomWords(seed)
    const delays = Array.from({ length: 400 }, () => {
      const timetable = { ...timetableOf(daily('03:00'), 'UTC', 600), seed: `plan-${word()}` }
      const slot = nextSlot(timetable, at('2026-01-01T00:00'))!
      expect(nextSlot(timetable, at('2026-01-01T02:00'))).toEqual(slot)
      return (slot.runAt.getTime() - slot.slot.getTime()) / 1000
    })
    expect(Math.min(...delays)).toBeGreaterThanOrEqual(0)
    expect(Math.max(...delays)).toBeLessThanOrEqual(600)
    for (const part of [0, 1, 2, 3]) expect(delays.filter((delay) => Math.floor(delay / 150) === part).length).toBeGreaterThan(40)
    const slots = nextSlots(timetableOf(daily('03:00'), 'UTC', 600), at('2026-01-01T00:00'), 20)
    expect(new Set(slots.map(({ slot, runAt }) => runAt.getTime() - slot.getTime())).size).toBeGreaterThan(15)
  })

  test('never reaches the next slot', () => {
    const slots = nextSlots(timetableOf(cron('*/5 * * * *'), 'Europe/Berlin', 86_400), at('2026-10-25T00:00'), 60)
    for (const [index, { runAt }] of slots.slice(0, -1).entries()) expect(runAt.getTime()).toBeLessThan(slots[index + 1]!.slot.getTime())
  })
})

describe('what is due', () => {
  const timetable = timetableOf(daily('03:00'))
  const state = { lastSlot: at('2026-11-20T03:00'), nextSlot: at('2026-11-21T03:00') }

  test('is nothing before the slot, and the slot from its instant on', () => {
    const waiting = { slot: state.nextSlot, runAt: state.nextSlot }
    expect(decideDue(timetable, state, at('2026-11-21T02:59:59.999'))).toEqual({ due: false, missed: 0, next: waiting })
    const decision = decideDue(timetable, state, at('2026-11-21T03:00'))
    expect(decision).toMatchObject({ due: true, missed: 0, next: { slot: at('2026-11-22T03:00') } })
  })

  test('waits for its jitter', () => {
    const jittered = { ...timetable, jitterSeconds: 3600 }
    const slot = nextSlot(jittered, state.lastSlot)!
    expect(slot.runAt.getTime()).toBeGreaterThan(slot.slot.getTime())
    expect(decideDue(jittered, state, new Date(slot.runAt.getTime() - 1))).toEqual({ due: false, missed: 0, next: slot })
    expect(decideDue(jittered, state, slot.runAt)).toMatchObject({ due: true, missed: 0 })
  })

  test('after a time out of service is one run for all slots that were missed', () => {
    const decision = decideDue(timetable, state, at('2026-11-25T12:00'))
    expect(decision).toMatchObject({ due: true, missed: 4, next: { slot: at('2026-11-26T03:00') } })
  })

  test('counts missed slots only so far', () => {
    expect(decideDue(timetableOf(cron('* * * * * *')), state, at('2026-11-25T12:00')).missed).toBe(missedMax)
  })

  test('is no slot that has run, though the state still names it or the clock was set back over it', () => {
    const stale = { lastSlot: state.nextSlot, nextSlot: state.nextSlot }
    const next = { slot: at('2026-11-22T03:00') }
    expect(decideDue(timetable, stale, at('2026-11-21T03:01'))).toMatchObject({ due: false, next })
    expect(decideDue(timetable, stale, at('2026-11-21T02:00'))).toMatchObject({ due: false, next })
    expect(decideDue(timetable, { lastSlot: state.nextSlot, nextSlot: next.slot }, at('2026-11-21T02:00'))).toMatchObject({
      due: false,
      next,
    })
  })

  test('comes back soon where a clock that was years ahead wrote the state', () => {
    const ahead = { lastSlot: at('2036-11-21T03:00'), nextSlot: at('2036-11-22T03:00') }
    expect(decideDue(timetable, ahead, at('2026-11-21T02:00'))).toMatchObject({ due: false, next: { slot: at('2026-11-21T03:00') } })
    expect(decideDue(timetable, { ...ahead, nextSlot: at('2026-11-21T03:00') }, at('2026-11-21T03:00')).due).toBe(true)
  })

  test('asked every two hours through a year with two changes of the clock and an outage, runs each day once', () => {
    const berlin = timetableOf(daily('02:30'), 'Europe/Berlin', 1800)
    const outage = [at('2026-06-01T00:00'), at('2026-06-04T12:00')] as const
    let known: { lastSlot: Date | null; nextSlot: Date } = { lastSlot: null, nextSlot: nextSlot(berlin, at('2026-01-01T00:00'))!.slot }
    let runs = 0
    let missed = 0
    for (let nowMs = at('2026-01-01T00:00').getTime(); nowMs < at('2027-01-01T00:00').getTime(); nowMs += 2 * hourMs) {
      const now = new Date(nowMs)
      if (now >= outage[0] && now < outage[1]) continue
      const decision = decideDue(berlin, known, now)
      if (!decision.due) continue
      runs++
      missed += decision.missed
      known = { lastSlot: known.nextSlot, nextSlot: decision.next!.slot }
    }
    expect({ runs, missed }).toEqual({ runs: 365 - 3, missed: 3 })
  })
})

describe('overdue', () => {
  const timetable = timetableOf(daily('03:00'))
  const terms = { lastGood: at('2026-11-20T03:00'), toleranceMs: hourMs }

  test('is a plan whose next run after the last good one is late by more than the tolerance', () => {
    expect(isOverdue(timetable, terms, at('2026-11-21T04:00'))).toBe(false)
    expect(isOverdue(timetable, terms, at('2026-11-21T04:00:00.001'))).toBe(true)
  })

  test('is a plan that never had a good one, but not one that never runs', () => {
    expect(isOverdue(timetable, { ...terms, lastGood: null }, at('2026-11-21T00:00'))).toBe(true)
    expect(isOverdue(timetableOf(cron('0 0 30 2 *')), { ...terms, lastGood: null }, at('2026-11-21T00:00'))).toBe(false)
  })
})
