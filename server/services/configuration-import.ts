import { Failure } from '../../plugins/failure.ts'
import type { PlanSettingsInput } from '../domain/plan.ts'
import type { Target } from '../domain/target.ts'
import { bundlesLast, importedMembers } from '../plugins/bundle-members.ts'
import type { Nouns } from '../store/store.ts'
import {
  type ConfigurationDocument,
  type DocumentPlan,
  type DocumentSource,
  type DocumentTarget,
  machineSettings,
} from './configuration-document.ts'
import { importMarks } from './configuration-marks.ts'
import { type ReadyConfiguration, readyConfiguration } from './configuration-ready.ts'
import { type ExportedConfig, openedConfig } from './configuration-secrets.ts'
import type { Installation } from './installation.ts'
import { checkName, folderFor, type Noun } from './names.ts'
import { adoptOrphans } from './ownership.ts'
import { changedSettings } from './plan-settings.ts'
import { expectedSince, noTimes, timesAfter } from './plan-times.ts'
import { takenFolders } from './sources.ts'

/** `merge`: what is there stays, what is missing comes. `replace`: what the document names becomes as it says. Neither removes anything. */
export type ImportMode = 'merge' | 'replace'

export interface ImportCount {
  added: number
  replaced: number
  /** There already, and left as it is. */
  kept: number
}

/** What an import did, and what somebody has to look at. */
export interface ImportReport {
  readonly sources: ImportCount
  readonly targets: ImportCount
  readonly plans: ImportCount
  readonly settings: ImportCount
  /** Backups that got back their pin or description. */
  backups: number
  readonly warnings: string[]
}

/**
 * Takes an exported configuration in, all of it or nothing. Secrets that were sealed with another key don't come back; the warnings say which must be
 * entered again. Throws `invalid` or `unsupported` for a document that is none, and `invalid` for a reference that leads nowhere, before anything is written.
 */
export async function importConfiguration(installation: Installation, document: unknown, mode: ImportMode): Promise<ImportReport> {
  const ready = await readyConfiguration(installation, document)
  return installation.store.transaction((nouns) => importIn(nouns, ready, { installation, mode }))
}

/** As `importConfiguration`, as part of a transaction. */
export async function importIn(
  nouns: Nouns,
  ready: ReadyConfiguration,
  given: { readonly installation: Installation; readonly mode: ImportMode },
): Promise<ImportReport> {
  return new Import({ ...given, nouns, ready }).take(ready.document)
}

interface ImportContext {
  readonly installation: Installation
  readonly nouns: Nouns
  readonly mode: ImportMode
  readonly ready: ReadyConfiguration
}

