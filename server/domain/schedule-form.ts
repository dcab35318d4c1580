import { z } from 'zod'
import { Failure } from '../../plugins/failure.ts'
import { findCronFault } from './schedule-cron.ts'

const expressionLengthMax = 256
const zoneLengthMax = 64

const timeSchema = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time of day from 00:00 to 23:59, like 03:00')

const expressionSchema = z
  .string()
  .max(expressionLengthMax, `must have at most ${expressionLengthMax} characters`)
  .superRefine((expression, context) => {
    // A check after a failed one still runs, and the length limit is what bounds its work.
    if (expression.length > expressionLengthMax) return
    const fault = findCronFault(expression)
    if (fault !== null) context.addIssue({ code: 'custom', message: fault })
  })

/** When something runs, as plain data. A monthly day that a month does not have means its last day. */
export const scheduleSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('cron'), expression: expressionSchema }),
  z.object({ kind: z.literal('daily'), time: timeSchema }),
  /** ISO weekdays: 1 is Monday, 7 is Sunday. */
  z.object({ kind: z.literal('weekly'), weekday: z.number().int().min(1).max(7), time: timeSchema }),
  z.object({ kind: z.literal('monthly'), day: z.union([z.number().int().min(1).max(31), z.literal('last')]), time: timeSchema }),
])

export type Schedule = z.infer<typeof scheduleSchema>

/** An IANA time zone that this runtime knows. */
export const zoneSchema = z.string().refine(isZone, 'is no IANA time zone that is known here')

const remedies: Readonly<Record<string, string>> = {
  kind: 'Choose one of the kinds cron, daily, weekly and monthly.',
  expression: 'Give five fields (minute hour day month weekday), six with seconds in front, or a nickname such as @daily.',
  time: 'Give hours and minutes of a 24-hour clock, like 03:00.',
  weekday: 'Give a whole number from 1 (Monday) to 7 (Sunday).',
  day: 'Give a whole number from 1 to 31, or "last".',
}

/** The schedule that `input` holds; throws `invalid`, naming the field at fault. */
export function parseSchedule(input: unknown): Schedule {
  const parsed = scheduleSchema.safeParse(input)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  const field = String(issue?.path[0] ?? '')
  const place = field === '' ? 'The schedule' : `The field "${field}" of the schedule`
  throw new Failure('invalid', `${place} cannot be used: ${issue?.message ?? 'it is malformed'}.`, {
    remedy: remedies[field] ?? 'Give an object with a kind (cron, daily, weekly or monthly) and the fields of that kind.',
    detail: { field: field === '' ? 'schedule' : field },
  })
}

/** The zone as it was given; throws `invalid` unless it is an IANA time zone that this runtime knows. */
export function checkZone(zone: string): string {
  if (isZone(zone)) return zone
  throw new Failure(
    'invalid',
    `The field "zone" cannot be used: "${zone.slice(0, zoneLengthMax)}" is no IANA time zone that is known here.`,
    {
      remedy: 'Give a name such as "Europe/Berlin", "Asia/Shanghai" or "UTC".',
      detail: { field: 'zone' },
    },
  )
}

function isZone(zone: string): boolean {
  // Intl also takes bare offsets such as +08:00, which would silently ignore every change of the clock.
  if (zone.length > zoneLengthMax || !/^[A-Za-z]/.test(zone)) return false
  try {
    new Intl.DateTimeFormat('en-US', { timeZone: zone })
    return true
  } catch {
    return false
  }
}

const weekdays = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday']

/** The schedule in a few English words, like `every day at 03:00 (Asia/Shanghai)`. */
export function describeSchedule(schedule: Schedule, zone: string): string {
  return `${words(schedule)} (${zone})`
}

function words(schedule: Schedule): string {
  if (schedule.kind === 'cron') return `cron ${schedule.expression.trim()}`
  if (schedule.kind === 'daily') return `every day at ${schedule.time}`
  if (schedule.kind === 'weekly') return `every ${weekdays[schedule.weekday - 1]} at ${schedule.time}`
  if (schedule.day === 'last') return `on the last day of every month at ${schedule.time}`
  const shorter = schedule.day > 28 ? ', or its last day,' : ''
  return `on day ${schedule.day} of every month${shorter} at ${schedule.time}`
}
