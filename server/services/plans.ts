import { isDeepStrictEqual } from 'node:util'
import { Failure } from '../../plugins/failure.ts'
import type { Plan, PlanSettings, PlanSettingsInput } from '../domain/plan.ts'
import type { Nouns } from '../store/store.ts'
import type { Installation } from './installation.ts'
import { checkName, findNoun, folderFor } from './names.ts'
import { changedSettings } from './plan-settings.ts'
import { expectedSince, nextRuns, noTimes, type PlanTimes, type Timed, timesAfter } from './plan-times.ts'
import { type Consequences, consequencesOfPlan, refuseRemoval, removePlan } from './removal.ts'
import { previewRetention, type RetentionPreview } from './retention.ts'
import { takenFolders } from './sources.ts'
import { changedAt } from './writing.ts'

export interface NewPlan {
  readonly name: string
  /** By name or id, at least one. */
  readonly sources: readonly string[]
  /** By name or id, at least one; parents of incrementals are looked for at the first. */
  readonly targets: readonly string[]
  readonly settings: PlanSettingsInput
}

/** Only what is given changes; of the settings too, and of their retention and verification, field by field. */
export type PlanChange = Partial<NewPlan>

/** What settings would mean, before they are kept. */
export interface PlanPreview {
  readonly settings: PlanSettings
  readonly runs: readonly Date[]
  /** Null for a plan that is not kept yet. */
  readonly retention: RetentionPreview | null
}

const previewedRuns = 5

/** The plans. Nothing of a plan is secret. */
export class PlanService {
  readonly #installation: Installation

  constructor(installation: Installation) {
    this.#installation = installation
  }

  /** Throws `invalid` naming each wrong field, `not_found` for a source or target, `conflict` for a name that is taken. */
  async add(given: NewPlan): Promise<Plan> {
    return this.#installation.store.transaction((nouns) => this.addIn(nouns, given))
  }

  /** As `add`, as part of a transaction. */
  async addIn(nouns: Nouns, given: NewPlan, isPaused = false): Promise<Plan> {
    const name = checkName(given.name, 'plan')
    const settings = changedSettings(null, given.settings)
    const id = this.#installation.newId()
    const now = this.#now()
    const times = expectedTimes({ id, settings }, now)
    const plan: Plan = {
      id,
      name,
      folder: folderFor({ name, noun: 'plan', id }, await takenFolders(nouns)),
      ...(await linksOf(given, nouns)),
      settings,
      isPaused,
      lastSlot: null,
      ...(isPaused ? noTimes : times),
      expectedSince: now,
      createdAt: now,
      updatedAt: now,
    }
    await nouns.plans.insert(plan)
    return plan
  }

  /** Throws like `add`, and `not_found`. A changed schedule counts from now; one that stays keeps its place, also when it is due. */
  async change(nameOrId: string, change: PlanChange): Promise<Plan> {
    return this.#installation.store.transaction((nouns) => this.changeIn(nouns, nameOrId, change))
  }

  /** As `change`, as part of a transaction; `isPaused` pauses it or lets it go on. */
  async changeIn(nouns: Nouns, nameOrId: string, change: PlanChange & { readonly isPaused?: boolean }): Promise<Plan> {
    const name = change.name === undefined ? null : checkName(change.name, 'plan')
    return this.#rewriteIn(nouns, nameOrId, async (plan) => {
      const settings = changedSettings(plan.settings, change.settings ?? {})
      const links = await linksOf({ sources: change.sources ?? plan.sourceIds, targets: change.targets ?? plan.targetIds }, nouns, plan)
      const isPaused = change.isPaused ?? plan.isPaused
      const isSameTime = isPaused === plan.isPaused && isSameTiming(plan.settings, settings)
      const times = isPaused ? noTimes : isSameTime ? {} : expectedTimes({ id: plan.id, settings }, this.#now())
      const next = { ...plan, name: name ?? plan.name, settings, ...links, isPaused, ...times }
      return { ...next, expectedSince: expectedSince(plan, next, this.#now()) }
    })
  }

  /** By name. */
  async list(): Promise<Plan[]> {
    return this.#installation.store.plans.list()
  }

  /** Throws `not_found`. */
  async find(nameOrId: string): Promise<Plan> {
    return findNoun(nameOrId, 'plan', this.#installation.store.plans)
  }

  /** No scheduled run and no scheduled verification until it is resumed. A job that waits or runs goes on. */
  async pause(nameOrId: string): Promise<Plan> {
    return this.#rewrite(nameOrId, async (plan) => ({ ...plan, isPaused: true, ...noTimes }))
  }

  /** Counts from now: what the pause left out is not made up for. Throws `invalid` for a plan without sources or targets. */
  async resume(nameOrId: string): Promise<Plan> {
    return this.#rewrite(nameOrId, async (plan) => {
      refuseEmpty(plan)
      const now = this.#now()
      return plan.isPaused ? { ...plan, isPaused: false, ...timesAfter(plan, now), expectedSince: now } : plan
    })
  }

