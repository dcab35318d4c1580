import { z } from 'zod'
import { Failure } from '../../../plugins/failure.ts'
import { type PlanSettingsInput, planSettingsSchema } from '../../domain/plan.ts'
import { describeReason } from '../../domain/retention.ts'
import { describeSchedule } from '../../domain/schedule.ts'
import { type NamedPlan, namePlans } from '../../services/named-plans.ts'
import type { RetentionPreview } from '../../services/retention.ts'
import type { Call } from '../call.ts'
import type { House } from '../house.ts'

/** Under a name of its own, so that the description says it once. */
const settingsShape = planSettingsSchema.meta({ id: 'PlanSettings' })

const link = z.object({ id: z.string(), name: z.string() })

/** A plan as the native API shows it. */
export const planShape = z
  .object({
    id: z.string(),
    name: z.string(),
    folder: z.string(),
    sources: z.array(link),
    targets: z.array(link).meta({ description: 'Parents of incrementals are looked for at the first.' }),
    settings: settingsShape,
    schedule: z.string().nullable().meta({ description: 'When it runs, in words.' }),
    isPaused: z.boolean(),
    lastSlot: z.iso.datetime().nullable().meta({ description: 'The time of the schedule that was run last.' }),
    nextRunAt: z.iso.datetime().nullable(),
    nextVerifyAt: z.iso.datetime().nullable(),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
  })
  .meta({ id: 'Plan' })

export function shapeOfPlan({ plan, sources, targets }: NamedPlan): z.output<typeof planShape> {
  const { id, name, folder, settings, isPaused, lastSlot, nextRunAt, nextVerifyAt, createdAt, updatedAt } = plan
  return {
    id,
    name,
    folder,
    sources: [...sources],
    targets: [...targets],
    settings,
    schedule: settings.schedule === null ? null : describeSchedule(settings.schedule, settings.zone),
    isPaused,
    lastSlot: lastSlot?.toISOString() ?? null,
    nextRunAt: nextRunAt?.toISOString() ?? null,
    nextVerifyAt: nextVerifyAt?.toISOString() ?? null,
    createdAt: createdAt.toISOString(),
    updatedAt: updatedAt.toISOString(),
  }
}

/** Settings as they are given. What they mean the service says: a default that the schema put in would look like a wish. */
export const settingsGiven = z.record(z.string().max(100), z.unknown()).meta({
  description: 'As the settings of a plan are shown; what is left out takes its default in a new plan, and stays as it is in a change.',
})

/** Settings for a plan that is not kept yet: its times are in the zone of the installation unless it says otherwise. */
export async function freshSettings(
  given: Readonly<Record<string, unknown>>,
  { contracts }: Pick<House, 'contracts'>,
): Promise<PlanSettingsInput> {
  return { zone: await contracts.zone(), ...given }
}

export const retentionShape = z
  .object({
    kept: z.number().int(),
    removed: z.number().int(),
    freedBytes: z.number(),
    refusal: z.string().nullable().meta({ description: 'Why nothing may be removed at all.' }),
    decisions: z
      .array(
        z.object({
          backupId: z.string(),
          name: z.string(),
          sourceId: z.string().nullable(),
          startedAt: z.iso.datetime(),
          sizeBytes: z.number(),
          keep: z.boolean(),
          reasons: z.array(z.object({ code: z.string(), text: z.string() })),
        }),
      )
      .meta({ description: 'The newest first, at most 1000 of them.' }),
    removals: z.array(z.string()).meta({ description: 'The ids of all that would be removed.' }),
  })
  .meta({ id: 'RetentionPreview' })

const decisionsMax = 1000

export function shapeOfRetention({
  decisions,
  removals,
  kept,
  removed,
  freedBytes,
  refusal,
}: RetentionPreview): z.output<typeof retentionShape> {
  const shown = decisions.slice(0, decisionsMax).map(({ backup, keep, reasons }) => ({
    backupId: backup.id,
    name: backup.name,
    sourceId: backup.sourceId,
    startedAt: backup.startedAt.toISOString(),
    sizeBytes: backup.sizeBytes,
    keep,
    reasons: reasons.map((reason) => ({ code: reason.code, text: describeReason(reason) })),
  }))
  return { kept, removed, freedBytes, refusal, decisions: shown, removals: [...removals] }
}

export const previewShape = z
  .object({
    settings: settingsShape,
    runs: z.array(z.iso.datetime()),
    retention: retentionShape.nullable().meta({ description: 'What would be removed now; null for a plan that is not kept yet.' }),
  })
  .meta({ id: 'PlanPreview' })

/** Whether a key may know of a plan: all its sources must be among its own. */
export function maySeePlan(call: Pick<Call, 'maySee' | 'principal'>, sourceIds: readonly string[]): boolean {
  if (call.principal.sourceIds === null) return true
  return sourceIds.length > 0 && sourceIds.every((id) => call.maySee(id))
}

/** The plan that a path names. Throws `not_found`, and `denied` where a key is for other sources: such a key does not learn which plans there are. */
export async function requirePlan(call: Call, nameOrId: string): Promise<NamedPlan> {
  try {
    const plan = await call.house.plans.find(nameOrId)
    if (!maySeePlan(call, plan.sourceIds)) call.requireSource(null)
    const [named] = await namePlans([plan], call.house.installation)
    return named!
  } catch (error) {
    if (error instanceof Failure && error.code === 'not_found') call.requireSource(null)
    throw error
  }
}
