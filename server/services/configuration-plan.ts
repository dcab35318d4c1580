import { isDeepStrictEqual } from 'node:util'
import type { AnyPlugin } from '../../plugins/contract.ts'
import { namedMembers } from '../plugins/bundle-members.ts'
import { hiddenFields } from '../plugins/secrets.ts'
import { sealedPrefix } from '../store/sealing.ts'
import type { Nouns } from '../store/store.ts'
import { type ConfigurationDocument, machineSettings } from './configuration-document.ts'
import { type ImportMode, importIn } from './configuration-import.ts'
import { type ReadyConfiguration, readyConfiguration } from './configuration-ready.ts'
import type { Installation } from './installation.ts'
import type { PluginConfig } from './redaction.ts'

/** One field that would be another. Of a secret it is only said that it is. */
export interface FieldChange {
  readonly field: string
  readonly isSecret: boolean
  /** Null for what isn't there, and for a secret. */
  readonly from: unknown
  readonly to: unknown
}

export interface NounChange {
  readonly noun: 'source' | 'target' | 'plan' | 'setting'
  readonly name: string
  readonly action: 'add' | 'change' | 'leave'
  /** None of what is left as it is; of what is added, every field. */
  readonly changes: readonly FieldChange[]
}

/** What an import would do. */
export interface ConfigurationPlan {
  readonly nouns: readonly NounChange[]
  /** Backups that would get their pin or description back. */
  readonly backups: number
  readonly warnings: readonly string[]
}

/** Thrown to take a transaction back after all that was wanted of it is known. */
class TakenBack {
  readonly plan: ConfigurationPlan

  constructor(plan: ConfigurationPlan) {
    this.plan = plan
  }
}

/** What `importConfiguration` would do, found out by doing it and taking it back: nothing is written. Throws like that. */
export async function planConfiguration(installation: Installation, document: unknown, mode: ImportMode): Promise<ConfigurationPlan> {
  const ready = await readyConfiguration(installation, document)
  try {
    return await installation.store.transaction(async (nouns): Promise<never> => {
      const before = await look(nouns, ready)
      const report = await importIn(nouns, ready, { installation, mode })
      const after = await look(nouns, ready)
      throw new TakenBack({ nouns: differences(before, after), backups: report.backups, warnings: report.warnings })
    })
  } catch (error) {
    if (error instanceof TakenBack) return error.plan
    throw error
  }
}

interface Field {
  readonly name: string
  readonly value: unknown
  readonly isSecret: boolean
}

/** A noun as a flat list of fields, so that two of it can be compared. */
interface Seen {
  readonly noun: NounChange['noun']
  readonly name: string
  readonly fields: readonly Field[]
}

/** Only of what the document names: of nothing else an import says anything. */
async function look(nouns: Nouns, { document, plugins }: ReadyConfiguration): Promise<Seen[]> {
  const sources = await nouns.sources.list()
  const targets = await nouns.targets.list()
  const names = new Map([...sources, ...targets].map(({ id, name }) => [id, name]))
  const namesOf = (ids: readonly string[]) => ids.map((id) => names.get(id) ?? id)
  const seenSources = meant(sources, document.sources).map(({ name, dialect, config }): Seen => {
    const fields = configFields(namedMembers(dialect, config, sources), plugins.get(`source ${dialect}`) ?? null)
    return { noun: 'source', name, fields: [plain('dialect', dialect), ...fields] }
  })
  const seenTargets = meant(targets, document.targets).map(({ name, kind, prefix, config }): Seen => {
    const fields = configFields(config, plugins.get(`target ${kind}`) ?? null)
    return { noun: 'target', name, fields: [plain('kind', kind), plain('prefix', prefix), ...fields] }
  })
  const seenPlans = meant(await nouns.plans.list(), document.plans).map(({ name, sourceIds, targetIds, isPaused, settings }): Seen => {
    const links = [plain('sources', namesOf(sourceIds)), plain('targets', namesOf(targetIds)), plain('isPaused', isPaused)]
    return { noun: 'plan', name, fields: [...links, ...flat('settings', settings)] }
  })
  return [...seenSources, ...seenTargets, ...seenPlans, ...(await settingsOf(nouns, document))]
}

async function settingsOf({ settings }: Pick<Nouns, 'settings'>, document: ConfigurationDocument): Promise<Seen[]> {
  const keys = new Set(document.settings.map(({ key }) => key))
  const kept = (await settings.list()).filter(({ key }) => keys.has(key) && !machineSettings.has(key))
  return kept.map(({ key, value }) => {
    return { noun: 'setting', name: key, fields: [{ name: 'value', value, isSecret: value.startsWith(sealedPrefix) }] }
  })
}

function meant<Noun extends { readonly name: string }>(all: readonly Noun[], given: readonly { readonly name: string }[]): Noun[] {
  const names = new Set(given.map(({ name }) => name.trim().normalize('NFC')))
  return all.filter(({ name }) => names.has(name))
}

function configFields(config: PluginConfig, plugin: AnyPlugin | null): Field[] {
  const hidden = hiddenFields(config, plugin)
  return Object.entries(config).map(([name, value]) => ({ name: `config.${name}`, value, isSecret: hidden.has(name) }))
}

function plain(name: string, value: unknown): Field {
  return { name, value, isSecret: false }
}

/** The fields of an object within, each by itself; a schedule is one value. */
function flat(name: string, value: object): Field[] {
  return Object.entries(value).flatMap(([key, inner]) => {
    const isGroup = typeof inner === 'object' && inner !== null && !Array.isArray(inner) && !('kind' in inner)
    return isGroup ? flat(`${name}.${key}`, inner) : [plain(`${name}.${key}`, inner)]
  })
}

function differences(before: readonly Seen[], after: readonly Seen[]): NounChange[] {
  return after.map(({ noun, name, fields }) => {
    const earlier = before.find((seen) => seen.noun === noun && seen.name === name)
    const changes = changesOf(earlier?.fields ?? [], fields)
    const action = earlier === undefined ? 'add' : changes.length > 0 ? 'change' : 'leave'
    return { noun, name, action, changes }
  })
}

function changesOf(before: readonly Field[], after: readonly Field[]): FieldChange[] {
  const earlier = new Map(before.map((field) => [field.name, field]))
  const later = new Map(after.map((field) => [field.name, field]))
  return [...new Set([...earlier.keys(), ...later.keys()])].flatMap((field) => {
    const from = earlier.get(field)
    const to = later.get(field)
    if (isDeepStrictEqual(from?.value, to?.value)) return []
    const isSecret = from?.isSecret === true || to?.isSecret === true
    const shown = (value: unknown) => (isSecret ? null : (value ?? null))
    return [{ field, isSecret, from: shown(from?.value), to: shown(to?.value) }]
  })
}
