import type { PlanSettingsInput } from '../domain/plan.ts'
import type { Nouns } from '../store/store.ts'
import { type ContractPlanEntry, ContractPlanService } from './contract-plans.ts'
import { type ContractLetter, ContractSettingsService, type ContractWorld } from './contract-settings.ts'
import type { Installation } from './installation.ts'

/** What is left out stays as it is. */
export interface ContractScheduleChange {
  readonly settings?: PlanSettingsInput
  readonly isEnabled?: boolean
  readonly options?: ContractPlanEntry['options']
}

/** What a schedule is at first: everything of the change, and what people see it called. */
export interface ContractScheduleStart extends Required<ContractScheduleChange> {
  readonly title: string
}

/** The one schedule of a contract that knows only one: a plan of the database and the target that the contract acts on. */
export class ContractScheduleService {
  readonly #installation: Installation
  readonly #letter: ContractLetter
  readonly #plans: ContractPlanService

  constructor(installation: Installation, letter: ContractLetter) {
    this.#installation = installation
    this.#letter = letter
    this.#plans = new ContractPlanService(installation)
  }

  /** Null until it is kept for the first time. */
  async find(): Promise<ContractPlanEntry | null> {
    return this.#installation.store.transaction((nouns) => this.#findIn(nouns))
  }

  /** As it is, or made as `start` says; in any case of what the contract acts on now. Throws what `resolve` of the contract's settings throws. */
  async ensure(start: ContractScheduleStart, actor: string | null): Promise<ContractPlanEntry> {
    const world = await this.#world()
    return this.#installation.store.transaction(async (nouns) => {
      const entry = await this.#findIn(nouns)
      if (entry === null) return this.#addIn(nouns, start, { world, actor })
      return isOf(entry, world) ? entry : this.#plans.changeIn(nouns, entry, placedIn(world, {}))
    })
  }

  /** Makes it as `start` says where there is none, and lays the change over it. Throws like `ensure`, and what `PlanService.change` throws. */
  async change(
    change: (found: ContractPlanEntry | null) => ContractScheduleChange,
    start: ContractScheduleStart,
    actor: string | null,
  ): Promise<ContractPlanEntry> {
    const world = await this.#world()
    return this.#installation.store.transaction(async (nouns) => {
      const entry = await this.#findIn(nouns)
      const { settings = {}, ...others } = change(entry)
      if (entry === null) return this.#addIn(nouns, { ...start, ...others, settings: { ...start.settings, ...settings } }, { world, actor })
      return this.#plans.changeIn(nouns, entry, { ...others, ...placedIn(world, settings) })
    })
  }

  async #world(): Promise<ContractWorld> {
    return new ContractSettingsService(this.#installation).resolve(this.#letter)
  }

  async #findIn(nouns: Nouns): Promise<ContractPlanEntry | null> {
    return (await this.#plans.listIn(nouns, this.#letter))[0] ?? null
  }

  async #addIn(
    nouns: Nouns,
    { settings, ...start }: ContractScheduleStart,
    { world, actor }: { readonly world: ContractWorld; readonly actor: string | null },
  ): Promise<ContractPlanEntry> {
    return this.#plans.addIn(nouns, { ...start, ...placedIn(world, settings) }, { contract: this.#letter, actor })
  }
}

function placedIn({ source, target, zone }: ContractWorld, settings: PlanSettingsInput) {
  return { sources: [source.id], targets: [target.id], settings: { ...settings, zone } }
}

function isOf({ plan }: ContractPlanEntry, { source, target, zone }: ContractWorld): boolean {
  const { sourceIds, targetIds, settings } = plan
  return sourceIds.join() === source.id && targetIds.join() === target.id && settings.zone === zone
}
