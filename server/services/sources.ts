import { isDeepStrictEqual } from 'node:util'
import type { Call, DialectPlugin } from '../../plugins/contract.ts'
import { bundleDialect } from '../domain/chain.ts'
import type { PluginUse, ProbeResult } from '../domain/job.ts'
import type { Source } from '../domain/source.ts'
import { keptMembers, memberIds, namedMembers, sourceUse } from '../plugins/bundle-members.ts'
import type { Nouns } from '../store/store.ts'
import type { Installation } from './installation.ts'
import { checkName, findNoun, folderFor } from './names.ts'
import { jobProber, type Prober } from './probing.ts'
import { mergedConfig, type PluginConfig, pluginLoader, shownConfig } from './redaction.ts'
import { type Consequences, consequencesOfSource, refuseRemoval, removeSource } from './removal.ts'
import { changedAt, refuseChanged, refuseTakenName } from './writing.ts'

export interface NewSource {
  readonly name: string
  readonly dialect: string
  readonly config: PluginConfig
}

/** Only what is given changes; of the configuration too, field by field. A null takes a field away; the dots of a secret leave it as it is. */
export interface SourceChange {
  readonly name?: string
  readonly config?: PluginConfig
}

/** A configuration that isn't kept. `like` names the source whose secrets stand behind its dots. */
export interface SourceTrial {
  readonly dialect: string
  readonly config: PluginConfig
  readonly like?: string
}

export interface ProbeOptions extends Call {
  /** Whether the connection is tested first; what can't be reached is not kept then. */
  readonly isProbed: boolean
}

/** What was kept, fit to be shown, and what the source said of itself; null where it wasn't asked. */
export interface KeptSource {
  readonly source: Source
  readonly report: ProbeResult | null
}

/** The sources. Whatever it returns holds dots in place of secrets, and the names of a bundle's members, except what `find` gives. */
export class SourceService {
  readonly #installation: Installation
  readonly #prober: Prober

  constructor(installation: Installation, prober: Prober = jobProber(installation)) {
    this.#installation = installation
    this.#prober = prober
  }

