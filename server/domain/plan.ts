import { z } from 'zod'
import { retentionSchema } from './retention.ts'
import { scheduleSchema } from './schedule.ts'

const dayMs = 86_400_000

/** How backups of a plan are proven, and when: after each one, on a schedule of its own, or not beyond what every backup gets (`stored`). */
export const verificationSchema = z.object({
  level: z.enum(['stored', 'parsed', 'proven']).default('stored'),
  /** After every backup of the plan. */
  afterBackup: z.boolean().default(false),
  /** On this schedule, the newest backup of each source, and the one whose last verification is the longest ago. */
  schedule: scheduleSchema.nullable().default(null),
  /** SQL that must return true on the restored data. */
  assertions: z.array(z.string().min(1).max(10_000)).max(100).default([]),
})

/** Everything about a plan that a person may choose besides its name, sources and targets. */
export const planSettingsSchema = z.object({
  schedule: scheduleSchema.nullable().default(null),
  /** IANA time zone of the schedule, the calendar of retention, and the time in the archives' names. */
  zone: z.string().default('UTC'),
  jitterSeconds: z.number().int().min(0).max(86_400).default(0),
  mode: z.enum(['full', 'incremental', 'differential']).default('full'),
  /** A full backup at the latest when the newest one is this old; null for never by age. */
  fullEveryMs: z
    .number()
    .int()
    .min(60_000)
    .max(3650 * dayMs)
    .nullable()
    .default(null),
  /** A full backup when a chain has this many members behind its full. */
  chainLengthMax: z.number().int().min(1).max(1000).default(60),
  codec: z.enum(['zstd', 'deflate', 'store']).default('zstd'),
  /** age recipients to seal to; none leaves archives open. */
  recipients: z.array(z.string().min(1)).max(32).default([]),
  /** Only these tables (of files: paths); null for all. */
  tables: z.array(z.string().min(1)).min(1).max(10_000).nullable().default(null),
  retention: retentionSchema.prefault({}),
  verification: verificationSchema.prefault({}),
  timeoutMs: z.number().int().positive().nullable().default(null),
  idleMs: z
    .number()
    .int()
    .positive()
    .nullable()
    .default(30 * 60_000),
  /** How often a backup that failed as `unavailable` is tried again, and after how long. */
  retries: z.number().int().min(0).max(20).default(2),
  retryDelayMs: z
    .number()
    .int()
    .min(1000)
    .max(dayMs)
    .default(15 * 60_000),
})

export type PlanSettings = z.infer<typeof planSettingsSchema>
/** As a person gives them: what is left out takes its default. */
export type PlanSettingsInput = z.input<typeof planSettingsSchema>

export interface Plan {
  readonly id: string
  readonly name: string
  /** Where its archives lie below a target's prefix. Fixed when the plan is made, so that a new name moves nothing. */
  readonly folder: string
  readonly sourceIds: readonly string[]
  /** The first one is where parents of incrementals are looked for. */
  readonly targetIds: readonly string[]
  readonly settings: PlanSettings
  readonly isPaused: boolean
  /** The nominal instant that was last run, and the one that comes next with the instant at which it will run. */
  readonly lastSlot: Date | null
  readonly nextSlot: Date | null
  readonly nextRunAt: Date | null
  /** The same for scheduled verification. */
  readonly nextVerifyAt: Date | null
  /** Since when its runs are expected as they are planned now: since it was made or resumed, or got another schedule or one more source. */
  readonly expectedSince: Date
  readonly createdAt: Date
  readonly updatedAt: Date
}
