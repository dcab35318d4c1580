import type { z } from 'zod'
import type { AnyPlugin } from '../../../plugins/contract.ts'
import type { Failure } from '../../../plugins/failure.ts'
import { placeField } from '../../../views/parts/ordered-choice.ts'
import type { FieldFault, PluginFormState } from '../../../views/parts/plugin-form.ts'
import { type FormField, formOf } from '../../plugins/form.ts'
import { redactedText } from '../../plugins/secrets.ts'

type Config = Readonly<Record<string, unknown>>
type Plugin = Pick<AnyPlugin, 'kind' | 'name' | 'config'>

export interface PostedPluginForm {
  /** As the services take it. */
  readonly config: Config
  /** What was typed, to be shown again; no secret is among it. */
  readonly values: Config
  /** The secrets that were typed. When the form is shown again they are gone. */
  readonly secrets: readonly string[]
  /** The secrets whose removal was asked for. */
  readonly forgotten: readonly string[]
}

export interface PluginFormReading {
  /** What stands before the names of the fields. */
  readonly prefix: string
  /** Whether it is laid over what is kept: then an empty field takes away what was there, and an empty secret leaves it. */
  readonly isChange: boolean
}

/** The posted fields of a plugin's configuration. What is empty is left out; what is wrong stays in it, so that the plugin's own schema says so. */
export function readPluginForm(plugin: Plugin, posted: URLSearchParams, { prefix, isChange }: PluginFormReading): PostedPluginForm {
  const config: Record<string, unknown> = {}
  const values: Record<string, unknown> = {}
  const secrets: string[] = []
  const forgotten: string[] = []
  for (const field of formOf(plugin)) {
    const name = `${prefix}${field.name}`
    const given = field.kind === 'list' ? inOrder(name, posted) : posted.getAll(name)
    const value = readValue(field, given)
    if (!field.secret) values[field.name] = field.kind === 'list' || field.kind === 'boolean' ? (value ?? []) : (given[0] ?? '')
    else if (value !== null) secrets.push(field.name)
    const isForgotten = field.secret && posted.has(`${name}.forget`)
    if (isForgotten) forgotten.push(field.name)
    if (value !== null) config[field.name] = value
    else if (isChange && (!field.secret || isForgotten)) config[field.name] = null
  }
  return { config, values, secrets, forgotten }
}

/** The lines of a list, and of those that are chosen from what there is: where their numbers put them. What has no number, or is told none, stays. */
function inOrder(name: string, posted: URLSearchParams): string[] {
  const lines = posted.getAll(name).flatMap((some) => some.split(/\r\n|\r|\n/))
  // Looked up once: a form may have very many fields.
  const fields = new Map(posted)
  const placed = lines.map((line, at) => ({ line, place: placeOf(fields.get(placeField(name, line.trim())) ?? null) ?? at + 1 }))
  return placed.sort((one, other) => one.place - other.place).map(({ line }) => line)
}

function placeOf(text: string | null): number | null {
  const place = Number(text)
  return text === null || text.trim() === '' || !Number.isFinite(place) ? null : place
}

/** Null for what was left empty. */
function readValue(field: FormField, given: readonly string[]): unknown {
  const [text = ''] = given
  switch (field.kind) {
    case 'boolean':
      return text !== ''
    case 'list': {
      const lines = given.filter((line) => line.trim() !== '')
      // A list that is something by default, or must be there, can be meant to be empty.
      return lines.length > 0 || field.required || Array.isArray(field.initial) ? lines : null
    }
    case 'number':
      return text.trim() === '' ? null : Number.isNaN(Number(text)) ? text : Number(text)
    default:
      return text === '' ? null : text
  }
}

/** A form with what is kept in it, as the services show it: dots where there is a secret. */
export function keptPluginForm(plugin: Plugin, shown: Config): PluginFormState {
  const fields = formOf(plugin)
  const isKept = ({ name, secret }: FormField) => secret && shown[name] === redactedText
  const values = fields.filter(({ secret }) => !secret).map(({ name }) => [name, shown[name]])
  return { values: Object.fromEntries(values), errors: {}, kept: fields.filter(isKept).map(({ name }) => name) }
}

