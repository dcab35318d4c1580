import { Failure } from '../../plugins/failure.ts'
import { checkRecipients } from '../archive/seal.ts'
import { type PlanSettings, type PlanSettingsInput, planSettingsSchema, verificationSchema } from '../domain/plan.ts'
import { checkZone } from '../domain/schedule.ts'

/**
 * The settings once `change` is laid over `kept`: what is left out stays, of retention and verification too, field by field. Without `kept` it takes
 * its default. Throws `invalid` that names every wrong field.
 */
export function changedSettings(kept: PlanSettings | null, change: PlanSettingsInput): PlanSettings {
  refuseUnknown(change)
  const merged: PlanSettingsInput = { ...kept, ...given(change) }
  // What is no object is left for the schema to refuse.
  if (isObject(change.retention)) merged.retention = { ...kept?.retention, ...given(change.retention) }
  if (isObject(change.verification)) merged.verification = { ...kept?.verification, ...given(change.verification) }
  const parsed = planSettingsSchema.safeParse(merged)
  if (!parsed.success) throw invalid(parsed.error.issues.map((issue) => ({ field: issue.path.join('.'), message: issue.message })))
  checkMeaning(parsed.data)
  return parsed.data
}

/** Undefined means left out. */
function given<Fields extends object>(fields: Fields): Partial<Fields> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Partial<Fields>
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A misspelt setting must not be taken for one that holds. */
function refuseUnknown(change: PlanSettingsInput): void {
  const strangersIn = (given: object, schema: { readonly shape: object }) =>
    Object.keys(given).filter((name) => !Object.hasOwn(schema.shape, name))
  const { verification } = change
  const unknown = [
    ...strangersIn(change, planSettingsSchema),
    ...(isObject(verification) ? strangersIn(verification, verificationSchema).map((name) => `verification.${name}`) : []),
  ]
  if (unknown.length > 0) throw invalid(unknown.map((field) => ({ field, message: 'there is no such setting' })))
}

/** What the schema can't say. */
function checkMeaning({ zone, recipients, verification }: PlanSettings): void {
  naming('zone', () => checkZone(zone))
  naming('recipients', () => checkRecipients(recipients))
  if (verification.assertions.length > 0 && verification.level !== 'proven') {
    const message = 'assertions are asked of restored data, so the level must be "proven"'
    throw invalid([{ field: 'verification.assertions', message }])
  }
}

/** What is found wrong with a setting names it, as the faults of the schema do. */
function naming(field: string, check: () => void): void {
  try {
    check()
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    const { code, message, remedy, detail } = error
    throw Failure.from({ code, message, remedy, detail: { ...detail, fields: [field] } })
  }
}

function invalid(faults: readonly { readonly field: string; readonly message: string }[]): Failure {
  const list = faults.map(({ field, message }) => `${field || 'settings'}: ${message}`).join('; ')
  return new Failure('invalid', `The settings of the plan are wrong: ${list}.`, {
    remedy: 'Correct what is named; nothing was kept.',
    detail: { fields: faults.map(({ field }) => field) },
  })
}
