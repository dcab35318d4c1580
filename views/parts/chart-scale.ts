import { bytes, duration, number } from '../format.ts'
import { dateFormat } from '../formatters.ts'
import type { PageFrame } from '../frame.ts'

/** What the values of a chart measure: it decides how they are written and where ticks are round. */
export type Measure = 'bytes' | 'duration' | 'number'

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const roundTimes = [
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500],
  ...[1, 2, 5, 10, 15, 30].map((seconds) => seconds * 1000),
  ...[1, 2, 5, 10, 15, 30].map((minutes) => minutes * minuteMs),
  ...[1, 2, 3, 6, 12, 24, 48].map((hours) => hours * hourMs),
]

/** The least round number of which the double holds every value: the ticks are nothing, it, and its double. */
export function tickStep(largest: number, measure: Measure): number {
  const half = largest / 2
  if (half <= 0) return 1
  const roundTime = measure === 'duration' ? roundTimes.find((step) => step >= half) : undefined
  if (roundTime !== undefined) return roundTime
  const power = 10 ** Math.floor(Math.log10(half))
  const step = [1, 2, 2.5, 5, 10].map((factor) => factor * power).find((candidate) => candidate >= half) ?? 10 * power
  return measure === 'number' ? Math.max(1, Math.ceil(step)) : step
}

/** A value as people read it. */
export function measured(value: number, measure: Measure, frame: Pick<PageFrame, 'language'>): string {
  // Nothing is nothing in any unit.
  if (value === 0 || measure === 'number') return number(value, frame)
  return measure === 'bytes' ? bytes(value, frame) : duration(value, frame)
}

/** A day, or the time of it where all lies within two days. */
export function momentOf(at: Date, spanMs: number, { language, zone }: Pick<PageFrame, 'language' | 'zone'>): string {
  const style: Intl.DateTimeFormatOptions =
    spanMs < 48 * hourMs ? { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } : { month: 'short', day: 'numeric' }
  const year = spanMs > 300 * 24 * hourMs ? ({ year: 'numeric' } as const) : {}
  return dateFormat(language, { ...style, ...year, timeZone: zone }).format(at)
}

/** A coordinate without digits that nobody sees. */
export function coordinate(value: number): string {
  return String(Math.round(value * 10) / 10)
}
