import { z } from 'zod'
import type { Schedule } from '../../../domain/schedule.ts'
import type { ContractPlanEntry } from '../../../services/contract-plans.ts'
import type { ContractScheduleChange, ContractScheduleStart } from '../../../services/contract-schedule.ts'
import { downloadedCodec } from '../downloaded-codec.ts'

const limit = z.int().min(0).max(100_000)

/** What is left out stays. */
export const scheduleChange = z.object({
  enabled: z.boolean().optional(),
  frequency: z.enum(['hourly', 'daily', 'weekly', 'monthly']).optional(),
  time: z
    .string()
    .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time of day from 00:00 to 23:59, like 02:00')
    .optional(),
  retentionDays: limit.optional().meta({ description: '0 for no limit.' }),
  maxBackups: limit.optional().meta({ description: '0 for no limit.' }),
})

export type ScheduleChange = z.infer<typeof scheduleChange>

export const scheduleShape = z
  .object({
    enabled: z.boolean(),
    frequency: z.enum(['hourly', 'daily', 'weekly', 'monthly', 'custom']).meta({ description: '`custom`: somebody set it elsewhere.' }),
    time: z.string().nullable().meta({ description: 'In the zone; of an hourly one the minutes count.' }),
    retentionDays: z.number().int(),
    maxBackups: z.number().int(),
    timezone: z.string(),
    lastRun: z.iso.datetime().nullable(),
    nextRun: z.iso.datetime().nullable(),
  })
  .meta({ id: 'ContractESchedule' })

export type ShownSchedule = z.infer<typeof scheduleShape>
type Terms = Pick<ShownSchedule, 'frequency' | 'time' | 'retentionDays' | 'maxBackups'>

/** The document's own example; nothing runs and nothing is removed before somebody sets a schedule. */
const initial = { frequency: 'daily', time: '02:00', retentionDays: 30, maxBackups: 50 } as const

export const scheduleStart: ContractScheduleStart = {
  title: 'Backup schedule',
  isEnabled: false,
  options: {},
  settings: { schedule: { kind: 'daily', time: initial.time }, mode: 'full', codec: downloadedCodec, retention: retentionOf(initial) },
}

/** What a plan must become once this is laid over it. */
export function changeFor(change: ScheduleChange, found: ContractPlanEntry | null): ContractScheduleChange {
  const kept = found?.plan.settings.schedule ?? null
  const terms = { ...termsOf(found), ...given(change) }
  const isRetimed = change.frequency !== undefined || change.time !== undefined || kept === null
  return {
    isEnabled: change.enabled ?? (found !== null && !found.plan.isPaused),
    settings: { ...(isRetimed ? { schedule: scheduleOf(terms, kept) } : {}), retention: retentionOf(terms) },
  }
}

export function shownSchedule(found: ContractPlanEntry | null, zone: string): ShownSchedule {
  const terms = termsOf(found)
  if (found === null) return { enabled: false, ...terms, timezone: zone, lastRun: null, nextRun: null }
  const { plan } = found
  const enabled = !plan.isPaused && plan.settings.schedule !== null
  const lastRun = plan.lastSlot?.toISOString() ?? null
  return { enabled, ...terms, timezone: plan.settings.zone, lastRun, nextRun: plan.nextRunAt?.toISOString() ?? null }
}

function termsOf(found: ContractPlanEntry | null): Terms {
  if (found === null) return initial
  const { schedule, retention } = found.plan.settings
  return { ...timesOf(schedule), retentionDays: retention.keepDays ?? 0, maxBackups: retention.countMax ?? 0 }
}

const hourly = /^(\d{1,2}) \* \* \* \*$/

function timesOf(schedule: Schedule | null): Pick<ShownSchedule, 'frequency' | 'time'> {
  if (schedule === null) return { frequency: initial.frequency, time: initial.time }
  if (schedule.kind !== 'cron') return { frequency: schedule.kind, time: schedule.time }
  const minute = hourly.exec(schedule.expression.trim())?.[1]
  return minute === undefined ? { frequency: 'custom', time: null } : { frequency: 'hourly', time: `00:${minute.padStart(2, '0')}` }
}

/** A weekly one runs on Sundays and a monthly one on the first, unless the plan says another day already. */
function scheduleOf({ frequency, time }: Terms, kept: Schedule | null): Schedule {
  const at = time ?? initial.time
  if (frequency === 'hourly') return { kind: 'cron', expression: `${Number(at.slice(3))} * * * *` }
  if (frequency === 'weekly') return { kind: 'weekly', weekday: kept?.kind === 'weekly' ? kept.weekday : 7, time: at }
  if (frequency === 'monthly') return { kind: 'monthly', day: kept?.kind === 'monthly' ? kept.day : 1, time: at }
  return { kind: 'daily', time: at }
}

function retentionOf({ retentionDays, maxBackups }: Pick<Terms, 'retentionDays' | 'maxBackups'>) {
  return { keepDays: retentionDays === 0 ? null : retentionDays, countMax: maxBackups === 0 ? null : maxBackups }
}

function given({ enabled: _, ...terms }: ScheduleChange): Partial<Terms> {
  return Object.fromEntries(Object.entries(terms).filter(([, value]) => value !== undefined))
}
