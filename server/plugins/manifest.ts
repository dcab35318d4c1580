import type { AnyPlugin } from '../../plugins/contract.ts'
import { Failure } from '../../plugins/failure.ts'
import { formOf } from './form.ts'

type Fields = Readonly<Record<string, unknown>>

/** Checks one field; null when it is right, else what is wrong with it. */
type Rule = (plugin: Fields) => string | null

const isObject = (value: unknown): value is Fields => typeof value === 'object' && value !== null
const isFilledText = (value: unknown) => typeof value === 'string' && value.trim() !== ''
const isOptionalFunction = (value: unknown) => value === undefined || typeof value === 'function'

const rules: readonly Rule[] = [
  ({ contract }) => (contract === 1 ? null : `"contract" must be 1, the version this program speaks; it is ${JSON.stringify(contract)}`),
  ({ kind }) => (kind === 'target' || kind === 'dialect' ? null : `"kind" must be "target" or "dialect"; it is ${JSON.stringify(kind)}`),
  ({ name }) =>
    typeof name === 'string' && /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name) && name.length >= 2 && name.length <= 40
      ? null
      : `"name" must be kebab-case of 2 to 40 characters, like "my-cloud"; it is ${JSON.stringify(name)}`,
  ({ title }) =>
    isObject(title) && isFilledText(title.en) && isFilledText(title['zh-CN'])
      ? null
      : `"title" must be { en: '…', 'zh-CN': '…' }, both filled`,
  ({ config }) =>
    isObject(config) && '_zod' in config && typeof config.safeParse === 'function' ? null : '"config" must be a z.object of zod 4',
  ({ open }) => (typeof open === 'function' ? null : '"open" must be a function (config, host) => Promise of an instance'),
  ({ locate }) => (isOptionalFunction(locate) ? null : '"locate" must be a function (text) => configuration, or absent'),
  ({ kind, scratch }) => (kind !== 'dialect' || isOptionalFunction(scratch) ? null : '"scratch" must be a function, or absent'),
  ({ kind, parts }) =>
    kind !== 'dialect' || (Array.isArray(parts) && parts.length > 0 && parts.every(isFilledText))
      ? null
      : '"parts" must list the names of the parts that "restore" understands, like ["backup.sql"]',
]

/** `value` as a plugin. Throws `invalid` that lists everything its author has to put right. */
export function requirePlugin(value: unknown, origin: string): AnyPlugin {
  if (!isObject(value)) {
    throw new Failure('invalid', `${origin} has no plugin as its default export`, {
      remedy:
        'Write `export default { contract: 1, kind: …, … } satisfies TargetPlugin<…>` (or DialectPlugin); plugins/contract.ts says more.',
    })
  }
  const faults = rules.map((rule) => rule(value)).filter((fault) => fault !== null)
  if (faults.length > 0) {
    throw new Failure('invalid', `${origin} is no plugin yet: ${faults.join('; ')}`, {
      remedy: 'Put that right in its default export; plugins/contract.ts describes each field.',
      detail: { faults },
    })
  }
  const plugin = value as unknown as AnyPlugin
  formOf(plugin)
  return plugin
}