class Import {
  readonly #context: ImportContext
  readonly #nouns: Nouns
  readonly #now: Date
  /** The ids that the document's names stand for here. */
  readonly #sourceIds = new Map<string, string>()
  readonly #targetIds = new Map<string, string>()
  readonly #report: ImportReport = {
    sources: { added: 0, replaced: 0, kept: 0 },
    targets: { added: 0, replaced: 0, kept: 0 },
    plans: { added: 0, replaced: 0, kept: 0 },
    settings: { added: 0, replaced: 0, kept: 0 },
    backups: 0,
    warnings: [],
  }

  constructor(context: ImportContext) {
    this.#context = context
    this.#nouns = context.nouns
    this.#now = context.installation.seams.clock.now()
  }

  async take(document: ConfigurationDocument): Promise<ImportReport> {
    for (const source of bundlesLast(document.sources)) await this.#takeSource(source)
    for (const target of document.targets) await this.#takeTarget(target)
    for (const plan of document.plans) await this.#tryPlan(plan)
    for (const setting of document.settings) await this.#takeSetting(setting)
    const marks = await importMarks(document.backups, this.#nouns, this.#context.mode)
    this.#report.backups = marks.changed
    await adoptOrphans(this.#nouns)
    this.#report.warnings.push(...marks.warnings)
    return this.#report
  }

  async #takeSource(given: DocumentSource): Promise<void> {
    const { sources } = this.#nouns
    const name = checkName(given.name, 'source')
    const found = await sources.findByName(name)
    const id = found?.id ?? (await this.#freeId(given.id, sources))
    this.#sourceIds.set(given.name, id)
    if (this.#isKept(found, 'sources')) return
    const { dialect, identity } = given
    const opened = this.#config({ ...given, noun: 'source', plugin: dialect })
    const find = (names: readonly string[]) => this.#resolve(names, this.#sourceIds, this.#nouns.sources)
    const config = await importedMembers({ ...given, config: opened }, { find, warnings: this.#report.warnings })
    const noun = { name, dialect, config, identity, updatedAt: this.#now }
    if (found !== null) return sources.update({ ...found, ...noun })
    await sources.insert({ ...noun, id, folder: await this.#folder('source', { ...given, id }), createdAt: this.#now })
  }

  async #takeTarget(given: DocumentTarget): Promise<void> {
    const { targets } = this.#nouns
    const name = checkName(given.name, 'target')
    const named = await targets.findByName(name)
    const twin = (await targets.list()).find(({ identity }) => identity !== null && identity === given.identity)
    if (twin !== undefined && twin.id !== named?.id) {
      this.#targetIds.set(given.name, twin.id)
      this.#report.targets.kept += 1
      this.#report.warnings.push(`Target "${name}" is the place that is called "${twin.name}" here, so it was not added again.`)
      return
    }
    const id = named?.id ?? (await this.#freeId(given.id, targets))
    this.#targetIds.set(given.name, id)
    if (named !== null && (await this.#hasCopiesElsewhere(named, given))) return
    if (this.#isKept(named, 'targets')) return
    const { kind, prefix, identity } = given
    const config = this.#config({ ...given, noun: 'target', plugin: kind })
    const noun = { name, kind, prefix, config, identity, updatedAt: this.#now }
    if (named !== null) return targets.update({ ...named, ...noun })
    await targets.insert({ ...noun, id, createdAt: this.#now })
  }

  /** What is on record of a target is true of that place alone: it can't become another one as long as there is any. */
  async #hasCopiesElsewhere(found: Target, given: DocumentTarget): Promise<boolean> {
    const isElsewhere = this.#context.mode === 'replace' && found.identity !== null && found.identity !== given.identity
    if (!isElsewhere || (await this.#nouns.copies.countAtTarget(found.id)) === 0) return false
    this.#report.targets.kept += 1
    this.#report.warnings.push(`Target "${found.name}" is another place here, and has copies: it was left as it is.`)
    return true
  }

  /** One plan that means nothing here must not keep all the rest away. */
  async #tryPlan(given: DocumentPlan): Promise<void> {
    try {
      await this.#takePlan(given)
    } catch (error) {
      if (!(error instanceof Failure) || error.code !== 'invalid') throw error
      this.#report.warnings.push(`Plan "${given.name}" was left out: ${error.message}`)
    }
  }

  async #takePlan(given: DocumentPlan): Promise<void> {
    const { plans } = this.#nouns
    const name = checkName(given.name, 'plan')
    const found = await plans.findByName(name)
    const settings = changedSettings(null, given.settings as PlanSettingsInput)
    if (this.#isKept(found, 'plans')) return
    const id = found?.id ?? (await this.#freeId(given.id, plans))
    const links = {
      sourceIds: await this.#resolve(given.sources, this.#sourceIds, this.#nouns.sources),
      targetIds: await this.#resolve(given.targets, this.#targetIds, this.#nouns.targets),
    }
    const isPaused = given.isPaused || links.sourceIds.length === 0 || links.targetIds.length === 0
    if (isPaused && !given.isPaused) this.#report.warnings.push(`Plan "${name}" lacks its sources or its targets, so it is paused.`)
    const times = isPaused ? noTimes : timesAfter({ id, settings }, this.#now)
    const plan = { id, name, ...links, settings, isPaused, ...times, updatedAt: this.#now }
    if (found !== null) return plans.update({ ...found, ...plan, expectedSince: expectedSince(found, plan, this.#now) })
    const folder = await this.#folder('plan', { ...given, id })
    await plans.insert({ ...plan, folder, lastSlot: null, expectedSince: this.#now, createdAt: this.#now })
  }

  async #takeSetting({ key, value }: { readonly key: string; readonly value: string }): Promise<void> {
    if (machineSettings.has(key)) return
    const { settings } = this.#nouns
    const before = await settings.get(key)
    if (before !== null && (this.#context.mode === 'merge' || before === value)) {
      this.#report.settings.kept += 1
      return
    }
    await settings.set(key, value)
    if (value.startsWith('sealed:') && !(await this.#opens(key))) {
      if (before === null) await settings.remove(key)
      else await settings.set(key, before)
      this.#report.warnings.push(`The setting "${key}" is sealed with another key: enter it again.`)
      return
    }
    this.#report.settings[before === null ? 'added' : 'replaced'] += 1
  }

  /** Counts what becomes of a noun; true when it stays as it is. */
  #isKept(found: object | null, noun: 'sources' | 'targets' | 'plans'): boolean {
    const outcome = found === null ? 'added' : this.#context.mode === 'replace' ? 'replaced' : 'kept'
    this.#report[noun][outcome] += 1
    return outcome === 'kept'
  }

  /** Its own id where nobody has it, so that what refers to it elsewhere still does. */
  async #freeId(id: string, among: { find(id: string): Promise<unknown> }): Promise<string> {
    const isFree = /^[0-9a-f]{32}$/.test(id) && (await among.find(id)) === null
    return isFree ? id : this.#context.installation.newId()
  }

  async #folder(noun: Noun, given: { readonly name: string; readonly folder: string; readonly id: string }): Promise<string> {
    const taken = await takenFolders(this.#nouns)
    const isFit = /^[a-z0-9]+(-[a-z0-9]+)*$/.test(given.folder) && given.folder.length <= 100
    return isFit && !taken.has(given.folder) ? given.folder : folderFor({ ...given, noun }, taken)
  }

  async #resolve(
    names: readonly string[],
    known: ReadonlyMap<string, string>,
    among: { findByName(name: string): Promise<{ readonly id: string } | null> },
  ): Promise<string[]> {
    const ids = new Set<string>()
    for (const name of names) {
      const id = known.get(name) ?? (await among.findByName(name))?.id
      if (id !== undefined) ids.add(id)
    }
    return [...ids]
  }

  #config(given: ExportedConfig): Record<string, unknown> {
    const { ready, installation } = this.#context
    const { config, warnings } = openedConfig(given, {
      plugin: ready.plugins.get(`${given.noun} ${given.plugin}`) ?? null,
      sealer: installation.store.sealer,
      referents: ready.referents,
    })
    this.#report.warnings.push(...warnings)
    return config
  }

  async #opens(key: string): Promise<boolean> {
    try {
      await this.#nouns.settings.getSecret(key)
      return true
    } catch (error) {
      if (error instanceof Failure) return false
      throw error
    }
  }
}
