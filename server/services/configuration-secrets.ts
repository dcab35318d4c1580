import type { AnyPlugin } from '../../plugins/contract.ts'
import { Failure } from '../../plugins/failure.ts'
import { parseConfig } from '../plugins/open.ts'
import { hiddenFields } from '../plugins/secrets.ts'
import type { Sealer } from '../store/sealing.ts'
import { fieldContext, sealedTextOf } from './configuration-document.ts'
import { type Referents, referenceOf } from './configuration-references.ts'

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

interface Opening {
  readonly plugin: AnyPlugin | null
  readonly sealer: Sealer
  readonly referents: Referents
}

/**
 * The configuration with what could be opened. It comes back even when something is wrong with it: a person then puts that right. Throws
 * `invalid` for a reference that leads nowhere, and for one in a field that is no secret: what stands there is shown.
 */
export function openedConfig(given: ExportedConfig, by: Opening): OpenedConfig {
  const { config, lost } = unsealed(given, by)
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

function unsealed(given: ExportedConfig, by: Opening): { config: Record<string, unknown>; lost: readonly string[] } {
  const { noun, id, config } = given
  const opened: Record<string, unknown> = {}
  const lost: string[] = []
  for (const [field, value] of Object.entries(config)) {
    const sealed = sealedTextOf(value)
    const reference = referenceOf(value)
    if (sealed === null) {
      opened[field] = reference === null ? value : referred(given, { field, reference }, by)
      continue
    }
    try {
      opened[field] = JSON.parse(by.sealer.open(sealed, fieldContext(noun, id, field)))
    } catch (error) {
      if (!(error instanceof Failure)) throw error
      lost.push(field)
    }
  }
  return { config: opened, lost }
}

function referred(given: ExportedConfig, at: { readonly field: string; readonly reference: string }, by: Opening): string {
  const isSecret = hiddenFields(given.config, by.plugin).has(at.field)
  const found = isSecret ? by.referents.get(at.reference) : notSecret
  if (typeof found === 'string') return found
  const { noun, name } = given
  const label = noun === 'source' ? 'Source' : 'Target'
  throw new Failure('invalid', `${label} "${name}" refers to ${at.reference} for ${at.field}: ${found?.message ?? 'it is not known'}.`, {
    remedy: found?.remedy ?? 'Write the value in place of the reference.',
    detail: { fields: [`${noun}s.${name}.config.${at.field}`] },
  })
}

const notSecret = { message: 'the field is no secret, so what it refers to would be shown', remedy: null }
