import { isDeepStrictEqual } from 'node:util'
import type { Nouns } from '../store/store.ts'
import type { Installation } from './installation.ts'
import { PlanService } from './plans.ts'

/** What a contract acts on, by id. */
export interface ContractSubjects {
  readonly sourceId: string | null
  readonly filesId: string | null
  readonly targetId: string | null
  readonly zone: string
}

interface Move {
  readonly contract: string
  readonly before: ContractSubjects
  readonly after: ContractSubjects
}

/**
 * Gives the plans of a contract what it acts on now in place of what it acted on before; what somebody chose for a plan besides stays. Run it in the
 * transaction that keeps the choice.
 */
export async function moveContractPlans({ contract, before, after }: Move, nouns: Nouns, installation: Installation): Promise<void> {
  if (isDeepStrictEqual(before, after)) return
  const moved = movesOf(before, after)
  const move = (id: string) => moved.get(id) ?? id
  for (const { planId } of await nouns.contractPlans.list(contract)) {
    const plan = (await nouns.plans.find(planId))!
    const links = { sources: plan.sourceIds.map(move), targets: plan.targetIds.map(move) }
    const zone = plan.settings.zone === before.zone ? after.zone : plan.settings.zone
    const isSame = isDeepStrictEqual([links.sources, links.targets, zone], [plan.sourceIds, plan.targetIds, plan.settings.zone])
    if (!isSame) await new PlanService(installation).changeIn(nouns, planId, { ...links, settings: { zone } })
  }
}

function movesOf(before: ContractSubjects, after: ContractSubjects): Map<string, string> {
  const moves = new Map<string, string>()
  for (const what of ['sourceId', 'filesId', 'targetId'] as const) {
    const [from, to] = [before[what], after[what]]
    if (from !== null && to !== null) moves.set(from, to)
  }
  return moves
}
