import type { BucketKind, RetentionPolicy } from '../../server/domain/retention-policy.ts'
import type { Reason } from '../../server/domain/retention-reason.ts'
import { bytes, counted, duration, number } from '../format.ts'
import type { PageFrame } from '../frame.ts'
import { fill } from '../messages/fill.ts'
import { retentionMessages } from '../messages/plans-retention.ts'

type Manner = Pick<PageFrame, 'language'>

const dayMs = 86_400_000

/** What a policy keeps, a sentence a rule. */
export function policyWords(policy: RetentionPolicy, frame: Manner): string[] {
  const say = retentionMessages[frame.language]
  const rule = (forms: Parameters<typeof counted>[0], count: number | null) => (count === null ? [] : [counted(forms, { count }, frame)])
  const rules = [
    ...rule(say.last, policy.keepLast),
    ...rule(say.days, policy.keepDays),
    ...rule(say.daily, policy.daily),
    ...rule(say.weekly, policy.weekly),
    ...rule(say.monthly, policy.monthly),
    ...rule(say.yearly, policy.yearly),
  ]
  const caps = [
    ...rule(say.countMax, policy.countMax),
    ...(policy.sizeBytesMax === null ? [] : [fill(say.sizeMax, { size: bytes(policy.sizeBytesMax, frame) })]),
  ]
  if (rules.length + caps.length === 0) return [say.everything]
  const { verifiedFloor } = policy
  const floor = verifiedFloor === 0 ? [say.floorNone] : [counted(say.floor, { count: verifiedFloor }, frame)]
  return [...rules, ...caps, ...floor]
}

/** Why a backup stays or goes. `names` are those of the other backups that a reason may speak of, by id. */
export function reasonWords(reason: Reason, names: ReadonlyMap<string, string>, frame: Manner): string {
  const { reasons: say, because } = retentionMessages[frame.language]
  const nameOf = (id: string) => names.get(id) ?? id.slice(0, 8)
  switch (reason.code) {
    case 'last':
      return fill(say.last, { place: number(reason.newer + 1, frame), of: number(reason.of, frame) })
    case 'days':
      return counted(say.days, { count: reason.ageDays, of: duration(reason.of * dayMs, frame) }, frame)
    case 'bucket':
      return bucketWords(reason, frame)
    case 'unsettled':
    case 'uncounted':
      return fill(say[reason.code], { because: because[reason.because] })
    case 'safety':
    case 'expired_safety':
      return counted(say[reason.code], { count: reason.days }, frame)
    case 'fresh_safety':
      return counted(say.fresh_safety, { count: reason.hours }, frame)
    case 'floor':
    case 'proven_floor':
      return counted(say[reason.code], { count: reason.of }, frame)
    case 'needed':
      if (reason.others === 0) return fill(say.needed, { by: nameOf(reason.by) })
      return counted(say.neededByMore, { count: reason.others, by: nameOf(reason.by) }, frame)
    case 'may_be_needed':
      return fill(say.may_be_needed, { by: nameOf(reason.by) })
    case 'count_cap':
      return counted(say.count_cap, { count: reason.countMax }, frame)
    case 'cap':
      return fill(say.cap, { size: bytes(reason.sizeBytesMax, frame) })
    default:
      return say[reason.code]
  }
}

function bucketWords({ kind, label, position, of }: Extract<Reason, { code: 'bucket' }>, frame: Manner): string {
  const forms: Readonly<Record<BucketKind, string>> = retentionMessages[frame.language].reasons
  return fill(forms[kind], { label, place: number(position, frame), of: number(of, frame) })
}
