import { expect, test } from 'vitest'
import {
  planRetention,
  type RetainedBackup,
  type RetentionClock,
  type RetentionPlan,
  type RetentionPolicy,
} from '../../../server/domain/retention.ts'
import { randomWords, seedOfRun } from '../../support/random.ts'
import { type Chance, randomClock, randomCountMax, randomHistory, randomPolicy } from './retention-histories.ts'
import { isClockOdd, modelRemovals } from './retention-model.ts'

const rounds = process.env['HOLDFAST_PROOFS'] === '1' ? 100_000 : 3000

interface Round {
  readonly backups: readonly RetainedBackup[]
  readonly policy: RetentionPolicy
  readonly clock: RetentionClock
}

function randomRound(seed: number): Round {
  const next = randomWords(seed)
  const chance: Chance = (below) => next() % below
  const given = { backups: randomHistory(chance), policy: randomPolicy(chance), clock: randomClock(chance) }
  return { ...given, policy: { ...given.policy, countMax: randomCountMax(chance) } }
}

test(`${rounds} random histories are treated as the model treats them, and no invariant breaks (R4)`, () => {
  const seed = seedOfRun()
  const tally = { refused: 0, removed: 0, kept: 0, overCount: 0 }
  for (let round = 0; round < rounds; round++) {
    const given = randomRound(seed + round)
    try {
      const removed = check(given)
      if (removed === null) tally.refused++
      else tally.removed += removed.length
      tally.overCount += removed?.filter((reason) => reason === 'count_cap').length ?? 0
      tally.kept += given.backups.length - (removed?.length ?? 0)
    } catch (error) {
      throw new Error(`HOLDFAST_SEED=${seed + round} shows in its first round: ${(error as Error).message}`, { cause: error })
    }
  }
  process.stdout.write(`  retention: ${rounds} histories checked (seed ${seed}): ${JSON.stringify(tally)}\n`)
  // A generator that made only trivial histories would prove nothing.
  expect(Math.min(tally.refused * 20, tally.removed, tally.kept, tally.overCount * 5)).toBeGreaterThan(rounds)
})

/** The first reason for each removal; null when nothing might be removed. */
function check({ backups, policy, clock }: Round): string[] | null {
  const plan = planRetention(backups, policy, clock)
  const expected = modelRemovals(backups, policy, clock)
  demand(
    plan.decisions.length === backups.length && plan.decisions.every(({ reasons }) => reasons.length > 0),
    'Not every backup has its reasons.',
  )
  demand((plan.refusal !== null) === isClockOdd(backups, clock), 'The clock was judged otherwise.')
  demand(
    plan.removals.length === (expected?.size ?? 0) && plan.removals.every((id) => expected?.has(id)),
    `Removed: ${plan.removals}; model: ${[...(expected ?? [])]}`,
  )
  const kept = backups.filter(({ id }) => !plan.removals.includes(id))
  demand(
    plan.decisions.every(({ id, keep }) => keep !== plan.removals.includes(id)),
    'Decisions and removals differ.',
  )
  demand(plan.keptBytes === bytesOf(kept) && plan.keptBytes + plan.freedBytes === bytesOf(backups), 'The bytes do not add up.')
  demandCounts(plan, kept, policy)
  demandOrder(backups, plan.removals)
  demandProtected(backups, kept, policy)
  demand(planRetention(kept, policy, clock).removals.length === 0, 'Planning again removes more.')
  const reasons = plan.decisions.filter(({ keep }) => !keep).map((decision) => decision.reasons[0]!.code)
  return plan.refusal === null ? reasons : null
}

/** Of a line that has more than it may, whatever is left is protected, or something left refers to it. */
function demandCounts({ decisions, refusal }: RetentionPlan, kept: readonly RetainedBackup[], { countMax }: RetentionPolicy): void {
  if (countMax === null || refusal !== null) return
  const overridable = ['unlimited', 'last', 'days', 'bucket', 'unsettled']
  const reasonsOf = new Map(decisions.map(({ id, reasons }) => [id, reasons]))
  const regular = kept.filter(({ purpose }) => purpose === 'regular')
  for (const line of Map.groupBy(regular, (backup) => backup.line).values()) {
    const free = line.find(({ id }) => reasonsOf.get(id)!.every(({ code }) => overridable.includes(code)))
    demand(line.length <= countMax || free === undefined, `${free?.id} stays above the count.`)
  }
}

/** Stopping after any removal leaves no chain broken that was whole. */
function demandOrder(backups: readonly RetainedBackup[], removals: readonly string[]): void {
  const left = new Map(backups.map((backup) => [backup.id, backup]))
  for (const id of removals) {
    left.delete(id)
    demand(!left.values().some(({ needs }) => needs.includes(id)), `${id} goes before what refers to it.`)
  }
}

function demandProtected(backups: readonly RetainedBackup[], kept: readonly RetainedBackup[], policy: RetentionPolicy): void {
  for (const backup of backups) {
    const mustStay = backup.isPinned || backup.chainHeld || !backup.isRemovable || backup.isInUse || backup.purpose === 'upload'
    demand(!mustStay || kept.includes(backup), `${backup.id} is protected.`)
  }
  const good = (all: readonly RetainedBackup[], line: string) =>
    all.filter((backup) => backup.line === line && backup.isGood && backup.purpose === 'regular').length
  for (const line of new Set(backups.map((backup) => backup.line)))
    demand(good(kept, line) >= Math.min(good(backups, line), policy.verifiedFloor), `The floor of ${line} is gone.`)
}

function bytesOf(backups: readonly RetainedBackup[]): number {
  return backups.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0)
}

/** Cheaper than an assertion of the runner, of which a long run would make millions. */
function demand(holds: boolean, otherwise: string): void {
  if (!holds) throw new Error(otherwise)
}
