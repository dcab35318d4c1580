import type { AnyPlugin } from '../../plugins/contract.ts'
import { type ConfigurationDocument, parseConfiguration } from './configuration-document.ts'
import { type Referents, readReferents } from './configuration-references.ts'
import type { Installation } from './installation.ts'
import { loadOrNull, pluginLoader } from './redaction.ts'

/** A document with all that taking it in needs, so that nothing slow is left for the transaction. */
export interface ReadyConfiguration {
  readonly document: ConfigurationDocument
  /** By `source NAME` and `target NAME` of the plugin; null for one that is not here. */
  readonly plugins: ReadonlyMap<string, AnyPlugin | null>
  readonly referents: Referents
}

/** Throws `invalid` or `unsupported` for a document that is none. */
export async function readyConfiguration(installation: Installation, document: unknown): Promise<ReadyConfiguration> {
  const configuration = parseConfiguration(document)
  return {
    document: configuration,
    plugins: await pluginsOf(configuration, installation),
    referents: await readReferents(configuration, installation),
  }
}

async function pluginsOf({ sources, targets }: ConfigurationDocument, { registry }: Installation): Promise<Map<string, AnyPlugin | null>> {
  const plugins = new Map<string, AnyPlugin | null>()
  for (const { dialect } of sources) plugins.set(`source ${dialect}`, await loadOrNull(pluginLoader(registry, 'dialect', dialect)))
  for (const { kind } of targets) plugins.set(`target ${kind}`, await loadOrNull(pluginLoader(registry, 'target', kind)))
  return plugins
}
