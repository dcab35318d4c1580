import { Failure } from '../../plugins/failure.ts'
import type { PluginUse } from '../domain/job.ts'
import { formOf } from '../plugins/form.ts'
import type { Registry } from '../plugins/registry.ts'
import type { CommandIo } from './command.ts'
import { parseSettings, readSettings } from './settings.ts'

export interface SettingWords {
  readonly registry: Registry
  readonly io: CommandIo
  readonly set: readonly string[]
  readonly setFile: readonly string[]
}

/** A dialect with the settings that the command line adds, each in the kind that the plugin's form asks for. Refuses secrets in arguments. */
export async function configure(use: PluginUse, words: SettingWords): Promise<PluginUse> {
  const plugin = await words.registry.dialect(use.name)
  const fields = new Map(formOf(plugin).map((field) => [field.name, field]))
  const given = parseSettings(words.set)
  for (const [name, value] of Object.entries(given)) {
    const field = fields.get(name)
    if (field === undefined) {
      throw new Failure('invalid', `The dialect ${use.name} has no setting "${name}".`, {
        remedy: `It has: ${[...fields.keys()].join(', ')}.`,
      })
    }
    if (field.secret) {
      throw new Failure('invalid', `"${name}" is a secret, and arguments can be read by every user of this machine.`, {
        remedy: `Write it to a file and give --set-file ${name}=FILE.`,
      })
    }
    if (field.kind === 'list' && !Array.isArray(value)) given[name] = [value]
    if (field.kind === 'number') given[name] = Number(value)
  }
  return { name: use.name, config: { ...use.config, ...given, ...(await readSettings(words.setFile, words.io)) } }
}
