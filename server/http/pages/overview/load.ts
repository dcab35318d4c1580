import type { OverviewView, PlanRow, TargetRow } from '../../../../views/pages/overview/view.ts'
import type { Plan } from '../../../domain/plan.ts'
import { isPlanOverdue } from '../../../services/figures.ts'
import { namePlans } from '../../../services/named-plans.ts'
import type { BackupTally, TargetTally } from '../../../store/tallies.ts'
import type { House } from '../../house.ts'
import { activeNow } from '../jobs/active.ts'
import { alertsOf, type DaemonState, lookedAtMax } from './alerts.ts'
import { failedByHand } from './by-hand.ts'
import { planRowOf } from './plan-rows.ts'

/** More plans than these have a list of their own. */
const plansMax = 60
const looseMax = 20

/** Everything that the overview shows. What it costs depends on how many plans there are, and hardly on how many backups. */
export async function loadOverview(house: House, now: Date): Promise<OverviewView> {
  const { backups: tallies, targets } = await house.figures.latest()
  const plans = await house.plans.list()
  const sources = await house.installation.store.sources.names()
  const targetNames = await house.installation.store.targets.names()
  const rows = await planRows(house, { plans, tallies, now })
  const state = await stateOf(house)
  const byHand = await failedByHand(house, { sources, planIds: new Set(plans.map(({ id }) => id)) })
  const backups = sum(tallies, ({ count }) => count)
  const planned = new Set(plans.flatMap(({ sourceIds }) => sourceIds))
  const loose = [...sources].filter(([id]) => !planned.has(id)).map(([id, name]) => ({ id, name }))
  return {
    backups,
    proven: sum(
      tallies.filter(({ trust }) => trust === 'proven'),
      ({ count }) => count,
    ),
    storedBytes: sum(targets, ({ sizeBytes }) => sizeBytes),
    nextRun: nextRunOf(plans),
    groups: await alertsOf(house, { state, plans: rows, tallies, targetNames, byHand }),
    lookedAt: backups > lookedAtMax ? lookedAtMax : null,
    plans: rows,
    otherPlans: plans.length - rows.length,
    looseSources: loose.slice(0, looseMax),
    jobs: await activeNow(house),
    targets: targetRows(targets, targetNames),
  }
}

interface PlanFacts {
  readonly plans: readonly Plan[]
  readonly tallies: readonly BackupTally[]
  readonly now: Date
}

/** By name; where there are too many, those that are late come before those that are not. */
async function planRows(house: House, { plans, tallies, now }: PlanFacts): Promise<PlanRow[]> {
  const byPlan = Map.groupBy(tallies, ({ planId }) => planId)
  const isLate = (plan: Plan) => isPlanOverdue(plan, byPlan.get(plan.id) ?? [], now)
  const chosen = plans.length <= plansMax ? plans : [...plans.filter(isLate), ...plans.filter((plan) => !isLate(plan))].slice(0, plansMax)
  const ids = new Set(chosen.map(({ id }) => id))
  const named = await namePlans(
    plans.filter(({ id }) => ids.has(id)),
    house.installation,
  )
  const settings = named.map(({ plan, sources }) => ({
    plan,
    sources: sources.map(({ name }) => name),
    tallies: byPlan.get(plan.id) ?? [],
    now,
  }))
  return Promise.all(settings.map((setting) => planRowOf(house, setting)))
}

async function stateOf(house: House): Promise<DaemonState> {
  if (!house.isReady()) return 'draining'
  const { store, worker } = await house.control.vitals()
  return store && worker ? 'ok' : 'degraded'
}

function nextRunOf(plans: readonly Plan[]): OverviewView['nextRun'] {
  const next = plans
    .filter(({ isPaused, nextRunAt }) => !isPaused && nextRunAt !== null)
    .sort((one, other) => one.nextRunAt!.getTime() - other.nextRunAt!.getTime())[0]
  return next === undefined ? null : { at: next.nextRunAt!, plan: { id: next.id, name: next.name } }
}

function targetRows(tallies: readonly TargetTally[], names: ReadonlyMap<string, string>): TargetRow[] {
  const byTarget = new Map(tallies.map((tally) => [tally.targetId, tally]))
  const rows = [...names].map(([id, name]) => ({
    id,
    name,
    count: byTarget.get(id)?.count ?? 0,
    sizeBytes: byTarget.get(id)?.sizeBytes ?? 0,
  }))
  return rows.sort((one, other) => other.sizeBytes - one.sizeBytes)
}

function sum<Item>(items: readonly Item[], measure: (item: Item) => number): number {
  return items.reduce((total, item) => total + measure(item), 0)
}