  /** Throws `invalid` naming each wrong field, `conflict` for a name that is taken, and what the connection test met. */
  async add(given: NewSource, options: ProbeOptions): Promise<KeptSource> {
    const { store, seams, newId } = this.#installation
    const name = checkName(given.name, 'source')
    const plugin = await this.#plugin(given.dialect)
    const others = await this.#others(given.dialect)
    const config = keptMembers(given.dialect, mergedConfig(plugin, {}, given.config), others)
    await refuseTakenName(name, 'source', store.sources)
    const report = options.isProbed ? await this.#prober.source(sourceUse({ ...given, config }, others), options) : null
    const now = seams.clock.now()
    const id = newId()
    const source = await store.transaction(async (nouns) => {
      await refuseGoneMembers({ ...given, config }, nouns)
      const folder = folderFor({ name, noun: 'source', id }, await takenFolders(nouns))
      const kept = { id, name, dialect: given.dialect, config, identity: report?.identity ?? null, folder, createdAt: now, updatedAt: now }
      await nouns.sources.insert(kept)
      return kept
    })
    return { source: await this.#shown(source), report }
  }

  /** Throws like `add`, `not_found`, and `conflict` when somebody else changed it meanwhile. Another identity only ends its chains. */
  async change(nameOrId: string, change: SourceChange, options: ProbeOptions): Promise<KeptSource> {
    const { store, seams } = this.#installation
    const found = await this.find(nameOrId)
    const name = change.name === undefined ? found.name : checkName(change.name, 'source')
    const others = await this.#others(found.dialect)
    const config = change.config === undefined ? found.config : await this.#changedConfig(found, change.config, others)
    const isElsewhere = !isDeepStrictEqual(config, found.config)
    const report = isElsewhere && options.isProbed ? await this.#prober.source(sourceUse({ ...found, config }, others), options) : null
    // What a changed configuration leads to is not known until it is reached.
    const identity = isElsewhere ? (report?.identity ?? null) : found.identity
    const source = changedAt(found, { ...found, name, config, identity }, seams.clock.now())
    await store.transaction(async (nouns) => {
      refuseChanged(found, await nouns.sources.find(found.id), 'source')
      await refuseGoneMembers(source, nouns)
      await nouns.sources.update(source)
    })
    return { source: await this.#shown(source), report }
  }

  /** By name. */
  async list(): Promise<Source[]> {
    const all = await this.#installation.store.sources.list()
    return Promise.all(all.map((source) => this.#shown(source, all)))
  }

  /** Throws `not_found`. */
  async show(nameOrId: string): Promise<Source> {
    return this.#shown(await this.find(nameOrId))
  }

  /** With its secrets: for work, never for showing. Throws `not_found`. */
  async find(nameOrId: string): Promise<Source> {
    return findNoun(nameOrId, 'source', this.#installation.store.sources)
  }

  /** Tests the connection of a source, or of a configuration that isn't kept yet; what a source kept for the first time says is remembered. */
  async test(given: string | SourceTrial, call: Call): Promise<ProbeResult> {
    if (typeof given !== 'string') return this.#prober.source(await this.#use(given), call)
    const source = await this.find(given)
    const report = await this.#prober.source(sourceUse(source, await this.#others(source.dialect)), call)
    if (source.identity === null) await this.#installation.store.sources.setIdentity(source.id, report.identity)
    return report
  }

  /** What removing it would break. Throws `not_found`. */
  async consequences(nameOrId: string): Promise<Consequences> {
    const source = await this.find(nameOrId)
    return consequencesOfSource(source, this.#installation.store)
  }

  /**
   * Throws `conflict` that says what it would break, unless `isForced`: then plans lose it (one without any other source is paused), jobs that
   * wait are cancelled, and its backups stay. A job that runs is never broken: `conflict` even then.
   */
  async remove(nameOrId: string, options: { readonly isForced: boolean }): Promise<Consequences> {
    const source = await this.find(nameOrId)
    const { store, seams } = this.#installation
    return store.transaction(async (nouns) => {
      const consequences = await consequencesOfSource(source, nouns)
      refuseRemoval(consequences, options)
      await removeSource(source, nouns, seams.clock.now())
      return consequences
    })
  }

  async #use({ dialect, config, like }: SourceTrial): Promise<PluginUse> {
    const kept = like === undefined ? null : await this.find(like)
    const base = kept !== null && kept.dialect === dialect ? kept.config : {}
    const others = await this.#others(dialect)
    return sourceUse({ dialect, config: keptMembers(dialect, mergedConfig(await this.#plugin(dialect), base, config), others) }, others)
  }

  async #changedConfig(found: Source, change: PluginConfig, others: readonly Source[]): Promise<PluginConfig> {
    return keptMembers(found.dialect, mergedConfig(await this.#plugin(found.dialect), found.config, change), others)
  }

  /** What a bundle's members are found among; no other dialect needs to know. */
  async #others(dialect: string): Promise<readonly Source[]> {
    return dialect === bundleDialect ? this.#installation.store.sources.list() : []
  }

  async #plugin(name: string): Promise<DialectPlugin> {
    return this.#installation.registry.dialect(name)
  }

  async #shown(source: Source, others: readonly Source[] | null = null): Promise<Source> {
    const load = pluginLoader(this.#installation.registry, 'dialect', source.dialect)
    const config = await shownConfig(load, source.config)
    return { ...source, config: namedMembers(source.dialect, config, others ?? (await this.#others(source.dialect))) }
  }
}

/** One that was removed while the connection was tested must not be missing in what is kept. */
async function refuseGoneMembers(source: Pick<Source, 'dialect' | 'config'>, nouns: Pick<Nouns, 'sources'>): Promise<void> {
  if (memberIds(source).length > 0) sourceUse(source, await nouns.sources.list())
}

/** The folders that sources and plans have: one namespace, for they lie side by side at a target. */
export async function takenFolders(nouns: Pick<Nouns, 'sources' | 'plans'>): Promise<Set<string>> {
  const all = [...(await nouns.sources.list()), ...(await nouns.plans.list())]
  return new Set(all.map(({ folder }) => folder))
}
