import type { Plan, PlanSettings } from '../domain/plan.ts'
import { describeReason, type RetentionPolicy } from '../domain/retention.ts'
import { describeSchedule } from '../domain/schedule.ts'
import type { Installation } from '../services/installation.ts'
import type { RetentionPreview } from '../services/retention.ts'
import { count, formatDuration, formatSize, printable, sentence } from './format.ts'
import { formatInstant, renderTable } from './table.ts'

/** A plan with the names of what it is about. */
export interface NamedPlan extends Plan {
  readonly sources: readonly string[]
  readonly targets: readonly string[]
}

/** The plans with the names of their sources and targets. */
export async function namePlans(plans: readonly Plan[], { store }: Installation): Promise<NamedPlan[]> {
  const nouns = [...(await store.sources.list()), ...(await store.targets.list())]
  const names = new Map(nouns.map(({ id, name }) => [id, name]))
  const named = (ids: readonly string[]) => ids.map((id) => names.get(id) ?? id)
  return plans.map((plan) => ({ ...plan, sources: named(plan.sourceIds), targets: named(plan.targetIds) }))
}

export const planColumns = ['NAME', 'SOURCES', 'TARGETS', 'MODE', 'SCHEDULE', 'NEXT RUN', 'KEEPS'] as const

/** One row of the list. */
export function planCells(plan: NamedPlan): string[] {
  const { name, sources, targets, settings, isPaused, nextRunAt } = plan
  return [
    name,
    sources.join(', ') || '-',
    targets.join(', ') || '-',
    settings.mode,
    scheduleOf(settings),
    isPaused ? 'paused' : formatInstant(nextRunAt),
    describePolicy(settings.retention),
  ]
}

/** Everything about one plan, a field a line. */
export function planFields(plan: NamedPlan): [string, string][] {
  const { settings } = plan
  const { verification } = settings
  const verified = [
    verification.level,
    ...(verification.afterBackup ? ['after every backup'] : []),
    ...(verification.schedule === null ? [] : [describeSchedule(verification.schedule, settings.zone)]),
    ...(verification.assertions.length === 0 ? [] : [count(verification.assertions.length, 'assertion')]),
  ]
  return [
    ['name', plan.name],
    ['id', plan.id],
    ['sources', plan.sources.join(', ') || '-'],
    ['targets', plan.targets.join(', ') || '-'],
    ['schedule', scheduleOf(settings)],
    ['next run', plan.isPaused ? 'paused' : formatInstant(plan.nextRunAt)],
    ['mode', modeOf(settings)],
    ['codec', settings.codec],
    ['sealed to', settings.recipients.join(', ') || '-'],
    ['tables', settings.tables?.join(', ') ?? 'all'],
    ['keeps', describePolicy(settings.retention)],
    ['verified', verified.join(', ')],
    ['ends after', settings.timeoutMs === null ? 'no limit' : formatDuration(settings.timeoutMs)],
    ['ends idle after', settings.idleMs === null ? 'no limit' : formatDuration(settings.idleMs)],
    ['tried again', `${settings.retries} times, ${formatDuration(settings.retryDelayMs)} apart`],
    ['folder', plan.folder],
    ['created', formatInstant(plan.createdAt)],
    ['changed', formatInstant(plan.updatedAt)],
  ]
}

function scheduleOf({ schedule, zone, jitterSeconds }: PlanSettings): string {
  if (schedule === null) return 'by hand'
  const jitter = jitterSeconds === 0 ? '' : `, within ${formatDuration(jitterSeconds * 1000)}`
  return `${describeSchedule(schedule, zone)}${jitter}`
}

function modeOf({ mode, fullEveryMs, chainLengthMax }: PlanSettings): string {
  if (mode === 'full') return mode
  const every = fullEveryMs === null ? '' : `every ${formatDuration(fullEveryMs)} or `
  return `${mode}, a full one ${every}after ${chainLengthMax} others`
}

/** What a policy keeps, in a few words. */
export function describePolicy(policy: RetentionPolicy): string {
  const rule = (number: number | null, noun: string) => (number === null ? [] : [`${number} ${noun}`])
  const rules = [
    ...(policy.keepLast === null ? [] : [`last ${policy.keepLast}`]),
    ...(policy.keepDays === null ? [] : [count(policy.keepDays, 'day')]),
    ...rule(policy.daily, 'daily'),
    ...rule(policy.weekly, 'weekly'),
    ...rule(policy.monthly, 'monthly'),
    ...rule(policy.yearly, 'yearly'),
    ...(policy.countMax === null ? [] : [`at most ${policy.countMax} of each source`]),
    ...(policy.sizeBytesMax === null ? [] : [`up to ${formatSize(policy.sizeBytesMax)}`]),
  ]
  return rules.length === 0 ? 'everything' : rules.join(', ')
}

/** What retention would remove, and why. */
export function retentionLines({ kept, removed, freedBytes, refusal, decisions }: RetentionPreview): string[] {
  if (refusal !== null) return [refusal]
  if (removed === 0) return [`Of ${count(kept, 'backup')} none would be removed.`]
  const rows = decisions
    .filter(({ keep }) => !keep)
    .map(({ backup, reasons }) => [
      `  ${formatInstant(backup.startedAt)}`,
      backup.name,
      reasons.map(describeReason).map(sentence).join(' '),
    ])
  return [`Of ${kept + removed} backups ${removed} would be removed (${formatSize(freedBytes)}):`, ...renderTable(rows)]
}

/** The next runs. */
export function runLines(runs: readonly Date[]): string[] {
  if (runs.length === 0) return ['It never runs by itself.']
  return ['Next runs:', ...runs.map((run) => `  ${printable(formatInstant(run))}`)]
}