  /** The next runs, whether it is paused or not. */
  async nextRuns(nameOrId: string, count = previewedRuns): Promise<Date[]> {
    return nextRuns(await this.find(nameOrId), this.#now(), count)
  }

  /** What these settings would mean, for a new plan or laid over one that is kept; throws what `add` and `change` would. Keeps nothing. */
  async preview(change: PlanSettingsInput, nameOrId: string | null = null): Promise<PlanPreview> {
    const { store, newId } = this.#installation
    const plan = nameOrId === null ? null : await this.find(nameOrId)
    const settings = changedSettings(plan?.settings ?? null, change)
    const now = this.#now()
    const timed = { ...plan, id: plan?.id ?? newId(), settings }
    return {
      settings,
      runs: nextRuns(timed, now, previewedRuns),
      retention: plan === null ? null : await previewRetention({ ...plan, settings }, settings.retention, { nouns: store, now }),
    }
  }

  /** What removing it would break. Throws `not_found`. */
  async consequences(nameOrId: string): Promise<Consequences> {
    return consequencesOfPlan(await this.find(nameOrId), this.#installation.store)
  }

  /**
   * Throws `conflict` that says what it would break, unless `isForced`: then jobs that wait are cancelled, and its backups stay without a plan. A job
   * that runs is never broken: `conflict` even then.
   */
  async remove(nameOrId: string, options: { readonly isForced: boolean }): Promise<Consequences> {
    const plan = await this.find(nameOrId)
    return this.#installation.store.transaction(async (nouns) => {
      const consequences = await consequencesOfPlan(plan, nouns)
      refuseRemoval(consequences, options)
      await removePlan(plan, nouns, this.#now())
      return consequences
    })
  }

  /** Reads and writes in one transaction, so that no run of the scheduler falls between. */
  async #rewrite(nameOrId: string, work: (plan: Plan) => Promise<Plan>): Promise<Plan> {
    return this.#installation.store.transaction((nouns) => this.#rewriteIn(nouns, nameOrId, work))
  }

  async #rewriteIn(nouns: Nouns, nameOrId: string, work: (plan: Plan) => Promise<Plan>): Promise<Plan> {
    const plan = await findNoun(nameOrId, 'plan', nouns.plans)
    const rewritten = changedAt(plan, await work(plan), this.#now())
    await nouns.plans.update(rewritten)
    return rewritten
  }

  #now(): Date {
    return this.#installation.seams.clock.now()
  }
}

type Links = Pick<Plan, 'sourceIds' | 'targetIds'>

/** The ids of what is named, each once. Throws `invalid` when there is none, unless the plan had none either. */
async function linksOf(given: Pick<NewPlan, 'sources' | 'targets'>, nouns: Nouns, before: Links | null = null): Promise<Links> {
  const sources = []
  for (const name of given.sources) sources.push(await findNoun(name, 'source', nouns.sources))
  const targets = []
  for (const name of given.targets) targets.push(await findNoun(name, 'target', nouns.targets))
  const links = { sourceIds: idsOf(sources), targetIds: idsOf(targets) }
  if (before === null || !isDeepStrictEqual(links, { sourceIds: before.sourceIds, targetIds: before.targetIds })) refuseEmpty(links)
  return links
}

function idsOf(nouns: readonly { readonly id: string }[]): string[] {
  return [...new Set(nouns.map(({ id }) => id))]
}

function refuseEmpty({ sourceIds, targetIds }: Links): void {
  const missing = sourceIds.length === 0 ? 'source' : targetIds.length === 0 ? 'target' : null
  if (missing === null) return
  throw new Failure('invalid', `The plan has no ${missing}, so there would be nothing to do.`, {
    remedy: `Give it at least one ${missing}.`,
    detail: { fields: [`${missing}s`] },
  })
}

/** Throws `invalid` for a schedule whose time never comes: such a plan would look as if it ran. */
function expectedTimes(timed: Timed, now: Date): PlanTimes {
  const times = timesAfter(timed, now)
  const { schedule, verification } = timed.settings
  const field = schedule !== null && times.nextSlot === null ? 'schedule' : null
  const never = field ?? (verification.schedule !== null && times.nextVerifyAt === null ? 'verification.schedule' : null)
  if (never === null) return times
  throw new Failure('invalid', `The settings of the plan are wrong: ${never}: it never comes again.`, {
    remedy: 'Choose days that there are: the 30th of February, for one, never comes.',
    detail: { fields: [never] },
  })
}

function isSameTiming(one: PlanSettings, other: PlanSettings): boolean {
  const timing = ({ schedule, zone, jitterSeconds, verification }: PlanSettings) => [schedule, zone, jitterSeconds, verification.schedule]
  return isDeepStrictEqual(timing(one), timing(other))
}
