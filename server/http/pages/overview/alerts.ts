import type { Alert, AlertGroup, Named } from '../../../../views/pages/overview/view.ts'
import type { BackupTally } from '../../../store/tallies.ts'
import type { House } from '../../house.ts'
import type { PlanFailed, SourceFailed } from './failing.ts'

/** So many of one kind are named. */
const namedMax = 4

export type DaemonState = 'ok' | 'degraded' | 'draining'

/** A plan whose next backup should have been there. */
export interface LatePlan {
  readonly plan: Named
  readonly lastGoodAt: Date | null
}

/** Of all plans there are; what belongs to none is under null. */
export type TalliesByPlan = ReadonlyMap<string | null, readonly BackupTally[]>

export interface AlertFacts {
  readonly state: DaemonState
  readonly plans: readonly Named[]
  readonly late: readonly LatePlan[]
  readonly failed: readonly PlanFailed[]
  /** Backups that no plan asked for and that ended badly, the newest of their sources. */
  readonly byHand: readonly SourceFailed[]
  readonly tallies: TalliesByPlan
  readonly targetNames: ReadonlyMap<string, string>
}

type Alerting = Pick<House, 'backups' | 'installation'>

/** Everything that somebody should look at, the worst first. */
export async function alertsOf(house: Alerting, facts: AlertFacts): Promise<AlertGroup[]> {
  const { state, plans, late, tallies } = facts
  // Without a plan the page says by itself what to do next.
  const isEmpty = plans.length > 0 && tallies.size === 0
  return [
    ...grouped(state === 'ok' ? [] : [{ kind: state }]),
    ...grouped(isEmpty ? [{ kind: 'nothing' }] : []),
    ...grouped(facts.failed),
    ...grouped(facts.byHand),
    ...grouped(late.map(({ plan, lastGoodAt }) => ({ kind: 'overdue', plan, lastGoodAt }))),
    ...(await copyAlerts(house, facts.targetNames)),
    ...(await sizeAlerts(house)),
    ...grouped(plans.flatMap((plan) => unproven(plan, tallies.get(plan.id) ?? []))),
  ]
}

/** The first of them stand for all. */
function grouped(alerts: readonly Alert[], count = alerts.length): AlertGroup[] {
  const shown = alerts.slice(0, namedMax)
  return shown.length === 0 ? [] : [{ alerts: shown, more: Math.max(0, count - shown.length) }]
}

function unproven({ id, name }: Named, own: readonly BackupTally[]): Alert[] {
  const count = own.reduce((sum, tally) => sum + tally.count, 0)
  return count > 0 && own.every(({ trust }) => trust !== 'proven') ? [{ kind: 'unproven', plan: { id, name }, count }] : []
}

async function copyAlerts({ installation }: Alerting, targetNames: ReadonlyMap<string, string>): Promise<AlertGroup[]> {
  const { copies } = installation.store
  const spoiled = await copies.listSpoiled(namedMax)
  const alerts = spoiled.map(({ targetId, ...copy }) => ({ kind: 'copy', target: targetNames.get(targetId) ?? targetId, ...copy }) as const)
  return alerts.length < namedMax ? grouped(alerts) : grouped(alerts, await copies.countSpoiled())
}

async function sizeAlerts({ backups }: Alerting): Promise<AlertGroup[]> {
  const small = { state: 'kept', isSizePlausible: false } as const
  const found = await backups.list(small, { limit: namedMax })
  const alerts = found.map(({ id, name, startedAt }) => ({ kind: 'size', backup: { id, name }, at: startedAt }) as const)
  return alerts.length < namedMax ? grouped(alerts) : grouped(alerts, await backups.count(small))
}
