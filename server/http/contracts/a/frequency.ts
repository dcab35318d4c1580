import type { Schedule } from '../../../domain/schedule.ts'

export const frequencies = ['daily', 'weekly', 'monthly'] as const
export type Frequency = (typeof frequencies)[number]

export const frequencyDisplays: Readonly<Record<Frequency, string>> = { daily: '每天', weekly: '每周', monthly: '每月' }

/** What the document knows of when a configuration runs. */
export interface Rhythm {
  readonly frequency: Frequency
  /** `02:00:00` */
  readonly backup_time: string
}

const cronDays: Readonly<Record<Frequency, string>> = { daily: '* * *', weekly: '* * 1', monthly: '1 * *' }

/** Weekly on Mondays, monthly on the first day. Only cron knows seconds. */
export function scheduleOf({ frequency, backup_time }: Rhythm): Schedule {
  const [hour, minute, second] = backup_time.split(':').map(Number)
  if (second !== 0) return { kind: 'cron', expression: `${second} ${minute} ${hour} ${cronDays[frequency]}` }
  const time = backup_time.slice(0, 5)
  if (frequency === 'daily') return { kind: 'daily', time }
  return frequency === 'weekly' ? { kind: 'weekly', weekday: 1, time } : { kind: 'monthly', day: 1, time }
}

/** A plan can be changed elsewhere too. Null for a schedule that the document has no words for. */
export function rhythmOf(schedule: Schedule | null): Rhythm | null {
  if (schedule === null) return null
  if (schedule.kind !== 'cron') return { frequency: schedule.kind, backup_time: `${schedule.time}:00` }
  const match = /^(\d+) (\d+) (\d+) (.*)$/.exec(schedule.expression)
  const frequency = frequencies.find((one) => cronDays[one] === match?.[4])
  if (match === null || frequency === undefined) return null
  const [second, minute, hour] = match.slice(1, 4).map((digits) => digits.padStart(2, '0'))
  return { frequency, backup_time: `${hour}:${minute}:${second}` }
}
