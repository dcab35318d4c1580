import type { Schedule } from '../../server/domain/schedule-form.ts'
import { counted } from '../format.ts'
import { dateFormat, listFormat } from '../formatters.ts'
import type { PageFrame } from '../frame.ts'
import { fill } from '../messages/fill.ts'
import { scheduleMessages } from '../messages/plans-schedule.ts'
import { meaningOfCron } from './cron-words.ts'

type Manner = Pick<PageFrame, 'language'>

/** When something runs, in words; by hand where there is no schedule. The zone is said beside it. */
export function scheduleWords(schedule: Schedule | null, frame: Manner): string {
  const say = scheduleMessages[frame.language]
  if (schedule === null) return say.byHand
  if (schedule.kind === 'cron') return cronWords(schedule.expression, frame)
  const { time } = schedule
  if (schedule.kind === 'daily') return fill(say.daily, { time })
  if (schedule.kind === 'weekly') return fill(say.weekly, { weekday: weekdayName(schedule.weekday, frame), time })
  if (schedule.day === 'last') return fill(say.monthlyLast, { time })
  return fill(schedule.day > 28 ? say.monthlyOrLast : say.monthly, { day: schedule.day, time })
}

/** What a weekday is called; 1 is Monday. */
export function weekdayName(weekday: number, { language }: Manner): string {
  // The first of January 2024 was a Monday.
  return dateFormat(language, { weekday: 'long', timeZone: 'UTC' }).format(new Date(Date.UTC(2024, 0, weekday)))
}

function cronWords(expression: string, frame: Manner): string {
  const say = scheduleMessages[frame.language]
  const meaning = meaningOfCron(expression)
  if (meaning.kind === 'other') return fill(say.cron, { expression: expression.trim() })
  if (meaning.kind === 'minutes') return counted(say.minutely, { count: meaning.every }, frame)
  if (meaning.kind === 'hours') return counted(say.hourly, { count: meaning.every, minute: meaning.minute }, frame)
  const time = listed(meaning.times, frame)
  if (meaning.weekdays.length === 0) return fill(say.daily, { time })
  const weekdays = meaning.weekdays.map((weekday) => weekdayName(weekday, frame))
  return fill(say.weekly, { weekday: listed(weekdays, frame), time })
}

function listed(items: readonly string[], { language }: Manner): string {
  return listFormat(language, {}).format(items)
}
