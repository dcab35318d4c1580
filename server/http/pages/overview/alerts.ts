import type { Alert, AlertGroup, Named, PlanRow } from '../../../../views/pages/overview/view.ts'
import type { Backup } from '../../../domain/backup.ts'
import type { BackupTally } from '../../../store/tallies.ts'
import type { House } from '../../house.ts'
import { isBadEnd } from './by-hand.ts'

/** So many of one kind are named. */
const namedMax = 4
/** So many of the newest backups are asked for their copies and sizes: more would keep the page waiting. */
export const lookedAtMax = 1000

export type DaemonState = 'ok' | 'degraded' | 'draining'

export interface AlertFacts {
  readonly state: DaemonState
  readonly plans: readonly PlanRow[]
  readonly tallies: readonly BackupTally[]
  readonly targetNames: ReadonlyMap<string, string>
  /** Backups that no plan asked for and that ended badly, the newest of their sources. */
  readonly byHand: readonly Extract<Alert, { kind: 'sourceFailed' }>[]
}

/** Everything that somebody should look at, the worst first. */
export async function alertsOf(house: Pick<House, 'backups'>, facts: AlertFacts): Promise<AlertGroup[]> {
  const { state, plans, tallies } = facts
  const backups = await house.backups.list({ state: 'kept' }, { limit: lookedAtMax })
  // Without a plan the page says by itself what to do next.
  const isEmpty = plans.length > 0 && tallies.length === 0
  return [
    state === 'ok' ? [] : [{ kind: state }],
    isEmpty ? [{ kind: 'nothing' } as const] : [],
    plans.flatMap(failed),
    facts.byHand,
    plans
      .filter(({ punctuality }) => punctuality === 'overdue')
      .map(({ plan, lastGoodAt }) => ({ kind: 'overdue', plan, lastGoodAt }) as const),
    await copyAlerts(house, { backups, targetNames: facts.targetNames }),
    backups
      .filter(({ isSizePlausible }) => !isSizePlausible)
      .map((backup) => ({ kind: 'size', backup: named(backup), at: backup.startedAt }) as const),
    plans.flatMap(({ plan }) => unproven(plan, tallies)),
  ].flatMap((alerts): AlertGroup[] => grouped(alerts))
}

function grouped(alerts: readonly Alert[]): AlertGroup[] {
  const shown = alerts.slice(0, namedMax)
  return shown.length === 0 ? [] : [{ alerts: shown, more: alerts.length - shown.length }]
}

function failed({ plan, lastRun }: PlanRow): Alert[] {
  return lastRun !== null && isBadEnd(lastRun.state) ? [{ kind: 'failed', plan, ...lastRun }] : []
}

function unproven(plan: Named, tallies: readonly BackupTally[]): Alert[] {
  const own = tallies.filter(({ planId }) => planId === plan.id)
  const count = own.reduce((sum, tally) => sum + tally.count, 0)
  return count > 0 && own.every(({ trust }) => trust !== 'proven') ? [{ kind: 'unproven', plan, count }] : []
}

interface CopyFacts {
  readonly backups: readonly Backup[]
  readonly targetNames: ReadonlyMap<string, string>
}

async function copyAlerts(house: Pick<House, 'backups'>, { backups, targetNames }: CopyFacts): Promise<Alert[]> {
  const copies = await house.backups.copies(backups.map(({ id }) => id))
  return backups.flatMap((backup) =>
    (copies.get(backup.id) ?? []).flatMap(({ state, targetId }): Alert[] =>
      state === 'missing' || state === 'damaged'
        ? [{ kind: 'copy', backup: named(backup), target: targetNames.get(targetId) ?? targetId, state }]
        : [],
    ),
  )
}

function named({ id, name }: Backup): Named {
  return { id, name }
}
