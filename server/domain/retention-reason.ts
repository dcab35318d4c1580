import type { BucketKind } from './retention-policy.ts'

/** Why a backup doesn't count: it fills no number, stands for no day and sets no age. */
export type Uncounted = 'unreadable' | 'bad' | 'held' | 'small' | 'chain'

/** What a rule of the policy wants to keep; the caps override these. */
export type RuleReason =
  | { readonly code: 'unlimited' }
  | { readonly code: 'last'; readonly newer: number; readonly of: number }
  | { readonly code: 'days'; readonly ageDays: number; readonly of: number }
  | { readonly code: 'bucket'; readonly kind: BucketKind; readonly label: string; readonly position: number; readonly of: number }
  | { readonly code: 'unsettled'; readonly because: Uncounted }
  | { readonly code: 'safety'; readonly days: number }

/** What keeps a backup whatever the rules and the caps say. */
export type ProtectionReason =
  | { readonly code: 'clock' }
  | { readonly code: 'newest' }
  | { readonly code: 'floor'; readonly of: number }
  /** Of those that a drill restored: newer ones that were only stored don't take their place. */
  | { readonly code: 'proven_floor'; readonly of: number }
  | { readonly code: 'pinned' }
  | { readonly code: 'needed'; readonly by: string; readonly others: number }
  | { readonly code: 'may_be_needed'; readonly by: string }
  | { readonly code: 'held' }
  | { readonly code: 'untouchable' }
  | { readonly code: 'in_use' }
  | { readonly code: 'fresh_safety'; readonly hours: number }
  | { readonly code: 'upload' }

export type KeepReason = RuleReason | ProtectionReason

export type RemoveReason =
  | { readonly code: 'unmatched' }
  | { readonly code: 'uncounted'; readonly because: Uncounted }
  | { readonly code: 'expired_safety'; readonly days: number }
  | { readonly code: 'count_cap'; readonly countMax: number; readonly despite: readonly RuleReason[] }
  | { readonly code: 'cap'; readonly sizeBytesMax: number; readonly despite: readonly RuleReason[] }

export type Reason = KeepReason | RemoveReason

const uncountedTexts: Readonly<Record<Uncounted, string>> = {
  unreadable: 'its record or its copies are not known',
  bad: 'it is not verified',
  held: 'the last verification in its chain failed',
  small: 'it, or the full backup that it refers to, is unusually small',
  chain: 'a backup that it refers to is missing or not verified',
}

const periods: Readonly<Record<BucketKind, string>> = { daily: 'day', weekly: 'week', monthly: 'month', yearly: 'year' }

/** The reason as one English sentence. */
export function describeReason(reason: Reason): string {
  switch (reason.code) {
    case 'unlimited':
      return 'The policy limits neither how many backups are kept nor for how long.'
    case 'last':
      return `It is number ${reason.newer + 1} from the newest of those that count, and the last ${reason.of} are kept.`
    case 'days':
      return `Its age is ${dayCount(reason.ageDays)}, not counting time without backups, and backups are kept for ${dayCount(reason.of)}.`
    case 'bucket':
      return describeBucket(reason)
    case 'unsettled':
      return `It does not count, because ${uncountedTexts[reason.because]}; but nothing newer counts either.`
    case 'safety':
      return `It was made before a restore, to undo it, and such backups are kept for ${reason.days} days.`
    case 'unmatched':
      return 'No rule of the policy keeps it.'
    case 'uncounted':
      return `It does not count, because ${uncountedTexts[reason.because]}; and newer backups count.`
    case 'expired_safety':
      return `It was made before a restore, to undo it, more than ${reason.days} days ago.`
    case 'count_cap':
    case 'cap':
      return describeCap(reason)
    default:
      return describeProtection(reason)
  }
}

function dayCount(days: number): string {
  return days === 1 ? '1 day' : `${days} days`
}

function describeProtection(reason: ProtectionReason): string {
  switch (reason.code) {
    case 'clock':
      return 'Nothing is removed while the clock looks wrong.'
    case 'newest':
      return 'It is the newest backup of its source.'
    case 'floor':
      return reason.of === 1
        ? 'It is the last verified backup of its source.'
        : `It is one of the last ${reason.of} verified backups of its source.`
    case 'proven_floor':
      return reason.of === 1
        ? 'It is the last backup of its source that was proven to restore.'
        : `It is one of the last ${reason.of} backups of its source that were proven to restore.`
    case 'pinned':
      return 'It is pinned.'
    case 'needed':
      return `Backup ${reason.by}${reason.others === 0 ? ', which is kept, refers' : ` and ${reason.others} more, which are kept, refer`} to it.`
    case 'may_be_needed':
      return `Backup ${reason.by} is newer and can't be read for now, so it may refer to this one.`
    case 'held':
      return 'The last verification in its chain failed, so nothing of the chain is removed.'
    case 'untouchable':
      return 'Its record or its copies are not known.'
    case 'in_use':
      return 'A job works on it.'
    case 'fresh_safety':
      return `It was made before a restore, to undo it, less than ${reason.hours} hours ago.`
    case 'upload':
      return 'Somebody uploaded it, so only somebody removes it.'
  }
}

function describeBucket({ kind, label, position, of }: Extract<Reason, { code: 'bucket' }>): string {
  const period = periods[kind]
  const place = position === 1 ? `the newest ${period}` : `${period} ${position}`
  return `It is the newest of ${kind === 'weekly' ? 'the week from ' : ''}${label}, ${place} of the ${of} that are kept.`
}

function describeCap(reason: Extract<Reason, { code: 'cap' | 'count_cap' }>): string {
  const rules = reason.despite.map((rule) => (rule.code === 'bucket' ? rule.kind : rule.code)).join(', ')
  return reason.code === 'cap'
    ? `The backups take more than the ${reason.sizeBytesMax} bytes allowed, which overrides what would keep it (${rules}).`
    : `There are more backups of its source than the ${reason.countMax} allowed, which overrides what would keep it (${rules}).`
}
