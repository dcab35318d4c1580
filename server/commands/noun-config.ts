import { resolve } from 'node:path'
import type { AnyPlugin } from '../../plugins/contract.ts'
import { Failure } from '../../plugins/failure.ts'
import { type FormField, formOf } from '../plugins/form.ts'
import type { CommandIo, OptionTable } from './command.ts'
import { parseSettings, readSettings } from './settings.ts'

/** The options that give a source or target its configuration. */
export const configOptions = {
  set: { type: 'string', multiple: true, placeholder: 'KEY=VALUE', help: 'A field of its configuration; the same one twice makes a list.' },
  'set-file': {
    type: 'string',
    multiple: true,
    placeholder: 'KEY=FILE',
    help: 'A field of its configuration, read from a file: the way for secrets.',
  },
  unset: { type: 'string', multiple: true, placeholder: 'KEY', help: 'set: take this field away.' },
  'no-test': { type: 'boolean', help: 'Keep it without testing the connection first.' },
} as const satisfies OptionTable

export interface ConfigWords {
  readonly set?: readonly string[] | undefined
  readonly 'set-file'?: readonly string[] | undefined
  readonly unset?: readonly string[] | undefined
}

/**
 * The configuration that the command line gives, each field in the kind that the plugin's form asks for, null for one that is taken away. A `path` that
 * is relative is meant from the caller's folder: the daemon runs elsewhere. Throws `invalid` for unknown fields, and for secrets in arguments.
 */
export async function readConfig(words: ConfigWords, plugin: AnyPlugin, io: CommandIo): Promise<Record<string, unknown>> {
  const fields = new Map(formOf(plugin).map((field) => [field.name, field]))
  const fieldOf = (name: string) => fields.get(name) ?? unknownField(name, plugin, [...fields.keys()])
  const config: Record<string, unknown> = {}
  for (const name of words.unset ?? []) config[fieldOf(name).name] = null
  for (const [name, value] of Object.entries(parseSettings(words.set ?? []))) {
    const field = fieldOf(name)
    if (field.secret) throw secretInArgument(name)
    config[name] = typed(value, field)
  }
  for (const [name, value] of Object.entries(await readSettings(words['set-file'] ?? [], io))) config[name] = typed(value, fieldOf(name))
  if (typeof config['path'] === 'string' && config['path'] !== '') config['path'] = resolve(io.cwd, config['path'])
  return config
}

function typed(value: unknown, { kind }: FormField): unknown {
  if (kind === 'list') return [value].flat().map(String)
  if (Array.isArray(value) || kind === 'boolean') return value
  return kind === 'number' ? Number(value) : String(value)
}

function unknownField(name: string, plugin: AnyPlugin, names: readonly string[]): never {
  throw new Failure('invalid', `The ${plugin.kind} ${plugin.name} has no field "${name}".`, { remedy: `It has: ${names.join(', ')}.` })
}

function secretInArgument(name: string): Failure {
  return new Failure('invalid', `"${name}" is a secret, and arguments can be read by every user of this machine.`, {
    remedy: `Write it to a file and give --set-file ${name}=FILE.`,
  })
}

/** A configuration as people read it: `path=/srv/app.db mode=sql`. */
export function describeConfig(config: Readonly<Record<string, unknown>>): string {
  return Object.entries(config)
    .filter(([, value]) => value !== undefined && value !== null && !(Array.isArray(value) && value.length === 0))
    .map(([name, value]) => `${name}=${Array.isArray(value) ? value.join(',') : value}`)
    .join(' ')
}
