import { fullTexts, type PlanText, type PlanTyped, simpleKinds, simpleTexts } from '../../../../views/pages/plans/typed.ts'
import { timesOfCron } from '../../../../views/parts/cron-words.ts'
import type { TrustLevel } from '../../../domain/job.ts'
import { type Plan, type PlanSettings, planSettingsSchema } from '../../../domain/plan.ts'
import type { Schedule } from '../../../domain/schedule.ts'

const minuteMs = 60_000
const dayMs = 86_400_000
const gigabyte = 1e9
/** What a new plan begins with where the settings alone would back nothing up and keep everything. */
const suggested = { every: 'daily', time: '03:00', keepLast: '14' }
const allTexts: readonly PlanText[] = [...simpleTexts, ...fullTexts]

/** The form of a new plan; with a level each backup is verified up to it. */
export function freshTyped(zone: string, links: Pick<PlanTyped, 'sources' | 'targets'>, level?: TrustLevel): PlanTyped {
  const blank = textsOf('', planSettingsSchema.parse({ zone }))
  const verified = level === undefined ? {} : { level, afterBackup: 'on' }
  return { texts: { ...blank, ...suggested, ...verified }, ...links, assertions: [] }
}

/** The form of a plan that is kept. */
export function typedOfPlan({ name, sourceIds, targetIds, settings }: Plan): PlanTyped {
  return { texts: textsOf(name, settings), sources: sourceIds, targets: targetIds, assertions: settings.verification.assertions }
}

/** What a form was sent with. What isn't in it is as in an empty form; of a name that comes twice the last one holds. */
export function typedOfForm(form: URLSearchParams): PlanTyped {
  const blank = textsOf('', planSettingsSchema.parse({}))
  const texts = allTexts.map((name) => [name, textIn(form, name) ?? (name === 'afterBackup' ? '' : blank[name])] as const)
  const picked = [...form.keys()].filter((key) => /^tables-\d+$/.test(key)).flatMap((key) => form.getAll(key))
  const tables = [...linesOf(form.get('tables') ?? ''), ...picked]
  return {
    texts: { ...(Object.fromEntries(texts) as Record<PlanText, string>), tables: [...new Set(tables)].join('\n') },
    sources: [...new Set(form.getAll('sources'))],
    targets: [...new Set(form.getAll('targets'))],
    assertions: form
      .getAll('assertions')
      .map(plainLines)
      .filter((text) => text.trim() !== ''),
  }
}

/** The lines that say something. */
export function linesOf(text: string): string[] {
  return plainLines(text)
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
}

/** Whether the simple view would show all that was chosen. */
export function fitsSimple({ texts, assertions }: PlanTyped): boolean {
  const blank = textsOf('', planSettingsSchema.parse({}))
  const unseen = fullTexts.filter((name) => !isOfOtherKind(name, texts))
  return simpleKinds.includes(texts.every) && assertions.length === 0 && unseen.every((name) => texts[name].trim() === blank[name])
}

/** What belongs to a kind of schedule that isn't chosen means nothing. */
function isOfOtherKind(name: PlanText, { every, verifyEvery }: PlanTyped['texts']): boolean {
  const isOfBackups = ['monthDay', 'times', 'cron'].includes(name)
  const isOfVerification = ['verifyTime', 'verifyWeekday', 'verifyMonthDay', 'verifyTimes', 'verifyCron'].includes(name)
  return (isOfBackups && simpleKinds.includes(every)) || (isOfVerification && verifyEvery === 'none')
}

function textIn(form: URLSearchParams, name: string): string | null {
  const text = form.getAll(name).at(-1)
  return text === undefined ? null : plainLines(text)
}

/** Forms end lines as the mail of old did. */
function plainLines(text: string): string {
  return text.replaceAll(/\r\n?/g, '\n')
}

function textsOf(name: string, settings: PlanSettings): PlanTyped['texts'] {
  const { zone, jitterSeconds, mode, fullEveryMs, chainLengthMax, codec, recipients, tables, retention, verification } = settings
  const backup = scheduleTexts(settings.schedule)
  const check = scheduleTexts(verification.schedule)
  const { keepLast, keepDays, daily, weekly, monthly, yearly, countMax, sizeBytesMax, verifiedFloor } = retention
  return {
    ...{ name, zone, ...backup, jitterMinutes: part(jitterSeconds, 60) },
    ...{ firstTarget: '', mode, fullEveryDays: part(fullEveryMs, dayMs), chainLengthMax: part(chainLengthMax), codec },
    ...{ recipients: recipients.join('\n'), tables: (tables ?? []).join('\n') },
    ...{ keepLast: part(keepLast), keepDays: part(keepDays), daily: part(daily), weekly: part(weekly) },
    ...{ monthly: part(monthly), yearly: part(yearly), countMax: part(countMax), sizeMax: part(sizeBytesMax, gigabyte) },
    ...{ verifiedFloor: part(verifiedFloor), level: verification.level, afterBackup: verification.afterBackup ? 'on' : '' },
    ...{ verifyEvery: check.every, verifyTime: check.time, verifyWeekday: check.weekday, verifyMonthDay: check.monthDay },
    ...{ verifyTimes: check.times, verifyCron: check.cron },
    ...{ timeoutMinutes: part(settings.timeoutMs, minuteMs), idleMinutes: part(settings.idleMs, minuteMs) },
    ...{ retries: part(settings.retries), retryDelayMinutes: part(settings.retryDelayMs, minuteMs) },
  }
}

function part(value: number | null, unit = 1): string {
  return value === null ? '' : String(value / unit)
}

type ScheduleTexts = Readonly<Record<'every' | 'time' | 'weekday' | 'monthDay' | 'times' | 'cron', string>>

function scheduleTexts(schedule: Schedule | null): ScheduleTexts {
  const blank: ScheduleTexts = { every: 'none', time: '03:00', weekday: '7', monthDay: '1', times: '', cron: '' }
  if (schedule === null) return blank
  if (schedule.kind === 'cron') {
    const times = timesOfCron(schedule.expression)
    return times === null ? { ...blank, every: 'cron', cron: schedule.expression } : { ...blank, every: 'times', times }
  }
  const timed = { ...blank, every: schedule.kind, time: schedule.time }
  if (schedule.kind === 'weekly') return { ...timed, weekday: String(schedule.weekday) }
  return schedule.kind === 'monthly' ? { ...timed, monthDay: String(schedule.day) } : timed
}
