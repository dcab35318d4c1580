import type { AnyPlugin } from '../../plugins/contract.ts'
import { Failure } from '../../plugins/failure.ts'
import { parseConfig } from '../plugins/open.ts'
import type { Sealer } from '../store/sealing.ts'
import { fieldContext, sealedTextOf } from './configuration-document.ts'

/** The configuration of a source or target as a document holds it. */
export interface ExportedConfig {
  readonly noun: 'source' | 'target'
  readonly id: string
  readonly name: string
  readonly plugin: string
  readonly config: Readonly<Record<string, unknown>>
}

export interface OpenedConfig {
  readonly config: Record<string, unknown>
  readonly warnings: readonly string[]
}

/** The configuration with what could be opened. It comes back even when something is wrong with it: a person then puts that right. */
export function openedConfig(given: ExportedConfig, by: { readonly plugin: AnyPlugin | null; readonly sealer: Sealer }): OpenedConfig {
  const { config, lost } = unsealed(given, by.sealer)
  const label = `${given.noun === 'source' ? 'Source' : 'Target'} "${given.name}"`
  const warnings = lost.length === 0 ? [] : [`${label} came back without its secrets: enter ${lost.join(', ')} again.`]
  if (by.plugin === null) return { config, warnings: [...warnings, `${label} needs the plugin "${given.plugin}", which is not here.`] }
  try {
    return { config: parseConfig(by.plugin, config) as Record<string, unknown>, warnings }
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    // Of a lost secret that is required it was said already.
    return { config, warnings: lost.length > 0 ? warnings : [`${label} can't be used as it is: ${error.message}.`] }
  }
}

function unsealed({ noun, id, config }: ExportedConfig, sealer: Sealer): { config: Record<string, unknown>; lost: readonly string[] } {
  const opened: Record<string, unknown> = {}
  const lost: string[] = []
  for (const [field, value] of Object.entries(config)) {
    const sealed = sealedTextOf(value)
    if (sealed === null) {
      opened[field] = value
      continue
    }
    try {
      opened[field] = JSON.parse(sealer.open(sealed, fieldContext(noun, id, field)))
    } catch (error) {
      if (!(error instanceof Failure)) throw error
      lost.push(field)
    }
  }
  return { config: opened, lost }
}
