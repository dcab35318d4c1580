import { z } from 'zod'
import type { Schedule } from '../../../domain/schedule.ts'
import type { ContractPlanEntry, ContractPlanOrder } from '../../../services/contract-plans.ts'
import { nameOrId } from '../../api/noun-fields.ts'

const weekdays = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday']

const time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time of day from 00:00 to 23:59, like 02:00')

/** `1`, `monday` or `mon`. */
const weekday = z.union([z.int().min(0).max(6), z.string().max(20).transform(weekdayNamed).pipe(z.int())], {
  error: 'must be 0 (Sunday) to 6, or an English name like monday',
})

const ignored = z.unknown().optional().meta({ description: 'Told, never set.' })

/** What a client may say. Null is as good as not said, except for `keepLast`. */
export const configGiven = z.strictObject({
  enabled: z.boolean().optional(),
  frequency: z.enum(['daily', 'weekly']).nullable().optional(),
  time: time.nullable().optional(),
  weekday: weekday.nullable().optional().meta({
    description: '0 (Sunday) to 6, or an English name. Said without a frequency it means weekly; with daily it counts for nothing.',
  }),
  keepLast: z.int().min(1).max(100_000).nullable().optional().meta({ description: 'How many backups are kept; null for all.' }),
  source: nameOrId('source').nullable().optional(),
  target: nameOrId('target').nullable().optional(),
  zone: z.string().max(100).nullable().optional().meta({ description: 'IANA time zone of the time.' }),
  lastRun: ignored,
  nextRun: ignored,
})

export const configShape = z
  .object({
    enabled: z.boolean(),
    frequency: z
      .enum(['daily', 'weekly'])
      .nullable()
      .meta({ description: 'Null where somebody gave the plan another schedule elsewhere.' }),
    time: z.string().nullable(),
    weekday: z.number().int().nullable().meta({ description: '0 is Sunday; null where it is daily.' }),
    keepLast: z.number().int().nullable(),
    source: z.string().nullable(),
    target: z.string().nullable(),
    zone: z.string(),
    lastRun: z.iso.datetime().nullable(),
    nextRun: z.iso.datetime().nullable(),
  })
  .meta({ id: 'ContractCConfig' })

export type ShownConfig = z.output<typeof configShape>

type ScheduleConfig = Pick<ShownConfig, 'frequency' | 'time' | 'weekday'>

/** Until somebody sets it. */
export const initialConfig = { enabled: false, frequency: 'daily', time: '02:00', weekday: null, keepLast: 7 } as const

const firstWeekday = 1

export interface ConfigChange {
  readonly enabled?: boolean
  readonly frequency?: 'daily' | 'weekly'
  readonly time?: string
  readonly weekday?: number
  readonly keepLast?: number | null
  readonly source?: string
  readonly target?: string
  readonly zone?: string
}

/** What is said of it. Whoever sends back what he read sends nulls where nothing is said; only of `keepLast` null means something. */
export function changeOf({ lastRun: _, nextRun: __, ...given }: z.output<typeof configGiven>): ConfigChange {
  return Object.fromEntries(Object.entries(given).filter(([name, value]) => value !== undefined && (value !== null || name === 'keepLast')))
}

/** What the plan must be after a change, which keeps what it leaves out. `place` is for what nobody ever said. */
export function orderOf(
  change: ConfigChange,
  found: ContractPlanEntry | null,
  place: { readonly source: string; readonly target: string; readonly zone: string },
): ContractPlanOrder {
  const kept = found?.plan
  const { sourceIds = [], targetIds = [] } = kept ?? {}
  const keepLast = change.keepLast === undefined ? (kept === undefined ? initialConfig.keepLast : undefined) : change.keepLast
  const schedule = scheduleOf(change, kept?.settings.schedule)
  return {
    title: 'Automatic backup',
    isEnabled: change.enabled ?? (kept === undefined ? initialConfig.enabled : !kept.isPaused),
    options: {},
    sources: change.source !== undefined ? [change.source] : sourceIds.length > 0 ? sourceIds : [place.source],
    targets: change.target !== undefined ? [change.target] : targetIds.length > 0 ? targetIds : [place.target],
    settings: {
      ...(schedule === undefined ? {} : { schedule }),
      ...(keepLast === undefined ? {} : { retention: { keepLast } }),
      ...(change.zone === undefined && kept !== undefined ? {} : { zone: change.zone ?? place.zone }),
    },
  }
}

/** Undefined where nothing is said of it and there is one. */
function scheduleOf(change: ConfigChange, kept: Schedule | null | undefined): Schedule | undefined {
  const isSaid = change.frequency !== undefined || change.time !== undefined || change.weekday !== undefined
  if (!isSaid && kept != null) return undefined
  const before = scheduleConfig(kept ?? null)
  const frequency = change.frequency ?? (change.weekday === undefined ? (before.frequency ?? initialConfig.frequency) : 'weekly')
  const time = change.time ?? before.time ?? initialConfig.time
  if (frequency === 'daily') return { kind: 'daily', time }
  const weekday = change.weekday ?? before.weekday ?? firstWeekday
  return { kind: 'weekly', weekday: weekday === 0 ? 7 : weekday, time }
}

/** A schedule in the words of the contract; all null for one that it has none for. */
export function scheduleConfig(schedule: Schedule | null): ScheduleConfig {
  if (schedule?.kind === 'daily') return { frequency: 'daily', time: schedule.time, weekday: null }
  if (schedule?.kind === 'weekly') return { frequency: 'weekly', time: schedule.time, weekday: schedule.weekday % 7 }
  return { frequency: null, time: null, weekday: null }
}

/** NaN for a word that is none. */
function weekdayNamed(word: string): number {
  const name = word.trim().toLowerCase()
  const at = /^[0-6]$/.test(name)
    ? Number(name)
    : weekdays.findIndex((weekday) => name.length >= 3 && (weekday === name || weekday.slice(0, 3) === name))
  return at < 0 ? Number.NaN : at
}
