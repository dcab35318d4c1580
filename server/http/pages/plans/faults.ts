import type { Failure } from '../../../../plugins/failure.ts'
import type { PlanFault } from '../../../../views/messages/plans-form.ts'
import type { PlanFaults } from '../../../../views/pages/plans/form-part.ts'
import { type PlanField, type PlanTyped, simpleTexts } from '../../../../views/pages/plans/typed.ts'

type Place = readonly [field: PlanField, fault: PlanFault]

/** What a setting is called in the form, and what is said of it when it is refused. */
const places: Readonly<Record<string, Place>> = {
  name: ['name', 'name'],
  sources: ['sources', 'gone'],
  targets: ['targets', 'gone'],
  zone: ['zone', 'zone'],
  jitterSeconds: ['jitterMinutes', 'jitter'],
  mode: ['mode', 'choice'],
  fullEveryMs: ['fullEveryDays', 'days'],
  chainLengthMax: ['chainLengthMax', 'chain'],
  codec: ['codec', 'choice'],
  recipients: ['recipients', 'recipients'],
  tables: ['tables', 'tables'],
  'retention.keepLast': ['keepLast', 'count'],
  'retention.keepDays': ['keepDays', 'count'],
  'retention.daily': ['daily', 'count'],
  'retention.weekly': ['weekly', 'count'],
  'retention.monthly': ['monthly', 'count'],
  'retention.yearly': ['yearly', 'count'],
  'retention.countMax': ['countMax', 'count'],
  'retention.sizeBytesMax': ['sizeMax', 'size'],
  'retention.verifiedFloor': ['verifiedFloor', 'floor'],
  'verification.level': ['level', 'choice'],
  'verification.assertions': ['assertions', 'assertions'],
  timeoutMs: ['timeoutMinutes', 'minutes'],
  idleMs: ['idleMinutes', 'minutes'],
  retries: ['retries', 'retries'],
  retryDelayMs: ['retryDelayMinutes', 'delay'],
}

/** What is missing of what a plan can't be without. */
export function missingOf({ texts, sources, targets }: PlanTyped): PlanFaults {
  return {
    ...(texts.name.trim() === '' ? { name: 'name' } : {}),
    ...(sources.length === 0 ? { sources: 'sources' } : {}),
    ...(targets.length === 0 ? { targets: 'targets' } : {}),
  }
}

/** What a failure says of fields that stand in the form; nothing where it speaks of anything else. */
export function faultsOf(failure: Failure, { texts }: PlanTyped): PlanFaults {
  const { code, detail } = failure
  if (code === 'conflict') return { name: 'taken' }
  if (code === 'not_found')
    return detail['noun'] === 'source' ? { sources: 'gone' } : detail['noun'] === 'target' ? { targets: 'gone' } : {}
  const fields = Array.isArray(detail['fields']) ? (detail['fields'] as string[]) : []
  return Object.fromEntries(fields.flatMap((path) => placeOf(path, texts) ?? []).map(([field, fault]) => [field, fault]))
}

/** Whether something is wrong that only the full view shows. */
export function needsFullView(faults: PlanFaults): boolean {
  const simple: readonly string[] = [...simpleTexts, 'sources', 'targets']
  return Object.keys(faults).some((field) => !simple.includes(field))
}

function placeOf(path: string, texts: PlanTyped['texts']): Place[] | null {
  const schedule = /^(verification\.)?schedule(?:\.(\w+))?/.exec(path)
  if (schedule !== null) return [scheduleFault(schedule[2] ?? '', schedule[1] === undefined ? ofBackups : ofVerification, texts)]
  const known = Object.keys(places).find((name) => path === name || path.startsWith(`${name}.`))
  return known === undefined ? null : [places[known]!]
}

interface ScheduleFields {
  readonly every: 'every' | 'verifyEvery'
  readonly byPart: Readonly<Record<string, PlanField>>
  readonly times: PlanField
}

const ofBackups: ScheduleFields = {
  every: 'every',
  byPart: { time: 'time', weekday: 'weekday', day: 'monthDay', expression: 'cron' },
  times: 'times',
}

const ofVerification: ScheduleFields = {
  every: 'verifyEvery',
  byPart: { time: 'verifyTime', weekday: 'verifyWeekday', day: 'verifyMonthDay', expression: 'verifyCron' },
  times: 'verifyTimes',
}

function scheduleFault(part: string, { every, byPart, times }: ScheduleFields, texts: PlanTyped['texts']): Place {
  // A schedule that is well formed and refused all the same never comes, and only cron can say such a thing.
  if (part === '') return [byPart['expression']!, 'never']
  if (part === 'expression' && texts[every] === 'times') return [times, 'times']
  if (part === 'expression') return [byPart[part]!, 'cron']
  const field = byPart[part]
  return field === undefined ? [every, 'choice'] : [field, part === 'time' ? 'time' : 'choice']
}
