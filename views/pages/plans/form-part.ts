import type { PageFrame } from '../../frame.ts'
import { type PlanFault, planForm } from '../../messages/plans-form.ts'
import type { PlanField, PlanTyped } from './typed.ts'

/** What is wrong, by field. */
export type PlanFaults = Readonly<Partial<Record<PlanField, PlanFault>>>

/** What every part of the form is drawn from. */
export interface FormPart {
  readonly texts: PlanTyped['texts']
  readonly faults: PlanFaults
  readonly frame: PageFrame
}

/** What is wrong with a field, in words; null when nothing is. */
export function faultOf({ faults, frame }: Pick<FormPart, 'faults' | 'frame'>, field: PlanField): string | null {
  const fault = faults[field]
  return fault === undefined ? null : planForm[frame.language].faults[fault]
}
