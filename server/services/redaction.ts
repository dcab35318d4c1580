import type { AnyPlugin } from '../../plugins/contract.ts'
import { Failure } from '../../plugins/failure.ts'
import { parseConfig } from '../plugins/open.ts'
import type { Registry } from '../plugins/registry.ts'
import { redact, redactedText, secretFields } from '../plugins/secrets.ts'

export type PluginConfig = Readonly<Record<string, unknown>>

/** A configuration fit to be shown. Where the plugin is gone nobody knows what is secret, so nothing is shown. */
export async function shownConfig(load: () => Promise<AnyPlugin>, config: PluginConfig): Promise<Record<string, unknown>> {
  const plugin = await loadOrNull(load)
  if (plugin !== null) return redact(config, plugin)
  return Object.fromEntries(Object.keys(config).map((name) => [name, redactedText]))
}

/** Null for a plugin that isn't there any more or can't be loaded. */
export async function loadOrNull(load: () => Promise<AnyPlugin>): Promise<AnyPlugin | null> {
  try {
    return await load()
  } catch (error) {
    if (error instanceof Failure) return null
    throw error
  }
}

/** How the plugin of a source or target is loaded. */
export function pluginLoader(registry: Registry, kind: AnyPlugin['kind'], name: string): () => Promise<AnyPlugin> {
  return () => (kind === 'dialect' ? registry.dialect(name) : registry.target(name))
}

/**
 * What is kept once `given` is laid over `kept`: a field that is left out stays, null takes it away, and a secret that comes as the dots that
 * were shown stays too. Checked by the plugin's schema; throws `invalid` that names each wrong field, never its value.
 */
export function mergedConfig(plugin: AnyPlugin, kept: PluginConfig, given: PluginConfig): Record<string, unknown> {
  const secrets = new Set(secretFields(plugin))
  const merged: Record<string, unknown> = { ...kept }
  for (const [name, value] of Object.entries(given)) {
    if (secrets.has(name) && value === redactedText) continue
    if (value === null) delete merged[name]
    else merged[name] = value
  }
  return parseConfig(plugin, merged) as Record<string, unknown>
}
