import type { Verification } from '../../../server/domain/backup.ts'
import type { TrustLevel } from '../../../server/domain/job.ts'
import type { Told } from '../../parts/said.ts'

/** How long a source took to come back when it was last proven. */
export interface RecoveryRow {
  readonly sourceId: string
  readonly source: string
  readonly hasBackup: boolean
  readonly proof: {
    readonly backupId: string
    readonly backup: string | null
    readonly at: Date
    readonly durationMs: number
    readonly bytesPerSecond: number | null
  } | null
}

export interface DrillRow {
  readonly verification: Verification
  /** The name of the backup; null where it is forgotten. */
  readonly backup: string | null
}

/** How the drills of a day went. */
export interface DrillDay {
  readonly day: string
  readonly passed: number
  readonly failed: number
}

/** What may be verified: `plan:ID`, `source:ID` or `backup:ID`. */
export interface DrillSubject {
  readonly kind: 'plan' | 'source' | 'backup'
  readonly id: string
  readonly name: string
}

export interface DrillForm {
  readonly what: string
  readonly level: TrustLevel
  /** What is wrong with what was chosen. */
  readonly fault: { readonly isMissing: true } | { readonly message: string } | null
}

export interface DrillsView {
  readonly days: readonly DrillDay[]
  readonly recovery: readonly RecoveryRow[]
  readonly rows: readonly DrillRow[]
  readonly nextCursor: string | null
  readonly isFirst: boolean
  readonly subjects: readonly DrillSubject[]
  readonly form: DrillForm
  readonly mayRun: boolean
  readonly told: Told | null
}
