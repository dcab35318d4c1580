import { type Figures, isPlanOverdue, newest } from '../services/figures.ts'
import type { BackupTally } from '../store/tallies.ts'
import type { House } from './house.ts'
import type { LoopLag } from './meter.ts'
import type { Metric, MetricSample } from './metrics-text.ts'

/** What the process is doing, as whoever asks it sees it. */
export interface ProcessFigures {
  readonly residentBytes: number
  readonly heapBytes: number
  readonly cpuSeconds: number
  readonly uptimeSeconds: number
  readonly runtime: string
  readonly lag: LoopLag | null
}

/** Everything there is to watch. */
export async function collectMetrics(house: House, running: ProcessFigures): Promise<Metric[]> {
  const figures = await house.figures.latest()
  const now = house.installation.seams.clock.now()
  return [
    gauge('holdfast_build_info', 'Which Holdfast this is.', [{ labels: { version: house.version, runtime: running.runtime }, value: 1 }]),
    ...(await backupMetrics(house, figures, now)),
    ...(await jobMetrics(house, figures)),
    ...httpMetrics(house),
    ...processMetrics(running),
    one('holdfast_figures_timestamp_seconds', 'When backups and jobs were counted for these metrics.', secondsOf(figures.takenAt)),
  ]
}

async function backupMetrics(house: House, { backups, targets }: Figures, now: Date): Promise<Metric[]> {
  const { store } = house.installation
  const plans = await store.plans.list()
  const planNames = namesOf(await store.plans.names())
  const sourceNames = namesOf(await store.sources.names())
  const targetNames = namesOf(await store.targets.names())
  const labelsOf = ({ planId, sourceId }: BackupTally) => ({ plan: planNames(planId), source: sourceNames(sourceId) })
  const lines = [...Map.groupBy(backups, ({ planId, sourceId }) => JSON.stringify([planId, sourceId])).values()]
  const lastOf = (chosen: (tally: BackupTally) => boolean) =>
    lines.flatMap((tallies): MetricSample[] => {
      const at = newest(tallies.filter(chosen).map(({ lastGoodAt }) => lastGoodAt))
      return at === null ? [] : [{ labels: labelsOf(tallies[0]!), value: secondsOf(at) }]
    })
  const ofTarget = (value: 'count' | 'sizeBytes') =>
    targets.map((tally) => ({ labels: { target: targetNames(tally.targetId) }, value: tally[value] }))
  return [
    gauge(
      'holdfast_backups',
      'Backups that are kept, by how far each was proven.',
      backups.map((tally) => ({ labels: { ...labelsOf(tally), trust: tally.trust }, value: tally.count })),
    ),
    gauge(
      'holdfast_last_good_backup_timestamp_seconds',
      'When the newest backup started that a restore could be made from.',
      lastOf(() => true),
    ),
    gauge(
      'holdfast_last_proven_backup_timestamp_seconds',
      'When the newest backup started that was proven to restore.',
      lastOf(({ trust }) => trust === 'proven'),
    ),
    gauge(
      'holdfast_plan_overdue',
      '1 where a scheduled backup of the plan is late by more than an hour.',
      plans.map((plan) => ({ labels: { plan: plan.name }, value: isPlanOverdue(plan, backups, now) ? 1 : 0 })),
    ),
    gauge('holdfast_target_copies', 'Archives that are kept at a target.', ofTarget('count')),
    gauge('holdfast_target_bytes', 'How large the archives at a target are together.', ofTarget('sizeBytes')),
  ]
}

async function jobMetrics({ jobs }: House, figures: Figures): Promise<Metric[]> {
  return [
    gauge(
      'holdfast_jobs',
      'Jobs that are remembered, by kind and state.',
      figures.jobs.map(({ kind, state, count }) => ({ labels: { kind, state }, value: count })),
    ),
    one('holdfast_queue_length', 'Jobs that wait.', await jobs.count({ states: ['pending'] })),
    one('holdfast_jobs_running', 'Jobs that run.', await jobs.count({ states: ['running'] })),
  ]
}

function httpMetrics({ meter, control }: House): Metric[] {
  const samples = meter.requests.map(({ group, status, count }) => ({ labels: { group, status: String(status) }, value: count }))
  return [
    { name: 'holdfast_http_requests_total', type: 'counter', help: 'Requests that were answered, by group of routes and status.', samples },
    one('holdfast_event_listeners', 'Who listens to events right now.', control.hub.size),
  ]
}

function processMetrics({ residentBytes, heapBytes, cpuSeconds, uptimeSeconds, lag }: ProcessFigures): Metric[] {
  const lags = lag === null ? [] : Object.entries(lag).map(([of, value]) => ({ labels: { of }, value }))
  return [
    gauge('holdfast_event_loop_lag_seconds', 'How late timers were since these metrics were asked for before.', lags),
    one('process_resident_memory_bytes', 'Memory of the process.', residentBytes),
    one('process_heap_bytes', 'Memory in use by the heap.', heapBytes),
    { ...one('process_cpu_seconds_total', 'Processor time that the process used.', cpuSeconds), type: 'counter' },
    one('holdfast_uptime_seconds', 'How long the daemon runs.', uptimeSeconds),
  ]
}

function gauge(name: string, help: string, samples: readonly MetricSample[]): Metric {
  return { name, type: 'gauge', help, samples }
}

function one(name: string, help: string, value: number): Metric {
  return gauge(name, help, [{ value }])
}

/** What is gone has no name any more, and what never had one has none either. */
function namesOf(names: ReadonlyMap<string, string>): (id: string | null) => string {
  return (id) => (id === null ? '' : (names.get(id) ?? ''))
}

function secondsOf(instant: Date): number {
  return instant.getTime() / 1000
}
