import { isDeepStrictEqual } from 'node:util'
import type { Call, TargetPlugin } from '../../plugins/contract.ts'
import { Failure } from '../../plugins/failure.ts'
import type { IdentifyResult } from '../domain/job.ts'
import type { Target } from '../domain/target.ts'
import { requireKey } from '../plugins/keys.ts'
import type { Installation } from './installation.ts'
import { checkName, findNoun } from './names.ts'
import { jobProber, type Prober, type TargetTrial } from './probing.ts'
import { mergedConfig, type PluginConfig, pluginLoader, shownConfig } from './redaction.ts'
import { type Consequences, consequencesOfTarget, refuseRemoval, removeTarget } from './removal.ts'
import type { ProbeOptions } from './sources.ts'
import { changedAt, refuseChanged, refuseTakenName } from './writing.ts'

export interface NewTarget {
  readonly name: string
  readonly kind: string
  readonly config: PluginConfig
  /** Below what path of it everything of ours lies; nothing for its root. */
  readonly prefix?: string
}

/** Only what is given changes; of the configuration too, field by field. A null takes a field away; the dots of a secret leave it as it is. */
export interface TargetChange {
  readonly name?: string
  readonly config?: PluginConfig
  readonly prefix?: string
}

export interface TargetChangeOptions extends ProbeOptions {
  /** Whether it may be another place than before: its copies there must be looked for by a rescan. */
  readonly isRebound: boolean
}

/** A configuration that isn't kept. `like` names the target whose secrets stand behind its dots. */
export interface UnsavedTarget {
  readonly kind: string
  readonly config: PluginConfig
  readonly prefix?: string
  readonly like?: string
}

/** What was kept, fit to be shown, and what the target said; null where it wasn't asked. */
export interface KeptTarget {
  readonly target: Target
  readonly report: IdentifyResult | null
}

/** The targets. Whatever it returns holds dots in place of secrets, except what `find` gives. */
export class TargetService {
  readonly #installation: Installation
  readonly #prober: Prober

  constructor(installation: Installation, prober: Prober = jobProber(installation)) {
    this.#installation = installation
    this.#prober = prober
  }