/** A form as it was posted, shown again with what is wrong: a secret that was typed must be typed again. */
export function postedPluginForm(read: PostedPluginForm, errors: PluginFormState['errors'], kept: readonly string[]): PluginFormState {
  const again = read.secrets.map((name) => [name, { code: 'again' }] as const)
  return { values: read.values, errors: { ...Object.fromEntries(again), ...errors }, kept, forgotten: read.forgotten }
}

/** A form in which nothing stands but the defaults. */
export const blankPluginForm: PluginFormState = { values: {}, errors: {}, kept: [] }

export interface RefusedConfig {
  readonly plugin: Plugin
  /** What was refused. */
  readonly config: Config
  /** What it was laid over, as it is shown; empty where it is new. */
  readonly kept?: Config
  /** What stands before the names of the configuration's fields in the failure; nothing if absent. */
  readonly within?: string
}

/** What is wrong with which field. Fields that are not of the configuration, and faults of the whole of it, are for whoever shows the rest. */
export function pluginFaults(failure: Failure, refused: RefusedConfig): Record<string, FieldFault> {
  const { plugin, config, kept = {}, within = '' } = refused
  const named = Array.isArray(failure.detail['fields']) ? failure.detail['fields'].map(String) : []
  const inside = named.filter((field) => field.startsWith(within)).map((field) => field.slice(within.length).split('.')[0]!)
  const { laid, issues } = issuesOf({ plugin, config, kept })
  const known = new Set(formOf(plugin).map(({ name }) => name))
  const faults = [...new Set(inside)].flatMap((name) => {
    const issue = issues.find(({ path }) => path[0] === name)
    if (!known.has(name)) return []
    if (issue !== undefined) return [[name, faultOf(issue, laid[name])] as const]
    // The schema has nothing against it: what refused it says why. A name may be that of what is configured, and not a field.
    return name === 'name' || issues.length > 0 ? [] : [[name, { message: failure.message }] as const]
  })
  return Object.fromEntries(faults)
}

/** Whatever else the plugin's schema has against what was typed: nobody wants to hear of one fault after the other. */
export function schemaFaults(refused: Omit<RefusedConfig, 'within'>): Record<string, FieldFault> {
  const known = new Set(formOf(refused.plugin).map(({ name }) => name))
  const { laid, issues } = issuesOf(refused)
  const named = issues.flatMap((issue) => (known.has(String(issue.path[0])) ? [[String(issue.path[0]), issue] as const] : []))
  // The first of a field is the one that it is told.
  return Object.fromEntries(named.toReversed().map(([name, issue]) => [name, faultOf(issue, laid[name])]))
}

function issuesOf({ plugin, config, kept = {} }: Omit<RefusedConfig, 'within'>) {
  const laid: Config = Object.fromEntries(Object.entries({ ...kept, ...config }).filter(([, value]) => value !== null))
  return { laid, issues: plugin.config.safeParse(laid).error?.issues ?? [] }
}

const sizeFaults = {
  too_small: { string: 'short', number: 'small', array: 'few' },
  too_big: { string: 'long', number: 'large', array: 'many' },
} as const

function faultOf(issue: z.core.$ZodIssue, value: unknown): FieldFault {
  if (value === undefined || value === '') return { code: 'required' }
  switch (issue.code) {
    case 'invalid_type':
      return issue.expected === 'number' ? { code: 'number' } : issue.expected === 'int' ? { code: 'integer' } : { code: 'wrong' }
    case 'too_small':
      return sizeFault('too_small', issue.origin, issue.minimum)
    case 'too_big':
      return sizeFault('too_big', issue.origin, issue.maximum)
    case 'invalid_value':
      return { code: 'choice' }
    case 'invalid_format':
      return issue.message.startsWith('Invalid') ? { code: 'format' } : { message: issue.message }
    default:
      return issue.message === '' ? { code: 'wrong' } : { message: issue.message }
  }
}

function sizeFault(code: keyof typeof sizeFaults, origin: string, limit: number | bigint): FieldFault {
  const kind = origin === 'int' || origin === 'number' ? 'number' : origin === 'array' ? 'array' : 'string'
  if (kind === 'array' && code === 'too_small' && Number(limit) === 1) return { code: 'required' }
  return { code: sizeFaults[code][kind], limit: Number(limit) }
}
