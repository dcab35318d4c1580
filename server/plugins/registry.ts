import { type BuiltinPlugin, builtinPlugins } from '../../plugins/builtin.ts'
import type { AnyPlugin, DialectPlugin, Files, TargetPlugin } from '../../plugins/contract.ts'
import { Failure, type FailureRecord } from '../../plugins/failure.ts'
import { systemFiles } from '../seams/files.ts'
import { bundlePlugin } from './bundle-plugin.ts'
import { asFailure } from './guard.ts'
import { findPlugins, loadPlugin } from './loader.ts'
import { requirePlugin } from './manifest.ts'
import { closestName } from './spelling.ts'

export type PluginKind = AnyPlugin['kind']

/** One plugin as it is listed: loaded, or with the reason why it could not be. */
export type ListedPlugin =
  | { readonly origin: string; readonly plugin: AnyPlugin; readonly failure: null }
  | { readonly origin: string; readonly plugin: null; readonly failure: FailureRecord }

export interface Registry {
  /** Throws `not_found` that lists what there is, or the `Failure` that loading it met. */
  target(name: string): Promise<TargetPlugin>
  dialect(name: string): Promise<DialectPlugin>
  /** Whether there is one of that name. Loads no built-in plugin for it. */
  knows(kind: PluginKind, name: string): Promise<boolean>
  /** Everything there is, loaded; what can't be loaded is listed with its reason instead of throwing. */
  list(): Promise<readonly ListedPlugin[]>
}

export interface RegistryOptions {
  /** Files, package folders, or folders of those: plugins besides the built-in ones. */
  readonly paths: readonly string[]
  readonly builtin?: readonly BuiltinPlugin[]
  readonly files?: Files
}

/** What the plugin house itself puts together. */
const ownPlugins: readonly BuiltinPlugin[] = [
  { kind: bundlePlugin.kind, name: bundlePlugin.name, load: async () => ({ default: bundlePlugin }) },
]

/** Opens nothing; loads a built-in plugin when it is asked for, and external ones at the first name that is not built in. */
export function createRegistry(options: RegistryOptions): Registry {
  const builtin = [...(options.builtin ?? builtinPlugins), ...ownPlugins]
  let loading: Promise<readonly ListedPlugin[]> | null = null
  const externals = () => (loading ??= loadExternals(options, builtin))
  const find = async (kind: PluginKind, name: string): Promise<AnyPlugin> => {
    const own = builtin.find((entry) => entry.kind === kind && entry.name === name)
    if (own !== undefined) return await loadBuiltin(own)
    const others = await externals()
    const found = others.find(({ plugin }) => plugin?.kind === kind && plugin.name === name)?.plugin
    if (found != null) return found
    throw unknown({ kind, name, builtin, others })
  }
  return {
    target: async (name) => (await find('target', name)) as TargetPlugin,
    dialect: async (name) => (await find('dialect', name)) as DialectPlugin,
    async knows(kind, name) {
      if (builtin.some((entry) => entry.kind === kind && entry.name === name)) return true
      return (await externals()).some(({ plugin }) => plugin?.kind === kind && plugin.name === name)
    },
    async list() {
      const own = await Promise.all(builtin.map((entry) => listed('built-in', () => loadBuiltin(entry))))
      return [...own, ...(await externals())]
    },
  }
}

async function loadBuiltin(entry: BuiltinPlugin): Promise<AnyPlugin> {
  const module = await entry.load()
  return requirePlugin(module.default, `the built-in ${entry.kind} ${entry.name}`)
}

async function listed(origin: string, load: () => Promise<AnyPlugin>): Promise<ListedPlugin> {
  try {
    return { origin, plugin: await load(), failure: null }
  } catch (error) {
    return { origin, plugin: null, failure: asFailure(error, `loading ${origin}`).toJSON() }
  }
}

async function loadExternals(
  { paths, files = systemFiles }: RegistryOptions,
  builtin: readonly BuiltinPlugin[],
): Promise<readonly ListedPlugin[]> {
  const all: ListedPlugin[] = []
  const taken = new Set(builtin.map(({ kind, name }) => `${kind} ${name}`))
  const loadOnce = async (file: string) => {
    const { plugin } = await loadPlugin(file, files)
    const label = `${plugin.kind} ${plugin.name}`
    if (taken.has(label)) throw new Failure('conflict', `there is another ${label} already`, { remedy: 'Give this one a name of its own.' })
    taken.add(label)
    return plugin
  }
  for (const path of paths) {
    try {
      for (const file of await findPlugins(path, files)) all.push(await listed(file, () => loadOnce(file)))
    } catch (error) {
      all.push({ origin: path, plugin: null, failure: asFailure(error, `looking for plugins in ${path}`).toJSON() })
    }
  }
  return all
}

interface Search {
  readonly kind: PluginKind
  readonly name: string
  readonly builtin: readonly BuiltinPlugin[]
  readonly others: readonly ListedPlugin[]
}

function unknown({ kind, name, builtin, others }: Search): Failure {
  const loaded = others.flatMap(({ plugin }) => (plugin?.kind === kind ? [plugin.name] : []))
  const names = [...builtin.filter((entry) => entry.kind === kind).map((entry) => entry.name), ...loaded]
  const closest = closestName(name, names)
  const broken = others.flatMap(({ origin, failure }) => (failure === null ? [] : [`${origin}: ${failure.message}`]))
  const hint = closest === null ? `Use one of: ${names.join(', ')}.` : `Did you mean "${closest}"? There are: ${names.join(', ')}.`
  return new Failure('not_found', `there is no ${kind} plugin "${name}"`, {
    remedy: broken.length === 0 ? hint : `${hint} These could not be loaded: ${broken.join('; ')}.`,
    detail: { names, broken },
  })
}
