import { Failure } from '../../plugins/failure.ts'
import { checkRecipients } from '../archive/seal.ts'
import { type PlanSettings, type PlanSettingsInput, planSettingsSchema } from '../domain/plan.ts'
import { checkZone } from '../domain/schedule.ts'

/**
 * The settings once `change` is laid over `kept`: what is left out stays, of retention and verification too, field by field. Without `kept` it takes
 * its default. Throws `invalid` that names every wrong field.
 */
export function changedSettings(kept: PlanSettings | null, change: PlanSettingsInput): PlanSettings {
  refuseUnknown(change)
  const merged: PlanSettingsInput = { ...kept, ...given(change) }
  if (change.retention !== undefined) merged.retention = { ...kept?.retention, ...given(change.retention) }
  if (change.verification !== undefined) merged.verification = { ...kept?.verification, ...given(change.verification) }
  const parsed = planSettingsSchema.safeParse(merged)
  if (!parsed.success) throw invalid(parsed.error.issues.map((issue) => ({ field: issue.path.join('.'), message: issue.message })))
  checkMeaning(parsed.data)
  return parsed.data
}

/** Undefined means left out. */
function given<Fields extends object>(fields: Fields): Partial<Fields> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Partial<Fields>
}

/** A misspelt setting must not be taken for one that holds. */
function refuseUnknown(change: object): void {
  const known = Object.keys(planSettingsSchema.shape)
  const unknown = Object.keys(change).filter((name) => !known.includes(name))
  if (unknown.length > 0) throw invalid(unknown.map((field) => ({ field, message: 'there is no such setting' })))
}

/** What the schema can't say. */
function checkMeaning({ zone, recipients, verification }: PlanSettings): void {
  checkZone(zone)
  checkRecipients(recipients)
  if (verification.assertions.length > 0 && verification.level !== 'proven') {
    const message = 'assertions are asked of restored data, so the level must be "proven"'
    throw invalid([{ field: 'verification.assertions', message }])
  }
}

function invalid(faults: readonly { readonly field: string; readonly message: string }[]): Failure {
  const list = faults.map(({ field, message }) => `${field || 'settings'}: ${message}`).join('; ')
  return new Failure('invalid', `The settings of the plan are wrong: ${list}.`, {
    remedy: 'Correct what is named; nothing was kept.',
    detail: { fields: faults.map(({ field }) => field) },
  })
}
