import type { Backup } from '../domain/backup.ts'
import type { Plan } from '../domain/plan.ts'
import {
  planRetention,
  type RetentionClock,
  type RetentionDecision,
  type RetentionPlan,
  type RetentionPolicy,
  retentionSchema,
} from '../domain/retention.ts'
import type { Job, WorkRequest } from '../domain/work.ts'
import type { Nouns } from '../store/store.ts'
import type { Installation } from './installation.ts'
import { type EnqueueOptions, JobService } from './jobs.ts'
import { findNoun } from './names.ts'
import { longestGapMs } from './plan-times.ts'
import { seenPlan } from './retained.ts'

/** What a policy would do to the backups that a plan has now. */
export interface RetentionPreview {
  readonly kept: number
  readonly removed: number
  readonly freedBytes: number
  /** Why nothing may be removed at all; null when it may. */
  readonly refusal: string | null
  /** The newest first, each with every reason. */
  readonly decisions: readonly (RetentionDecision & { readonly backup: Backup })[]
  /** The ids to remove, in an order that may be interrupted anywhere. */
  readonly removals: readonly string[]
}

/** What retention must know of time for a plan. */
export async function retentionClock(plan: Pick<Plan, 'id' | 'settings'>, nouns: Nouns, now: Date): Promise<RetentionClock> {
  return { now, zone: plan.settings.zone, lastSeen: await nouns.settings.lastSeen(), longestGapMs: longestGapMs(plan, now) }
}

/** What `policy` would remove of a plan's backups now, and why. Removes nothing; whoever does that asks in the transaction that marks them. */
export async function previewRetention(plan: Plan, policy: RetentionPolicy, given: { nouns: Nouns; now: Date }): Promise<RetentionPreview> {
  const { own, others } = await seenPlan(plan, given.nouns)
  const clock = await retentionClock(plan, given.nouns, given.now)
  const all = [...own, ...others].map(({ retained }) => retained)
  const planned: RetentionPlan = planRetention(all, policy, clock)
  const decisions = own.map(({ backup }, at) => ({ ...planned.decisions[at]!, backup }))
  const freedBytes = decisions.reduce((sum, { keep, backup }) => (keep ? sum : sum + backup.sizeBytes), 0)
  return {
    kept: decisions.length - planned.removals.length,
    removed: planned.removals.length,
    freedBytes,
    refusal: planned.refusal?.message ?? null,
    decisions: decisions.sort((one, other) => other.backup.startedAt.getTime() - one.backup.startedAt.getTime()),
    removals: planned.removals,
  }
}

const retryReason = 'removals that did not come to their end'
const retriedMax = 5000

/** What keeps backups and lets them go. */
export class RetentionService {
  readonly #installation: Installation

  constructor(installation: Installation) {
    this.#installation = installation
  }

  /** What the plan's policy, or another one, would remove now, and why. Throws `not_found` for the plan. */
  async preview(planNameOrId: string, policy?: RetentionPolicy): Promise<RetentionPreview> {
    const { store, seams } = this.#installation
    const plan = await findNoun(planNameOrId, 'plan', store.plans)
    const chosen = policy === undefined ? plan.settings.retention : retentionSchema.parse(policy)
    return previewRetention(plan, chosen, { nouns: store, now: seams.clock.now() })
  }

  /** Queues the removal of what the plan's policy lets go. Throws `not_found` for the plan. */
  async prune(planNameOrId: string, options: EnqueueOptions = { trigger: 'manual' }): Promise<Job> {
    const plan = await findNoun(planNameOrId, 'plan', this.#installation.store.plans)
    const request: WorkRequest = { kind: 'prune', planId: plan.id, backupIds: [], reason: `retention of plan ${plan.name}` }
    return new JobService(this.#installation).enqueue(request, options)
  }
}

/**
 * Queues another try for removals that began and did not come to their end: a store was away, or refused. Meant to be called about once an hour.
 * Returns how many backups that is about; none while an earlier try waits.
 */
export async function retryPending(installation: Installation): Promise<number> {
  return installation.store.transaction(async (nouns) => {
    const unfinished = await nouns.jobs.list({ kind: 'prune', states: ['pending', 'running'] }, { limit: 1000 })
    if (unfinished.some(({ planId }) => planId === null)) return 0
    const pending = await nouns.backups.list({ state: 'delete_pending' }, { limit: retriedMax })
    if (pending.length === 0) return 0
    const request: WorkRequest = { kind: 'prune', planId: null, backupIds: pending.map(({ id }) => id), reason: retryReason }
    await new JobService(installation).enqueueIn(nouns, request, { trigger: 'auto' })
    return pending.length
  })
}
