import type { BucketKind } from './retention-policy.ts'

const dayMs = 86_400_000

/** The local day, the Monday of its week, the month and the year: equal labels are one bucket. */
export type Buckets = Readonly<Record<BucketKind, string>>

/** Tells the buckets of an instant in a time zone; throws a RangeError for a zone that does not exist. */
export function openCalendar(zone: string): (at: Date) => Buckets {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    calendar: 'gregory',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
  })
  return (at) => {
    const [month, day, year] = format.format(at).split('/').map(Number)
    const localDayMs = Date.UTC(year!, month! - 1, day)
    const daily = dateOf(localDayMs)
    return { daily, weekly: dateOf(mondayOf(localDayMs)), monthly: daily.slice(0, -3), yearly: daily.slice(0, -6) }
  }
}

function dateOf(localDayMs: number): string {
  return new Date(localDayMs).toISOString().slice(0, -14)
}

function mondayOf(localDayMs: number): number {
  const daysSinceMonday = (new Date(localDayMs).getUTCDay() + 6) % 7
  return localDayMs - daysSinceMonday * dayMs
}
