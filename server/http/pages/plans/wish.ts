import { isDeepStrictEqual } from 'node:util'
import type { PlanTyped } from '../../../../views/pages/plans/typed.ts'
import { cronOfTimes } from '../../../../views/parts/cron-words.ts'
import { type PlanSettings, type PlanSettingsInput, planSettingsSchema } from '../../../domain/plan.ts'
import { linesOf } from './typed.ts'

const minuteMs = 60_000
const dayMs = 86_400_000
const gigabyte = 1e9

/** What was typed as settings. What is no number goes on as none, so that it is refused by its field. */
export function settingsOf({ texts, assertions }: PlanTyped): PlanSettingsInput {
  const defaults = planSettingsSchema.parse({})
  const tables = linesOf(texts.tables)
  return {
    schedule: scheduleOf({ ...texts }),
    zone: texts.zone.trim(),
    jitterSeconds: amount(texts.jitterMinutes, 60) ?? defaults.jitterSeconds,
    mode: texts.mode as PlanSettings['mode'],
    fullEveryMs: amount(texts.fullEveryDays, dayMs),
    chainLengthMax: amount(texts.chainLengthMax) ?? defaults.chainLengthMax,
    codec: texts.codec as PlanSettings['codec'],
    recipients: linesOf(texts.recipients),
    tables: tables.length === 0 ? null : tables,
    retention: {
      ...{ keepLast: amount(texts.keepLast), keepDays: amount(texts.keepDays), daily: amount(texts.daily), weekly: amount(texts.weekly) },
      ...{ monthly: amount(texts.monthly), yearly: amount(texts.yearly), countMax: amount(texts.countMax) },
      sizeBytesMax: amount(texts.sizeMax, gigabyte),
      verifiedFloor: amount(texts.verifiedFloor) ?? defaults.retention.verifiedFloor,
    },
    verification: {
      level: texts.level as PlanSettings['verification']['level'],
      afterBackup: texts.afterBackup === 'on',
      schedule: scheduleOf({
        ...{ every: texts.verifyEvery, time: texts.verifyTime, weekday: texts.verifyWeekday },
        ...{ monthDay: texts.verifyMonthDay, times: texts.verifyTimes, cron: texts.verifyCron },
      }),
      assertions: [...assertions],
    },
    timeoutMs: amount(texts.timeoutMinutes, minuteMs),
    idleMs: amount(texts.idleMinutes, minuteMs),
    retries: amount(texts.retries) ?? defaults.retries,
    retryDelayMs: amount(texts.retryDelayMinutes, minuteMs) ?? defaults.retryDelayMs,
  }
}

/** Only those settings that are others than the ones kept. */
export function changedOnly(wanted: PlanSettingsInput, kept: PlanSettings): PlanSettingsInput {
  const changed = Object.entries(wanted).filter(([name, value]) => !isDeepStrictEqual(value, kept[name as keyof PlanSettings]))
  return Object.fromEntries(changed)
}

/** The targets in the order that was wished: the first is where parents of incrementals are looked for. */
export function targetsOf({ texts: { firstTarget }, targets }: PlanTyped): string[] {
  return targets.includes(firstTarget) ? [firstTarget, ...targets.filter((id) => id !== firstTarget)] : [...targets]
}

interface ScheduleTyped {
  readonly every: string
  readonly time: string
  readonly weekday: string
  readonly monthDay: string
  readonly times: string
  readonly cron: string
}

function scheduleOf({ every, time, weekday, monthDay, times, cron }: ScheduleTyped): NonNullable<PlanSettingsInput['schedule']> | null {
  if (every === 'none') return null
  // Browsers may send seconds with a time.
  const at = time.trim().replace(/^(\d\d:\d\d):00$/, '$1')
  if (every === 'daily') return { kind: 'daily', time: at }
  if (every === 'weekly') return { kind: 'weekly', weekday: Number(weekday), time: at }
  if (every === 'monthly') return { kind: 'monthly', day: monthDay === 'last' ? 'last' : Number(monthDay), time: at }
  if (every === 'times') return { kind: 'cron', expression: cronOfTimes(times) ?? '' }
  return { kind: every as 'cron', expression: cron.trim() }
}

/** Null for nothing; not a number where it is none. */
function amount(text: string, unit = 1): number | null {
  if (text.trim() === '') return null
  const value = Number(text.trim()) * unit
  return unit === 1 ? value : Math.round(value)
}
