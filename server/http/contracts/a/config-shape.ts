import { z } from 'zod'
import type { ContractPlanEntry, ContractPlanOrder } from '../../../services/contract-plans.ts'
import { downloadedCodec } from '../downloaded-codec.ts'
import type { ZonedTimes } from '../zoned-time.ts'
import { frequencies, frequencyDisplays, rhythmOf, scheduleOf } from './frequency.ts'
import { backupTypes, typeDisplays } from './words.ts'

const fields = {
  enabled: z.boolean(),
  backup_type: z.enum(backupTypes),
  frequency: z.enum(frequencies).meta({ description: 'weekly: on Mondays; monthly: on the 1st.' }),
  retention_days: z.number().int().min(1).max(36_500),
  backup_time: z
    .string()
    .regex(/^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?$/, 'must be a time of day, like 02:00:00')
    .transform((time) => (time.length === 5 ? `${time}:00` : time)),
}

/** All of it, as the document has it. */
export const configBody = z.object(fields)
/** A new one is enabled unless it says otherwise. */
export const newConfigBody = configBody.extend({ enabled: fields.enabled.default(true) })
export const configChange = configBody.partial()

export type Config = z.output<typeof configBody>

const time = z.iso.datetime({ offset: true }).meta({ description: 'In the zone of the contracts.' })

/** A backup configuration of the document. */
export const configShape = z
  .object({
    id: z.number().int(),
    enabled: z.boolean(),
    backup_type: z.enum(backupTypes),
    backup_type_display: z.string(),
    frequency: z.enum(frequencies),
    frequency_display: z.string(),
    retention_days: z.number().int(),
    backup_time: z.string(),
    last_backup: time.nullable().meta({ description: 'The newest that is there.' }),
    next_backup: time.nullable().meta({ description: 'Null while it is disabled.' }),
    created_at: time,
    updated_at: time,
  })
  .meta({ id: 'ContractAConfig' })

export type ShownConfig = z.infer<typeof configShape>

/** What is kept of it beside the plan: the type, and what the document could say before the plan was changed elsewhere. */
const keptConfig = configBody.catch({
  enabled: true,
  backup_type: 'full',
  frequency: 'daily',
  retention_days: 30,
  backup_time: '02:00:00',
})

/** The plan as the document would describe it now. */
export function configOf({ plan, options }: Pick<ContractPlanEntry, 'plan' | 'options'>): Config {
  const kept = keptConfig.parse(options['config'])
  const { schedule, retention } = plan.settings
  return { ...kept, ...rhythmOf(schedule), enabled: !plan.isPaused, retention_days: retention.keepDays ?? kept.retention_days }
}

export function shownConfig(
  entry: ContractPlanEntry,
  given: { readonly times: ZonedTimes; readonly lastBackup: Date | null },
): ShownConfig {
  const { times, lastBackup } = given
  const { backup_type, frequency, ...config } = configOf(entry)
  return {
    id: entry.number,
    enabled: config.enabled,
    backup_type,
    backup_type_display: typeDisplays[backup_type],
    frequency,
    frequency_display: frequencyDisplays[frequency],
    retention_days: config.retention_days,
    backup_time: config.backup_time,
    last_backup: times.timeOrNull(lastBackup),
    next_backup: times.timeOrNull(entry.plan.nextRunAt),
    created_at: times.time(entry.createdAt),
    updated_at: times.time(entry.plan.updatedAt),
  }
}

/** What of a plan the document decides, and what its backups are noted with. */
export function orderOf(
  config: Config,
  given: { readonly zone: string; readonly createdByName: string },
): Omit<ContractPlanOrder, 'title' | 'sources' | 'targets'> {
  const { zone, createdByName } = given
  const description = `${frequencyDisplays[config.frequency]}自动备份`.replace('每天', '每日')
  return {
    isEnabled: config.enabled,
    settings: { schedule: scheduleOf(config), zone, retention: { keepDays: config.retention_days }, codec: downloadedCodec },
    options: { config, createdByName, record: { scope: config.backup_type, description, options: { createdByName } } },
  }
}
