import type { OverviewView, PlanRow, TargetRow } from '../../../../views/pages/overview/view.ts'
import type { Plan } from '../../../domain/plan.ts'
import { isPlanOverdue } from '../../../services/figures.ts'
import { namePlans } from '../../../services/named-plans.ts'
import type { TargetTally } from '../../../store/tallies.ts'
import type { House } from '../../house.ts'
import { activeNow } from '../jobs/active.ts'
import { alertsOf, type DaemonState, type LatePlan, type TalliesByPlan } from './alerts.ts'
import { failedByHand, failedPlans, type PlanFailed } from './failing.ts'
import { lastGoodOf, planRowOf } from './plan-rows.ts'

/** More plans than these have a list of their own. */
const plansMax = 25
const looseMax = 20
/** So many backups that failed are looked at, the newest first. */
const failedMax = 2000

/** Everything that the overview shows. What it costs depends on how many plans there are, and hardly on how many backups. */
export async function loadOverview(house: House, now: Date): Promise<OverviewView> {
  const { backups: tallies, targets } = await house.figures.latest()
  const plans = await house.plans.list()
  const sources = await house.installation.store.sources.names()
  const targetNames = await house.installation.store.targets.names()
  const failing = await house.installation.store.jobs.failing(failedMax)
  const byPlan = Map.groupBy(tallies, ({ planId }) => planId)
  const late = latePlans(plans, byPlan, now)
  const failed = failedPlans(failing, plans)
  const rows = await planRows(house, { plans: chosenOf(plans, rankOf(late, failed)), tallies: byPlan, late })
  const state = await stateOf(house)
  const byHand = failedByHand(failing, sources, plans)
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
    groups: await alertsOf(house, { state, plans, late, failed, byHand, tallies: byPlan, targetNames }),
    plans: rows,
    otherPlans: plans.length - rows.length,
    looseSources: loose.slice(0, looseMax),
    jobs: await activeNow(house),
    targets: targetRows(targets, targetNames),
  }
}

interface PlanFacts {
  readonly plans: readonly Plan[]
  readonly tallies: TalliesByPlan
  readonly late: readonly LatePlan[]
}

/** Those that should have run and have not, of all that there are. */
function latePlans(plans: readonly Plan[], tallies: TalliesByPlan, now: Date): LatePlan[] {
  return plans.flatMap((plan) => {
    const own = tallies.get(plan.id) ?? []
    return isPlanOverdue(plan, own, now) ? [{ plan: { id: plan.id, name: plan.name }, lastGoodAt: lastGoodOf(plan, own) }] : []
  })
}

/** Where there are too many to show, those that are late come first, and then those whose last run failed. */
function rankOf(late: readonly LatePlan[], failed: readonly PlanFailed[]): (plan: Plan) => number {
  const lateIds = new Set(late.map(({ plan }) => plan.id))
  const failedIds = new Set(failed.map(({ plan }) => plan.id))
  return ({ id }) => (lateIds.has(id) ? 0 : failedIds.has(id) ? 1 : 2)
}

/** In the order that they have among all. */
function chosenOf(plans: readonly Plan[], rank: (plan: Plan) => number): Plan[] {
  const first = plans.toSorted((one, other) => rank(one) - rank(other)).slice(0, plansMax)
  const ids = new Set(first.map(({ id }) => id))
  return plans.filter(({ id }) => ids.has(id))
}

async function planRows(house: House, { plans, tallies, late }: PlanFacts): Promise<PlanRow[]> {
  const lateIds = new Set(late.map(({ plan }) => plan.id))
  const named = await namePlans(plans, house.installation)
  const settings = named.map(({ plan, sources }) => ({
    plan,
    sources: sources.map(({ name }) => name),
    tallies: tallies.get(plan.id) ?? [],
    isOverdue: lateIds.has(plan.id),
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
