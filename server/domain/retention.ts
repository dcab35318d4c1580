import { Failure } from '../../plugins/failure.ts'
import { type Referring, referrersOf } from './chain-rule.ts'
import type { RetainedBackup } from './retention-backup.ts'
import { type ClockRefusal, checkClock, type RetentionClock } from './retention-clock.ts'
import { findUncounted } from './retention-counting.ts'
import type { RetentionPolicy } from './retention-policy.ts'
import type { ProtectionReason, Reason, RemoveReason } from './retention-reason.ts'
import { planRemovals, type Removal } from './retention-removal.ts'
import { judge, safetyDays, type Verdict } from './retention-rules.ts'

export { findAnomaly, findSmall, type SizeAnomaly } from './retention-anomaly.ts'
export type { RetainedBackup } from './retention-backup.ts'
export type { ClockRefusal, RetentionClock } from './retention-clock.ts'
export { keepsEverything, type RetentionPolicy, retentionSchema } from './retention-policy.ts'
export { describeReason, type KeepReason, type Reason, type RemoveReason } from './retention-reason.ts'

/** What becomes of one backup, with every reason that applies. */
export interface RetentionDecision {
  readonly id: string
  readonly keep: boolean
  readonly reasons: readonly Reason[]
}

/** What becomes of all of them. */
export interface RetentionPlan {
  /** In the order in which the backups were given. */
  readonly decisions: readonly RetentionDecision[]
  /** Set when nothing may be removed, whatever the policy says. */
  readonly refusal: ClockRefusal | null
  /** The ids to remove, in this order: whoever stops anywhere leaves no backup without one that it refers to. */
  readonly removals: readonly string[]
  readonly freedBytes: number
  readonly keptBytes: number
}

/**
 * Which backups of one plan to keep and which to remove. `backups` must be all that there are of the plan. Planning again at the same instant over
 * what is left removes nothing more. Throws `invalid` when two backups have one id.
 */
export function planRetention(backups: readonly RetainedBackup[], policy: RetentionPolicy, clock: RetentionClock): RetentionPlan {
  rejectTwins(backups)
  const refusal = checkClock(backups, clock)
  if (refusal !== null) {
    const decisions = backups.map(({ id }) => ({ id, keep: true, reasons: [{ code: 'clock' }] }) satisfies RetentionDecision)
    return { decisions, refusal, removals: [], freedBytes: 0, keptBytes: sizeOf(backups) }
  }
  const referrers = referrersOf(backups)
  const verdicts = judge({ backups, uncounted: findUncounted(backups, referrers) }, policy, clock)
  const removals = new Map(planRemovals(verdicts, referrers, policy).map((removal) => [removal.verdict.backup.id, removal]))
  const kept = backups.filter(({ id }) => !removals.has(id))
  const verdictOf = new Map(verdicts.map((verdict) => [verdict.backup.id, verdict]))
  const decisions = backups.map<RetentionDecision>(({ id }) => {
    const removal = removals.get(id)
    if (removal !== undefined) return { id, keep: false, reasons: reasonsToRemove(removal, policy) }
    return {
      id,
      keep: true,
      reasons: reasonsToKeep(
        verdictOf.get(id)!,
        (referrers.get(id) ?? []).filter((referrer) => !removals.has(referrer.id)),
      ),
    }
  })
  const keptBytes = sizeOf(kept)
  return { decisions, refusal: null, removals: [...removals.keys()], freedBytes: sizeOf(backups) - keptBytes, keptBytes }
}

function rejectTwins(backups: readonly RetainedBackup[]): void {
  const seen = new Set<string>()
  for (const { id } of backups) {
    if (seen.has(id))
      throw new Failure('invalid', `Two backups have the id ${id}, so it is not clear which of them others refer to.`, {
        remedy: 'Rescan the targets; if both are still there, remove one by hand.',
      })
    seen.add(id)
  }
}

function sizeOf(backups: readonly RetainedBackup[]): number {
  return backups.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0)
}

function reasonsToKeep({ rules, protections }: Verdict, referrers: readonly Referring[]): Reason[] {
  const [first] = referrers
  const needed: ProtectionReason[] = first === undefined ? [] : [{ code: 'needed', by: first.id, others: referrers.length - 1 }]
  return [...rules, ...protections, ...needed]
}

function reasonsToRemove({ verdict, cap }: Removal, { countMax, sizeBytesMax }: RetentionPolicy): RemoveReason[] {
  if (cap === 'count') return [{ code: 'count_cap', countMax: countMax!, despite: verdict.rules }]
  if (cap === 'size') return [{ code: 'cap', sizeBytesMax: sizeBytesMax!, despite: verdict.rules }]
  if (verdict.backup.purpose === 'safety') return [{ code: 'expired_safety', days: safetyDays }]
  const uncounted: RemoveReason[] = verdict.uncounted === null ? [] : [{ code: 'uncounted', because: verdict.uncounted }]
  return [{ code: 'unmatched' }, ...uncounted]
}
