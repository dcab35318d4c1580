import { Cron, CronPattern } from 'croner'

const mode = '5-or-6-parts'
const nicknames = new Set(['@yearly', '@annually', '@monthly', '@weekly', '@daily', '@midnight', '@hourly'])

/** Why an expression cannot be used, as the end of a sentence; null for one that can. Its work grows with the length: limit that first. */
export function findCronFault(expression: string): string | null {
  const text = expression.trim()
  if (text.startsWith('@'))
    return nicknames.has(text.toLowerCase()) ? null : `must be one of ${[...nicknames].join(', ')} when it starts with @`
  const parts = text.split(/\s+/)
  if (text === '' || parts.length < 5 || parts.length > 6) return `must have five or six fields and has ${text === '' ? 0 : parts.length}`
  try {
    new CronPattern(text, undefined, { mode })
    return null
  } catch (error) {
    return `is not understood (${reasonOf(error)})`
  }
}

function reasonOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).replace(/^CronPattern: /, '').slice(0, 200)
}

/** Whether the expression names every hour of the day, however it is written: such a one means an interval, not a time of day. */
export function namesEveryHour(expression: string): boolean {
  return new CronPattern(expression.trim(), undefined, { mode }).hour.every((named) => named === 1)
}

/**
 * The first wall-clock time the expression matches strictly after another one, both in milliseconds as if the wall clock showed UTC; null when
 * none follows. croner is given no zone, because in one it skips and doubles times of lists and ranges where the clock is set, and loses a skipped day.
 */
export function openCron(expression: string): (afterLabelMs: number) => number | null {
  const cron = new Cron(expression.trim(), { mode, utcOffset: 0, paused: true })
  // To find that nothing follows, croner looks through thousands of years: once is enough.
  let noneAfterMs = Number.POSITIVE_INFINITY
  return (afterLabelMs) => {
    if (afterLabelMs >= noneAfterMs) return null
    const labelMs = cron.nextRun(new Date(afterLabelMs))?.getTime() ?? null
    if (labelMs === null) noneAfterMs = afterLabelMs
    return labelMs
  }
}
