import type { Told } from '../../parts/said.ts'
import type { PlanFaults } from './form-part.ts'
import type { PickedTables } from './form-tables.ts'
import type { PlanPreviewView } from './preview.ts'
import type { PlanTyped } from './typed.ts'

export interface NounChoice {
  readonly id: string
  readonly name: string
}

export interface PlanFormView {
  /** Null for a new one. */
  readonly plan: NounChoice | null
  /** Which state of it the form was filled from; null for a new one. */
  readonly seen: string | null
  readonly kind: 'simple' | 'full'
  /** Whether the simple view was asked for and would have hidden something. */
  readonly isSimpleRefused?: boolean
  readonly typed: PlanTyped
  readonly faults: PlanFaults
  /** What was refused, and lies in no field. */
  readonly told?: Told | null
  readonly sources: readonly NounChoice[]
  readonly targets: readonly NounChoice[]
  /** Public keys whose private half is kept here. */
  readonly recipients: readonly string[]
  readonly picked?: readonly PickedTables[] | null
  readonly preview: PlanPreviewView | null
}
