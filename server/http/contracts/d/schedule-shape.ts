import { z } from 'zod'
import { type Schedule, scheduleSchema } from '../../../domain/schedule.ts'
import type { ContractPlanEntry } from '../../../services/contract-plans.ts'
import { contentOf, type Holdings, modes } from './backup-shape.ts'
import { idOf } from './ids.ts'
import { wishFields } from './wish.ts'

const cron = z
  .string()
  .trim()
  .superRefine((expression, context) => {
    for (const { message } of scheduleSchema.safeParse({ kind: 'cron', expression }).error?.issues ?? [])
      context.addIssue({ code: 'custom', message })
  })
  .meta({ description: 'minute hour day month weekday, in the zone of the contracts' })

/** What an update may change; all that is left out stays. */
export const scheduleChange = z
  .object({ cron, ...wishFields, retention_days: z.number().int().min(1).max(36_500), enabled: z.boolean() })
  .partial()

export const newSchedule = z.object({
  cron,
  type: wishFields.type.default('full'),
  retention_days: z.number().int().min(1).max(36_500).default(30),
  include_files: wishFields.include_files.default(true),
  include_database: wishFields.include_database.default(true),
  enabled: z.boolean().default(true),
})

const time = z.iso.datetime()

export const scheduleShape = z
  .object({
    id: z.string().meta({ description: 'schedule-7' }),
    schedule_id: z.string(),
    cron: z.string(),
    type: z.enum(modes),
    retention_days: z.number().int().nullable().meta({ description: 'Null where somebody took the limit away elsewhere.' }),
    include_files: z.boolean(),
    include_database: z.boolean(),
    enabled: z.boolean(),
    last_run: time.nullable().meta({ description: 'The newest backup of it that is there.' }),
    next_run: time.nullable(),
    created_at: time,
    updated_at: time,
  })
  .meta({ id: 'ContractDSchedule' })

/** What the schedule asks for of a plan's settings, as far as it says anything. */
export function settingsOf(given: z.output<typeof scheduleChange>, zone: string) {
  return {
    ...(given.cron === undefined ? {} : { schedule: { kind: 'cron', expression: given.cron } as const, zone }),
    ...(given.type === undefined ? {} : { mode: given.type }),
    ...(given.retention_days === undefined ? {} : { retention: { keepDays: given.retention_days } }),
  }
}

export function shownSchedule(
  { number, plan, createdAt }: ContractPlanEntry,
  given: { readonly holdings: Holdings; readonly lastBackup: Date | null },
): z.infer<typeof scheduleShape> {
  const { schedule, mode, retention } = plan.settings
  const held = contentOf(plan.sourceIds, given.holdings)
  return {
    id: idOf('schedule', number),
    schedule_id: idOf('schedule', number),
    cron: schedule === null ? '' : cronOf(schedule),
    type: mode,
    retention_days: retention.keepDays,
    include_files: held.includes_files,
    include_database: held.includes_database,
    enabled: !plan.isPaused,
    last_run: given.lastBackup?.toISOString() ?? null,
    next_run: plan.nextRunAt?.toISOString() ?? null,
    created_at: createdAt.toISOString(),
    updated_at: plan.updatedAt.toISOString(),
  }
}

/** A plan can be given another kind of schedule elsewhere. */
export function cronOf(schedule: Schedule): string {
  if (schedule.kind === 'cron') return schedule.expression
  const [hour, minute] = schedule.time.split(':').map(Number)
  if (schedule.kind === 'daily') return `${minute} ${hour} * * *`
  if (schedule.kind === 'weekly') return `${minute} ${hour} * * ${schedule.weekday % 7}`
  return `${minute} ${hour} ${schedule.day === 'last' ? 'L' : schedule.day} * *`
}
