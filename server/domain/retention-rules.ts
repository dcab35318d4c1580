import { byAge, type RetainedBackup } from './retention-backup.ts'
import { type Buckets, openCalendar } from './retention-calendar.ts'
import { ageCounter, type RetentionClock } from './retention-clock.ts'
import { type BucketKind, bucketKinds, hasRules, keepsEverything, type RetentionPolicy } from './retention-policy.ts'
import type { ProtectionReason, RuleReason, Uncounted } from './retention-reason.ts'

const hourMs = 3_600_000
const dayMs = 24 * hourMs

/** A safety backup is untouchable for so long. */
export const freshSafetyHours = 24
/** And expires after so long, unless it is pinned or needed. */
export const safetyDays = 7

/** What the rules say of one backup, before it is looked at what the others need. */
export interface Verdict {
  readonly backup: RetainedBackup
  readonly uncounted: Uncounted | null
  readonly rules: readonly RuleReason[]
  readonly protections: readonly ProtectionReason[]
}

interface Draft extends Verdict {
  readonly rules: RuleReason[]
  readonly protections: ProtectionReason[]
}

interface Rules {
  readonly policy: RetentionPolicy
  readonly clock: RetentionClock
  readonly bucketsOf: ((at: Date) => Buckets) | null
}

/** The backups, and those of them that don't count. */
export interface History {
  readonly backups: readonly RetainedBackup[]
  readonly uncounted: ReadonlyMap<string, Uncounted>
}

/** The verdict on each backup, oldest first. */
export function judge({ backups, uncounted }: History, policy: RetentionPolicy, clock: RetentionClock): Verdict[] {
  const drafts = backups.toSorted(byAge).map<Draft>((backup) => ({
    backup,
    uncounted: uncounted.get(backup.id) ?? null,
    rules: [],
    protections: [],
  }))
  protect(drafts)
  judgeSafety(drafts, policy, clock)
  const needsCalendar = bucketKinds.some((kind) => policy[kind] !== null)
  const rules = { policy, clock, bucketsOf: needsCalendar ? openCalendar(clock.zone) : null }
  const regular = drafts.filter(({ backup }) => backup.purpose === 'regular')
  for (const line of Map.groupBy(regular, ({ backup }) => backup.line).values()) judgeLine(line.toReversed(), rules)
  return drafts
}

function protect(drafts: readonly Draft[]): void {
  const unreadable = drafts.findLast(({ backup }) => !backup.isRemovable)?.backup
  for (const { backup, protections } of drafts) {
    if (backup.isPinned) protections.push({ code: 'pinned' })
    if (backup.chainHeld) protections.push({ code: 'held' })
    if (!backup.isRemovable) protections.push({ code: 'untouchable' })
    if (backup.isInUse) protections.push({ code: 'in_use' })
    if (backup.purpose === 'upload') protections.push({ code: 'upload' })
    // Whatever it was that can't be read, it can only refer to what was there before it; of which line is unknown as well.
    if (unreadable !== undefined && backup !== unreadable && backup.startedAt <= unreadable.startedAt)
      protections.push({ code: 'may_be_needed', by: unreadable.id })
  }
}

function judgeSafety(drafts: readonly Draft[], policy: RetentionPolicy, clock: RetentionClock): void {
  const instants = drafts.filter(({ backup }) => backup.purpose !== 'upload').map(({ backup }) => backup.startedAt.getTime())
  const ageOf = ageCounter([...instants, clock.now.getTime()], clock.longestGapMs)
  for (const { backup, rules, protections } of drafts) {
    if (backup.purpose !== 'safety') continue
    const ageMs = ageOf(backup.startedAt.getTime())
    if (ageMs < freshSafetyHours * hourMs) protections.push({ code: 'fresh_safety', hours: freshSafetyHours })
    if (ageMs <= safetyDays * dayMs) rules.push({ code: 'safety', days: safetyDays })
    if (keepsEverything(policy)) rules.push({ code: 'unlimited' })
  }
}

/** `line` is newest first. */
function judgeLine(line: readonly Draft[], { policy, clock, bucketsOf }: Rules): void {
  line[0]?.protections.push({ code: 'newest' })
  judgeNumbers(line, policy)
  const counting = line.filter(({ uncounted }) => uncounted === null)
  if (policy.keepDays !== null) judgeAges(line, policy.keepDays, ageCounter(counting.map(instantOf), clock.longestGapMs))
  if (bucketsOf === null) return
  const buckets = counting.map(({ backup }) => bucketsOf(backup.startedAt))
  for (const kind of bucketKinds) {
    const of = policy[kind]
    if (of !== null) judgeBuckets(counting, { kind, of, labels: buckets.map((labels) => labels[kind]) })
  }
}

function judgeNumbers(line: readonly Draft[], policy: RetentionPolicy): void {
  let newerCounting = 0
  let newerGood = 0
  let newerProven = 0
  for (const { backup, uncounted, rules, protections } of line) {
    if (!hasRules(policy)) rules.push({ code: 'unlimited' })
    if (policy.keepLast !== null && newerCounting < policy.keepLast) rules.push({ code: 'last', newer: newerCounting, of: policy.keepLast })
    // What failed or looks odd may still be all there is of the newest state.
    if (uncounted !== null && newerCounting === 0) rules.push({ code: 'unsettled', because: uncounted })
    // Of the good ones as of the counting ones, because a flood of small ones must not take the floor of the others.
    const rank = Math.min(backup.isGood ? newerGood : Infinity, uncounted === null ? newerCounting : Infinity)
    if (rank < policy.verifiedFloor) protections.push({ code: 'floor', of: policy.verifiedFloor })
    const isProven = backup.isGood && backup.trust === 'proven'
    if (isProven && newerProven < policy.verifiedFloor) protections.push({ code: 'proven_floor', of: policy.verifiedFloor })
    if (isProven) newerProven++
    if (uncounted === null) newerCounting++
    if (backup.isGood) newerGood++
  }
}

function judgeAges(line: readonly Draft[], of: number, ageOf: (atMs: number) => number): void {
  for (const draft of line) {
    const ageMs = ageOf(instantOf(draft))
    if (ageMs <= of * dayMs) draft.rules.push({ code: 'days', ageDays: Math.floor(ageMs / dayMs), of })
  }
}

interface BucketRule {
  readonly kind: BucketKind
  readonly of: number
  readonly labels: readonly string[]
}

function judgeBuckets(counting: readonly Draft[], { kind, of, labels }: BucketRule): void {
  const seen = new Set<string>()
  counting.forEach(({ rules }, index) => {
    const label = labels[index]!
    if (seen.has(label)) return
    seen.add(label)
    if (seen.size <= of) rules.push({ code: 'bucket', kind, label, position: seen.size, of })
  })
}

function instantOf({ backup }: Draft): number {
  return backup.startedAt.getTime()
}
