import type { AnyPlugin } from './contract.ts'

/** A plugin that comes with the program, loaded only when somebody uses it. */
export interface BuiltinPlugin {
  readonly kind: AnyPlugin['kind']
  readonly name: string
  /** Resolves with a module whose default export is the plugin. */
  load(): Promise<{ readonly default: unknown }>
}

/** The only place that names concrete plugins. */
export const builtinPlugins: readonly BuiltinPlugin[] = [
  { kind: 'target', name: 'local', load: () => import('./targets/local/index.ts') },
  { kind: 'target', name: 'database', load: () => import('./targets/database/index.ts') },
  { kind: 'dialect', name: 'sqlite', load: () => import('./dialects/sqlite/index.ts') },
  { kind: 'dialect', name: 'files', load: () => import('./dialects/files/index.ts') },
  { kind: 'dialect', name: 'settings', load: () => import('./dialects/settings/index.ts') },
]

/** What a location without a prefix means where a target is wanted. */
export const defaultTargetName = 'local'

/** The dialect of the program's own settings, which every installation backs up from its first start. */
export const ownSettingsName = 'settings'
