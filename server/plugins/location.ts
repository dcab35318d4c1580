import { builtinPlugins, defaultTargetName } from '../../plugins/builtin.ts'
import { Failure } from '../../plugins/failure.ts'
import type { PluginUse } from '../domain/job.ts'
import type { PluginKind, Registry } from './registry.ts'

/** Two letters at least: one letter and a colon is a drive of Windows. */
const prefixed = /^([a-z][a-z0-9-]+):(.*)$/s

/**
 * A place as people type it: `sqlite:/path/app.db`, `./backups`. Text without a prefix is a folder where a target is meant.
 * Throws `invalid` or `not_found`, never guesses: a mistyped prefix must not become a folder of that name.
 */
export async function parseLocation(text: string, kind: PluginKind, registry: Registry): Promise<PluginUse> {
  const match = prefixed.exec(text)
  if (match === null) return unprefixed(text, kind)
  const [, name, rest] = match as unknown as [string, string, string]
  const plugin = await findPlugin(name, kind, registry)
  if (rest === '') {
    throw new Failure('invalid', `"${text}" names the ${kind} plugin but not where`, {
      remedy: `Write what is meant after the colon: ${name}:…`,
    })
  }
  const config = plugin.locate === undefined ? { path: rest } : plugin.locate(rest)
  return { name, config: config as PluginUse['config'] }
}

function unprefixed(text: string, kind: PluginKind): PluginUse {
  if (text === '') throw new Failure('invalid', `the ${kind} is empty`, { remedy: 'Say where, for example ./backups.' })
  if (kind === 'target') return { name: defaultTargetName, config: { path: text } }
  const dialects = builtinPlugins.filter((entry) => entry.kind === 'dialect').map((entry) => entry.name)
  throw new Failure('invalid', `"${text}" doesn't say what kind of source it is`, {
    remedy: `Put its dialect before it, like ${dialects[0]}:${text}. There are: ${dialects.join(', ')}, and those of your own plugins.`,
  })
}

async function findPlugin(name: string, kind: PluginKind, registry: Registry) {
  try {
    return kind === 'target' ? await registry.target(name) : await registry.dialect(name)
  } catch (error) {
    if (!(error instanceof Failure) || error.code !== 'not_found' || kind !== 'target') throw error
    throw new Failure('not_found', error.message, {
      remedy: `${error.remedy ?? ''} If "${name}:…" is a folder's name, write it as ./${name}:…`,
      detail: error.detail,
    })
  }
}