  /** Throws `invalid` naming each wrong field, `conflict` for a name or place that is taken, and what the connection test met. */
  async add(given: NewTarget, options: ProbeOptions): Promise<KeptTarget> {
    const { store, seams, newId } = this.#installation
    const name = checkName(given.name, 'target')
    const config = mergedConfig(await this.#plugin(given.kind), {}, given.config)
    const prefix = checkPrefix(given.prefix ?? '')
    await refuseTakenName(name, 'target', store.targets)
    const trial = { target: { name: given.kind, config }, prefix, identity: null, adopt: true }
    const report = options.isProbed ? await this.#prober.target(trial, options) : null
    const now = seams.clock.now()
    const identity = report?.identity ?? null
    const target: Target = { id: newId(), name, kind: given.kind, config, prefix, identity, createdAt: now, updatedAt: now }
    await store.transaction(async (nouns) => {
      refuseSamePlace(target, await nouns.targets.list())
      await nouns.targets.insert(target)
    })
    return { target: await this.#shown(target), report }
  }

  /**
   * Throws like `add`, `not_found`, `conflict` when somebody else changed it meanwhile, and `conflict` when it would be another place than before,
   * unless `isRebound`. Without a test the identity stays, so that a job refuses to write elsewhere.
   */
  async change(nameOrId: string, change: TargetChange, options: TargetChangeOptions): Promise<KeptTarget> {
    const { store, seams } = this.#installation
    const found = await this.find(nameOrId)
    const name = change.name === undefined ? found.name : checkName(change.name, 'target')
    const config = change.config === undefined ? found.config : mergedConfig(await this.#plugin(found.kind), found.config, change.config)
    const prefix = change.prefix === undefined ? found.prefix : checkPrefix(change.prefix)
    const isElsewhere = prefix !== found.prefix || !isDeepStrictEqual(config, found.config)
    const target = { ...found, name, config, prefix }
    const report = options.isProbed && (isElsewhere || options.isRebound) ? await this.#recognise(target, options) : null
    const identity = report === null ? (options.isRebound ? null : found.identity) : report.identity
    const kept = changedAt(found, { ...target, identity }, seams.clock.now())
    await store.transaction(async (nouns) => {
      refuseChanged(found, await nouns.targets.find(found.id), 'target')
      refuseSamePlace(kept, await nouns.targets.list())
      await nouns.targets.update(kept)
    })
    return { target: await this.#shown(kept), report }
  }

  /** By name. */
  async list(): Promise<Target[]> {
    return Promise.all((await this.#installation.store.targets.list()).map((target) => this.#shown(target)))
  }

  /** Throws `not_found`. */
  async show(nameOrId: string): Promise<Target> {
    return this.#shown(await this.find(nameOrId))
  }

  /** With its secrets: for work, never for showing. Throws `not_found`. */
  async find(nameOrId: string): Promise<Target> {
    return findNoun(nameOrId, 'target', this.#installation.store.targets)
  }

  /** Tests a target, or a configuration that isn't kept yet. One that is kept gets its identity now if it had none. */
  async test(given: string | UnsavedTarget, call: Call): Promise<IdentifyResult> {
    if (typeof given !== 'string') return this.#prober.target(await this.#trial(given), call)
    const target = await this.find(given)
    const report = await this.#prober.target({ ...trialOf(target), adopt: true }, call)
    if (target.identity === null && report.identity !== null) await this.#remember(target, report.identity)
    return report
  }

  /** The target with its secrets and its identity, which it gets now if it had none: jobs need it. Throws what a backup would meet. */
  async identified(nameOrId: string, call: Call): Promise<Target & { readonly identity: string }> {
    const target = await this.find(nameOrId)
    const identity = target.identity ?? (await this.test(target.id, call)).identity
    if (identity === null) throw new Failure('internal', `The target "${target.name}" was given no identity.`)
    return { ...target, identity }
  }

  /** What removing it would break. Throws `not_found`. */
  async consequences(nameOrId: string): Promise<Consequences> {
    const target = await this.find(nameOrId)
    return consequencesOfTarget(target, this.#installation.store)
  }

  /**
   * Throws `conflict` that says what it would break, unless `isForced`: then plans lose it (one without any other target is paused), jobs that
   * wait are cancelled, its copies are forgotten, and so are backups without any other. No archive is touched. A job that runs is never broken.
   */
  async remove(nameOrId: string, options: { readonly isForced: boolean }): Promise<Consequences> {
    const target = await this.find(nameOrId)
    const { store, seams } = this.#installation
    return store.transaction(async (nouns) => {
      const consequences = await consequencesOfTarget(target, nouns)
      refuseRemoval(consequences, options)
      await removeTarget(target, nouns, seams.clock.now())
      return consequences
    })
  }

  /** What a changed target says. Looks without giving an identity first: one that has none, or another, is not the place it was. */
  async #recognise(target: Target, options: TargetChangeOptions): Promise<IdentifyResult> {
    const isKnown = target.identity !== null && !options.isRebound
    const trial = { ...trialOf(target), identity: null, adopt: !isKnown }
    const report = await this.#prober.target(trial, options)
    if (!isKnown || report.identity === target.identity) return report
    throw new Failure('conflict', `That is another place than the target "${target.name}" was: ${differenceOf(report)}.`, {
      remedy:
        'If that is meant, change it with --rebind (in a request ?rebind=true) and rescan it afterwards; for a second place add another target.',
      detail: { identity: report.identity },
    })
  }

  async #remember(target: Target, identity: string): Promise<void> {
    await this.#installation.store.transaction(async (nouns) => {
      refuseSamePlace({ ...target, identity }, await nouns.targets.list())
      await nouns.targets.setIdentity(target.id, identity)
    })
  }

  async #trial({ kind, config, prefix, like }: UnsavedTarget): Promise<TargetTrial> {
    const kept = like === undefined ? null : await this.find(like)
    const base = kept !== null && kept.kind === kind ? kept.config : {}
    const target = { name: kind, config: mergedConfig(await this.#plugin(kind), base, config) }
    return { target, prefix: checkPrefix(prefix ?? ''), identity: null, adopt: false }
  }

  async #plugin(name: string): Promise<TargetPlugin> {
    return this.#installation.registry.target(name)
  }

  async #shown(target: Target): Promise<Target> {
    const load = pluginLoader(this.#installation.registry, 'target', target.kind)
    return { ...target, config: await shownConfig(load, target.config) }
  }
}

function trialOf({ kind, config, prefix, identity }: Target): Omit<TargetTrial, 'adopt'> {
  return { target: { name: kind, config }, prefix, identity }
}

/** The prefix as it is kept: empty, or a path that ends in one slash. Throws `invalid`. */
function checkPrefix(given: string): string {
  const path = given.replace(/^\/+|\/+$/g, '')
  if (path === '') return ''
  requireKey(path)
  return `${path}/`
}

/** Two targets of one place would each take the other's copies for strangers, and each remove what the other needs. */
function refuseSamePlace(target: Target, others: readonly Target[]): void {
  const twin = others.find(({ id, identity }) => id !== target.id && identity !== null && identity === target.identity)
  if (twin === undefined) return
  throw new Failure('conflict', `That place is the target "${twin.name}" already.`, {
    remedy: 'Use that one, or choose another folder or --prefix for this one.',
    detail: { target: twin.name },
  })
}

function differenceOf({ identity }: IdentifyResult): string {
  return identity === null ? 'no target of ours is there yet' : `it calls itself ${identity}`
}
