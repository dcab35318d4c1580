import { isDeepStrictEqual } from 'node:util'
import { memberIds } from '../plugins/bundle-members.ts'
import type { Nouns } from '../store/store.ts'
import { BundleService } from './bundles.ts'
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
    const sources = []
    for (const id of plan.sourceIds) sources.push(await movedSource(id, move, { nouns, installation }))
    const links = { sources, targets: plan.targetIds.map(move) }
    const zone = plan.settings.zone === before.zone ? after.zone : plan.settings.zone
    const isSame = isDeepStrictEqual([links.sources, links.targets, zone], [plan.sourceIds, plan.targetIds, plan.settings.zone])
    if (!isSame) await new PlanService(installation).changeIn(nouns, planId, { ...links, settings: { zone } })
  }
}

/** A bundle becomes that of what its members became. */
async function movedSource(
  id: string,
  move: (id: string) => string,
  { nouns, installation }: { readonly nouns: Nouns; readonly installation: Installation },
): Promise<string> {
  const source = await nouns.sources.find(id)
  const members = source === null ? [] : memberIds(source)
  if (members.every((member) => move(member) === member)) return move(id)
  const moved = new Set(members.map(move))
  const all = await nouns.sources.list()
  const kept = [...moved].flatMap((member) => all.find((one) => one.id === member) ?? [])
  return (await new BundleService(installation).ensureIn(nouns, kept)).id
}

function movesOf(before: ContractSubjects, after: ContractSubjects): Map<string, string> {
  const moves = new Map<string, string>()
  for (const what of ['sourceId', 'filesId', 'targetId'] as const) {
    const [from, to] = [before[what], after[what]]
    if (from !== null && to !== null) moves.set(from, to)
  }
  return moves
}
