const dayMs = 86_400_000
const daysMax = 91

/** The days of the last thirteen weeks in a zone, as calendars draw them. */
export interface Weeks {
  /** As `2026-03-01`, the oldest first. By the calendar and not by the clock: a day may have 23 hours. */
  readonly days: readonly string[]
  /** Before the first of them, whatever the zone. */
  readonly since: Date
  /** On which day something happened. */
  dayOf(instant: Date): string
}

export function weeksBefore(now: Date, zone: string): Weeks {
  const format = new Intl.DateTimeFormat('en-CA', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' })
  const lastMs = Date.parse(`${format.format(now)}T00:00:00Z`)
  return {
    days: Array.from({ length: daysMax }, (_, at) => new Date(lastMs - (daysMax - 1 - at) * dayMs).toISOString().slice(0, 10)),
    since: new Date(lastMs - (daysMax + 1) * dayMs),
    dayOf: (instant) => format.format(instant),
  }
}
