import { Failure } from '../../plugins/failure.ts'
import type { Plan } from '../domain/plan.ts'
import type { ContractPlan } from '../store/contract-plans.ts'
import type { Nouns } from '../store/store.ts'
import type { ContractLetter } from './contract-settings.ts'
import type { Installation } from './installation.ts'
import { type NewPlan, PlanService } from './plans.ts'

/** A plan as a contract knows it: under a number, with what the contract remembers of it. */
export interface ContractPlanEntry extends Omit<ContractPlan, 'planId'> {
  readonly plan: Plan
}

/** What a contract asks of a plan. `title` is what people see it called; a number is added where the name is taken. */
export interface ContractPlanOrder extends Omit<NewPlan, 'name'> {
  readonly title: string
  readonly isEnabled: boolean
  readonly options: ContractPlan['options']
}

/** The plans that contracts make and change. They are plans like all others: the scheduler runs them, and the native API shows and changes them too. */
export class ContractPlanService {
  readonly #installation: Installation

  constructor(installation: Installation) {
    this.#installation = installation
  }

  /** In the order in which they were made. */
  async list(contract: ContractLetter): Promise<ContractPlanEntry[]> {
    return this.#installation.store.transaction((nouns) => this.listIn(nouns, contract))
  }

  /** As `list`, as part of a transaction. */
  async listIn(nouns: Nouns, contract: ContractLetter): Promise<ContractPlanEntry[]> {
    const entries = []
    for (const entry of await nouns.contractPlans.list(contract)) entries.push(await withPlan(entry, nouns))
    return entries
  }

  /** Throws `not_found`. */
  async find(contract: ContractLetter, number: number): Promise<ContractPlanEntry> {
    return this.#installation.store.transaction(async (nouns) => expectEntry(contract, number, nouns))
  }

  /** Throws what `PlanService.add` throws. */
  async add(contract: ContractLetter, order: ContractPlanOrder, actor: string | null): Promise<ContractPlanEntry> {
    return this.#installation.store.transaction((nouns) => this.addIn(nouns, order, { contract, actor }))
  }

  /** As `add`, as part of a transaction. */
  async addIn(nouns: Nouns, order: ContractPlanOrder, by: Pick<ContractPlan, 'contract' | 'actor'>): Promise<ContractPlanEntry> {
    const { title, isEnabled, options, ...given } = order
    const name = await freeName(title, nouns)
    const plan = await new PlanService(this.#installation).addIn(nouns, { ...given, name }, !isEnabled)
    const createdAt = plan.createdAt
    const number = await nouns.contractPlans.insert({ ...by, planId: plan.id, createdAt, options })
    return { ...by, number, createdAt, options, plan }
  }

  /** Throws `not_found`, and what `PlanService.change` throws. Its name stays: somebody may have given it another. */
  async change(contract: ContractLetter, number: number, order: Partial<Omit<ContractPlanOrder, 'title'>>): Promise<ContractPlanEntry> {
    return this.#installation.store.transaction(async (nouns) => this.changeIn(nouns, await expectEntry(contract, number, nouns), order))
  }

  /** As `change`, as part of a transaction. */
  async changeIn(nouns: Nouns, entry: ContractPlanEntry, order: Partial<Omit<ContractPlanOrder, 'title'>>): Promise<ContractPlanEntry> {
    const { isEnabled, options = entry.options, ...change } = order
    const isPaused = isEnabled === undefined ? {} : { isPaused: !isEnabled }
    const plan = await new PlanService(this.#installation).changeIn(nouns, entry.plan.id, { ...change, ...isPaused })
    await nouns.contractPlans.setOptions(entry.number, options)
    return { ...entry, plan, options }
  }

  /** The plan of a contract that knows only one: changed to what `orderFor` says, or made like that. Throws what `add` and `change` throw. */
  async keepOnly(
    contract: ContractLetter,
    orderFor: (found: ContractPlanEntry | null) => ContractPlanOrder,
    actor: string | null,
  ): Promise<ContractPlanEntry> {
    return this.#installation.store.transaction(async (nouns) => {
      const [found = null] = await this.listIn(nouns, contract)
      const order = orderFor(found)
      if (found === null) return this.addIn(nouns, order, { contract, actor })
      const { title: _, ...change } = order
      return this.changeIn(nouns, found, change)
    })
  }

  /** Its backups stay. Throws `not_found`, and `conflict` while a job of it runs. */
  async remove(contract: ContractLetter, number: number): Promise<void> {
    const { plan } = await this.find(contract, number)
    await new PlanService(this.#installation).remove(plan.id, { isForced: true })
  }
}

async function withPlan({ planId, ...entry }: ContractPlan, nouns: Pick<Nouns, 'plans'>): Promise<ContractPlanEntry> {
  const plan = await nouns.plans.find(planId)
  if (plan === null) throw new Failure('internal', `Contract plan ${entry.number} has no plan.`)
  return { ...entry, plan }
}

async function expectEntry(contract: ContractLetter, number: number, nouns: Nouns): Promise<ContractPlanEntry> {
  const entry = await nouns.contractPlans.find(contract, number)
  if (entry !== null) return withPlan(entry, nouns)
  throw new Failure('not_found', `There is no schedule ${number}.`, { remedy: 'It may have been removed. Look at the list again.' })
}

async function freeName(title: string, { plans }: Pick<Nouns, 'plans'>): Promise<string> {
  for (let ordinal = 1; ; ordinal += 1) {
    const name = ordinal === 1 ? title : `${title} ${ordinal}`
    if ((await plans.findByName(name)) === null) return name
  }
}
