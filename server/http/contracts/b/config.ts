import { z } from 'zod'
import type { RetentionPolicy } from '../../../domain/retention.ts'
import { nextSlot, type Schedule, scheduleSchema } from '../../../domain/schedule.ts'
import type { ContractPlanEntry } from '../../../services/contract-plans.ts'
import type { ContractScheduleChange, ContractScheduleStart } from '../../../services/contract-schedule.ts'
import { compressionOf, wasCompressed, withCompression } from './compression.ts'
import { unixSeconds } from './record.ts'

const flag = z.literal([0, 1], 'must be 0 or 1')
const limit = z.int().min(0).max(100_000)

const cronSchema = z
  .string()
  .trim()
  .superRefine((expression, context) => {
    const parsed = scheduleSchema.safeParse({ kind: 'cron', expression })
    for (const { message } of parsed.error?.issues ?? []) context.addIssue({ code: 'custom', message })
    if (parsed.success && !everComes(parsed.data)) context.addIssue({ code: 'custom', message: 'never comes' })
  })

/** What a client may set; whatever else it sends, as somebody does who sends back what he read, is not looked at. */
export const configChange = z.object({
  backup_enabled: flag,
  backup_cron: cronSchema.meta({ description: 'minute hour day month weekday' }),
  backup_retention: limit.meta({ description: 'Days; 0 for no limit.' }),
  backup_max_count: limit.meta({ description: 'How many at most; 0 for no limit.' }),
  backup_compress: flag,
})

export type ConfigChange = z.infer<typeof configChange>

/** BackupConfig of the document. */
export const configShape = z
  .object({
    id: z.literal(1),
    created_at: z.number().int(),
    updated_at: z.number().int(),
    backup_enabled: flag,
    backup_cron: z.string(),
    backup_path: z.string().meta({ description: 'Empty unless somebody chose the target for this contract.' }),
    backup_retention: z.number().int(),
    backup_max_count: z.number().int(),
    backup_compress: flag,
  })
  .meta({ id: 'ContractBConfig' })

/** The config as the status tells it. */
export const statusConfigShape = configShape.omit({ created_at: true, updated_at: true, backup_path: true })

export type ShownConfig = z.infer<typeof configShape>

/** Before anybody sets it: nothing runs by itself, and nothing is removed that nobody asked to be. */
const initial: ConfigChange = {
  backup_enabled: 0,
  backup_cron: '0 3 * * *',
  backup_retention: 0,
  backup_max_count: 0,
  backup_compress: 1,
}

/** The plan that stands for it until then: backups by hand belong to it too. */
export const configStart: ContractScheduleStart = {
  title: 'Backup module',
  isEnabled: false,
  options: {},
  settings: settingsOf(initial),
}

/** What a plan must become to be as the config says. */
export function changeFor(config: ConfigChange, found: ContractPlanEntry | null, at: Date): ContractScheduleChange {
  const options = found?.options ?? {}
  const compression = withCompression(compressionOf(options), config.backup_compress === 1, at)
  return { isEnabled: config.backup_enabled === 1, settings: settingsOf(config), options: { ...options, compression } }
}

/** The plan as a config; where there is none yet, as it would be made. */
export function shownConfig(entry: ContractPlanEntry | null, given: { readonly path: string; readonly since: Date }): ShownConfig {
  const { path: backup_path, since } = given
  if (entry === null) return { id: 1, created_at: unixSeconds(since), updated_at: unixSeconds(since), ...initial, backup_path }
  const { plan, options } = entry
  const { schedule, retention } = plan.settings
  return {
    id: 1,
    created_at: unixSeconds(entry.createdAt),
    updated_at: unixSeconds(plan.updatedAt),
    backup_enabled: plan.isPaused || schedule === null ? 0 : 1,
    backup_cron: schedule === null ? initial.backup_cron : cronOf(schedule),
    backup_path,
    backup_retention: retention.keepDays ?? 0,
    backup_max_count: retention.countMax ?? 0,
    backup_compress: wasCompressed(compressionOf(options), null) ? 1 : 0,
  }
}

function settingsOf(config: ConfigChange): ContractScheduleStart['settings'] {
  return {
    schedule: { kind: 'cron', expression: config.backup_cron },
    mode: 'full',
    // What the stock unzip opens.
    codec: config.backup_compress === 1 ? 'deflate' : 'store',
    retention: retentionOf(config),
  }
}

function retentionOf({ backup_retention, backup_max_count }: ConfigChange): Pick<RetentionPolicy, 'keepDays' | 'countMax'> {
  return { keepDays: backup_retention === 0 ? null : backup_retention, countMax: backup_max_count === 0 ? null : backup_max_count }
}

/** Any schedule as a cron expression: the plan can be changed elsewhere, too. The last day of a month is as near as cron comes. */
export function cronOf(schedule: Schedule): string {
  if (schedule.kind === 'cron') return schedule.expression
  const [hour, minute] = schedule.time.split(':').map(Number)
  const day = schedule.kind === 'monthly' ? (schedule.day === 'last' ? 'L' : schedule.day) : '*'
  return `${minute} ${hour} ${day} * ${schedule.kind === 'weekly' ? schedule.weekday % 7 : '*'}`
}

function everComes(schedule: Schedule): boolean {
  return nextSlot({ schedule, zone: 'UTC', jitterSeconds: 0, seed: '' }, new Date(0)) !== null
}
