import { z } from 'zod'
import { openZone } from '../../domain/schedule-zone.ts'

const minuteMs = 60_000
const dayMs = 86_400_000

/** Writes times as people in one zone read them. */
export interface ZonedTimes {
  /** `2025-02-10T23:59:59+08:00`. */
  time(at: Date): string
  timeOrNull(at: Date | null | undefined): string | null
  /** `20250210_235959`, as names of backups carry it. */
  stamp(at: Date): string
}

/** Throws a RangeError for a zone that does not exist. */
export function timesIn(zone: string): ZonedTimes {
  const offsetAt = openZone(zone)
  const time = (at: Date): string => {
    const offsetMinutes = Math.round(offsetAt(at.getTime()) / minuteMs)
    const local = new Date(at.getTime() + offsetMinutes * minuteMs).toISOString().slice(0, 19)
    const size = Math.abs(offsetMinutes)
    return `${local}${offsetMinutes < 0 ? '-' : '+'}${twoDigits(size / 60)}:${twoDigits(size % 60)}`
  }
  return {
    time,
    timeOrNull: (at) => (at == null ? null : time(at)),
    stamp: (at) => time(at).slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '_'),
  }
}

/** A day of the calendar, `2025-02-10`, that there is. */
export const calendarDay = z.iso.date().meta({ description: 'YYYY-MM-DD' })

/** The first instant of a day in a zone; with `later`, of the day so many days after it. */
export function startOfDay(day: string, zone: string, later = 0): Date {
  const offsetAt = openZone(zone)
  const wallMs = Date.parse(`${day}T00:00:00Z`) + later * dayMs
  // The clock is never set twice within two days, so the offset at midnight is that of the day before or that of the day after.
  const beforeMs = offsetAt(wallMs - dayMs)
  const afterMs = offsetAt(wallMs + dayMs)
  const fits = [beforeMs, afterMs]
    .map((offsetMs) => ({ atMs: wallMs - offsetMs, offsetMs }))
    .filter((one) => offsetAt(one.atMs) === one.offsetMs)
  // A midnight that the clock skips is where the old offset ends.
  return new Date(fits.length === 0 ? wallMs - beforeMs : Math.min(...fits.map(({ atMs }) => atMs)))
}

function twoDigits(number: number): string {
  return String(Math.floor(number)).padStart(2, '0')
}
