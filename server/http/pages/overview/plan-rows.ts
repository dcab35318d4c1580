import type { Named, PlanRow, Punctuality } from '../../../../views/pages/overview/view.ts'
import type { Backup } from '../../../domain/backup.ts'
import type { TrustLevel } from '../../../domain/job.ts'
import type { Plan } from '../../../domain/plan.ts'
import { isTerminal, type Job, type JobState } from '../../../domain/work.ts'
import { newest } from '../../../services/figures.ts'
import type { BackupTally } from '../../../store/tallies.ts'
import type { House } from '../../house.ts'

/** So many runs are drawn of each plan. */
const runsMax = 30
/** Of a plan with very many sources only so many backups and jobs are read. */
const readMax = 150
/** Jobs that wait or were tried again stand between one run and the next. */
const jobsOfSource = 4

export interface PlanSetting {
  readonly plan: Plan
  readonly sources: readonly string[]
  /** Of this plan. */
  readonly tallies: readonly BackupTally[]
  readonly isOverdue: boolean
}

/** How a plan stands. Reads its newest backups and jobs, never all. */
export async function planRowOf(
  house: Pick<House, 'backups' | 'jobs'>,
  { plan, sources, tallies, isOverdue }: PlanSetting,
): Promise<PlanRow> {
  const { id, name, sourceIds } = plan
  const limitOf = (each: number) => Math.min(readMax, each * Math.max(1, sourceIds.length))
  const backups = await house.backups.list({ planId: id, state: 'kept', purpose: 'regular' }, { limit: limitOf(runsMax) })
  const jobs = await house.jobs.list({ kind: 'backup', planId: id }, { limit: limitOf(jobsOfSource) })
  const latest = newestBySource(backups, sourceIds)
  const lastGoodAt = lastGoodOf(plan, tallies)
  return {
    plan: { id, name },
    sources,
    lastRun: lastRunOf(jobs, sourceIds),
    newest: leastTrusted(latest),
    lastGoodAt,
    punctuality: punctualityOf(plan, { lastGoodAt, isOverdue }),
    nextRunAt: plan.nextRunAt,
    chainLength: latest.length === 0 ? null : Math.max(...latest.map(({ chain }) => chain.length)) + 1,
    sizes: sizesOf(backups),
  }
}

/** Since when the source that waits the longest has a good backup; null where one has none. */
export function lastGoodOf({ sourceIds }: Pick<Plan, 'sourceIds'>, tallies: readonly BackupTally[]): Date | null {
  const each = sourceIds.map((id) => newest(tallies.filter(({ sourceId }) => sourceId === id).map(({ lastGoodAt }) => lastGoodAt)))
  return (
    each.reduce<Date | null | undefined>((oldest, at) => {
      if (oldest === undefined || at === null) return at
      return oldest !== null && at < oldest ? at : oldest
    }, undefined) ?? null
  )
}

function punctualityOf(
  plan: Plan,
  { lastGoodAt, isOverdue }: { readonly lastGoodAt: Date | null; readonly isOverdue: boolean },
): Punctuality {
  if (plan.isPaused) return 'paused'
  if (plan.settings.schedule === null) return 'manual'
  if (isOverdue) return 'overdue'
  return lastGoodAt === null ? 'waiting' : 'onTime'
}

const severity: Readonly<Record<JobState, number>> = {
  failed: 4,
  timeout: 4,
  cancelled: 3,
  completed_with_warnings: 2,
  completed: 1,
  pending: 0,
  running: 0,
}

/** The last run of each source counts, and of these the worst: a plan is as well as its sickest source. */
function lastRunOf(jobs: readonly Job[], sourceIds: readonly string[]): PlanRow['lastRun'] {
  const ended = jobs.filter(({ state, sourceId }) => isTerminal(state) && sourceId !== null && sourceIds.includes(sourceId))
  const latest = [...Map.groupBy(ended, ({ sourceId }) => sourceId).values()].map(([first]) => first!)
  const worst = latest.reduce<Job | null>((one, other) => (one === null || severity[other.state] > severity[one.state] ? other : one), null)
  return worst === null ? null : { jobId: worst.id, state: worst.state, at: worst.finishedAt }
}

function newestBySource(backups: readonly Backup[], sourceIds: readonly string[]): Backup[] {
  const own = backups.filter(({ sourceId }) => sourceId !== null && sourceIds.includes(sourceId))
  return [...Map.groupBy(own, ({ sourceId }) => sourceId).values()].map(([first]) => first!)
}

const trustRanks: Readonly<Record<TrustLevel, number>> = { stored: 0, parsed: 1, proven: 2 }

function leastTrusted(latest: readonly Backup[]): (Named & Pick<Backup, 'trust' | 'sizeBytes'>) | null {
  const least = latest.reduce<Backup | null>(
    (one, other) => (one === null || trustRanks[other.trust] < trustRanks[one.trust] ? other : one),
    null,
  )
  return least === null ? null : { id: least.id, name: least.name, trust: least.trust, sizeBytes: least.sizeBytes }
}

/** What all sources hold together after each backup: content and not archives, because those of a chain are as small as little has changed. */
function sizesOf(backups: readonly Backup[]): number[] {
  const isContentKnown = backups.every(({ plainBytes }) => plainBytes !== null)
  const held = new Map<string, number>()
  const lines = new Set(backups.map(({ sourceId, source }) => sourceId ?? source.digest)).size
  const sums = backups.toReversed().flatMap(({ sourceId, source, plainBytes, sizeBytes }) => {
    held.set(sourceId ?? source.digest, isContentKnown ? plainBytes! : sizeBytes)
    return held.size < lines ? [] : [[...held.values()].reduce((sum, size) => sum + size, 0)]
  })
  return sums.slice(-runsMax)
}
