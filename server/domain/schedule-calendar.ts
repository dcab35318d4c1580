import { namesEveryHour, openCron } from './schedule-cron.ts'
import type { Schedule } from './schedule-form.ts'

const minuteMs = 60_000
const dayMs = 86_400_000

/**
 * The wall-clock times ("labels") that a schedule names, with no time zone in sight: milliseconds as if the wall clock showed UTC.
 */
export interface Calendar {
  /** Meant as an interval: where the clock is set back it runs on through the repeated hour. */
  readonly isInterval: boolean
  /** The first label strictly after another one; null when none follows. */
  next(afterLabelMs: number): number | null
}

/** The calendar of a schedule that `parseSchedule` let through. */
export function openCalendar(schedule: Schedule): Calendar {
  if (schedule.kind === 'cron') return { isInterval: namesEveryHour(schedule.expression), next: openCron(schedule.expression) }
  const timeMs = timeOfDayMs(schedule.time)
  if (schedule.kind === 'daily') return { isInterval: false, next: (after) => nextEvery(dayMs, timeMs, after) }
  if (schedule.kind === 'monthly') return { isInterval: false, next: (after) => nextMonthly(schedule.day, timeMs, after) }
  // Day 0 of the epoch was a Thursday, ISO weekday 4.
  const phaseMs = (schedule.weekday - 4) * dayMs + timeMs
  return { isInterval: false, next: (after) => nextEvery(7 * dayMs, phaseMs, after) }
}

function timeOfDayMs(time: string): number {
  const [hours, minutes] = time.split(':').map(Number)
  return (hours! * 60 + minutes!) * minuteMs
}

function nextEvery(periodMs: number, phaseMs: number, afterMs: number): number {
  return (Math.floor((afterMs - phaseMs) / periodMs) + 1) * periodMs + phaseMs
}

function nextMonthly(day: number | 'last', timeMs: number, afterMs: number): number {
  const after = new Date(afterMs)
  const inMonth = (month: number) => {
    const lastDay = new Date(Date.UTC(after.getUTCFullYear(), month + 1, 0)).getUTCDate()
    return Date.UTC(after.getUTCFullYear(), month, day === 'last' ? lastDay : Math.min(day, lastDay)) + timeMs
  }
  const thisMonth = inMonth(after.getUTCMonth())
  return thisMonth > afterMs ? thisMonth : inMonth(after.getUTCMonth() + 1)
}
