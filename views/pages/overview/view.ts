import type { TrustLevel } from '../../../server/domain/job.ts'
import type { JobState } from '../../../server/domain/work.ts'
import type { ActiveJobView } from '../../parts/active-jobs.ts'

/** Something with a page of its own. */
export interface Named {
  readonly id: string
  readonly name: string
}

/** How the last one ended. */
export interface LastRun {
  readonly jobId: string
  readonly state: JobState
  readonly at: Date | null
}

/** What needs somebody's attention, with all that its sentence and its link need. */
export type Alert =
  | { readonly kind: 'degraded' | 'draining' | 'nothing' }
  | { readonly kind: 'overdue'; readonly plan: Named; readonly lastGoodAt: Date | null }
  | ({ readonly kind: 'failed'; readonly plan: Named } & LastRun)
  | ({ readonly kind: 'sourceFailed'; readonly source: Named } & LastRun)
  | { readonly kind: 'copy'; readonly backup: Named; readonly target: string; readonly state: 'missing' | 'damaged' }
  | { readonly kind: 'size'; readonly backup: Named; readonly at: Date }
  | { readonly kind: 'unproven'; readonly plan: Named; readonly count: number }

/** Alerts of one kind: the first of them, and how many there are. */
export interface AlertGroup {
  readonly alerts: readonly Alert[]
  readonly more: number
}

/** How a plan stands against its schedule. */
export type Punctuality = 'paused' | 'manual' | 'overdue' | 'waiting' | 'onTime'

export interface PlanRow {
  readonly plan: Named
  readonly sources: readonly string[]
  readonly lastRun: LastRun | null
  /** Of several sources the one that is trusted least. */
  readonly newest: (Named & { readonly trust: TrustLevel; readonly sizeBytes: number }) | null
  readonly lastGoodAt: Date | null
  readonly punctuality: Punctuality
  readonly nextRunAt: Date | null
  /** Members of the longest chain; null without backups. */
  readonly chainLength: number | null
  /** The content of all sources together, the oldest first. */
  readonly sizes: readonly number[]
}

export interface TargetRow extends Named {
  readonly count: number
  readonly sizeBytes: number
}

export interface OverviewView {
  readonly backups: number
  readonly proven: number
  readonly storedBytes: number
  readonly nextRun: { readonly at: Date; readonly plan: Named } | null
  readonly groups: readonly AlertGroup[]
  readonly plans: readonly PlanRow[]
  readonly otherPlans: number
  readonly looseSources: readonly Named[]
  readonly jobs: readonly ActiveJobView[]
  readonly targets: readonly TargetRow[]
}
