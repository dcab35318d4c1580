import { expect, test } from 'vitest'
import { calendarDay, startOfDay, timesIn } from '../../../../server/http/contracts/zoned-time.ts'

test('times carry the offset that holds in the zone at that instant', () => {
  const at = new Date('2025-02-10T15:59:59.999Z')
  expect(timesIn('Asia/Shanghai').time(at)).toBe('2025-02-10T23:59:59+08:00')
  expect(timesIn('UTC').time(at)).toBe('2025-02-10T15:59:59+00:00')
  expect(timesIn('America/St_Johns').time(at)).toBe('2025-02-10T12:29:59-03:30')
  expect(timesIn('Europe/Berlin').time(new Date('2025-07-01T00:00:00Z'))).toBe('2025-07-01T02:00:00+02:00')
  expect(timesIn('Asia/Shanghai').stamp(at)).toBe('20250210_235959')
  expect([timesIn('UTC').timeOrNull(null), timesIn('UTC').timeOrNull(undefined)]).toEqual([null, null])
  expect(() => timesIn('Moon/Crater')).toThrow(RangeError)
})

test('what is written is the same instant when it is read', () => {
  for (const zone of ['Asia/Kathmandu', 'America/New_York', 'Pacific/Apia', 'UTC']) {
    for (let hour = 0; hour < 24 * 366; hour += 7) {
      const at = new Date(Date.UTC(2026, 0, 1, hour))
      expect(new Date(timesIn(zone).time(at))).toEqual(at)
    }
  }
})

test('a day begins at its midnight, whatever the clock does on it', () => {
  const first = (day: string, zone: string, later = 0) => startOfDay(day, zone, later).toISOString()
  expect(first('2025-02-10', 'Asia/Shanghai')).toBe('2025-02-09T16:00:00.000Z')
  expect(first('2025-02-10', 'Asia/Shanghai', 1)).toBe('2025-02-10T16:00:00.000Z')
  expect(first('2025-12-31', 'UTC', 1)).toBe('2026-01-01T00:00:00.000Z')
  expect(first('2025-03-30', 'Europe/Berlin')).toBe('2025-03-29T23:00:00.000Z')
  expect(first('2025-03-30', 'Europe/Berlin', 1)).toBe('2025-03-30T22:00:00.000Z')
  expect(first('2025-10-26', 'Europe/Berlin')).toBe('2025-10-25T22:00:00.000Z')
  expect(first('2025-10-26', 'Europe/Berlin', 1)).toBe('2025-10-26T23:00:00.000Z')
})

test('a midnight that the clock skips is the instant at which it does, and one that comes twice the first', () => {
  // Santiago goes from 24:00 to 01:00 in September, Havana from 01:00 back to 00:00 in November.
  expect(startOfDay('2025-09-07', 'America/Santiago').toISOString()).toBe('2025-09-07T04:00:00.000Z')
  expect(timesIn('America/Santiago').time(startOfDay('2025-09-07', 'America/Santiago'))).toBe('2025-09-07T01:00:00-03:00')
  expect(startOfDay('2025-11-02', 'America/Havana').toISOString()).toBe('2025-11-02T04:00:00.000Z')
})

test('only days that there are are days', () => {
  expect(calendarDay.safeParse('2024-02-29').success).toBe(true)
  for (const day of ['2025-02-29', '2025-13-01', '2025-1-1', '2025-01-01T00:00:00Z', ''])
    expect(calendarDay.safeParse(day).success).toBe(false)
})
