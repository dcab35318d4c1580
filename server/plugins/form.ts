import { z } from 'zod'
import type { AnyPlugin, Localised } from '../../plugins/contract.ts'
import { Failure } from '../../plugins/failure.ts'

export type FieldKind = 'text' | 'number' | 'boolean' | 'choice' | 'list'

/** One field of a plugin's configuration, as a form shows it and as API documents describe it. */
export interface FormField {
  readonly name: string
  readonly kind: FieldKind
  readonly title: Localised
  readonly help: Localised | null
  readonly placeholder: string | null
  readonly secret: boolean
  readonly advanced: boolean
  readonly required: boolean
  readonly initial: unknown
  /** What may be chosen; empty unless `kind` is `choice`. */
  readonly choices: readonly string[]
  readonly minimum: number | null
  readonly maximum: number | null
}

interface JsonSchema {
  readonly [name: string]: unknown
  readonly type?: string | readonly string[]
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly anyOf?: readonly JsonSchema[]
  readonly items?: JsonSchema
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly required?: readonly string[]
}

/** To describe a schema takes a millisecond, and every look at a list asks for many. */
const drawn = new WeakMap<z.ZodType, readonly FormField[]>()

/** The fields of a plugin's configuration, in their order. Throws `invalid` naming the field that can't be drawn. */
export function formOf(plugin: Pick<AnyPlugin, 'kind' | 'name' | 'config'>): readonly FormField[] {
  const known = drawn.get(plugin.config)
  if (known !== undefined) return known
  const fields = draw(plugin)
  drawn.set(plugin.config, fields)
  return fields
}

function draw(plugin: Pick<AnyPlugin, 'kind' | 'name' | 'config'>): readonly FormField[] {
  const label = `${plugin.kind} ${plugin.name}`
  const schema = jsonSchema(plugin.config, label)
  const required = new Set(schema.required ?? [])
  return Object.entries(schema.properties ?? {}).map(([name, property]) => {
    const shape = withoutNull(property)
    const kind = kindOf(shape)
    if (kind === null) throw undrawable(label, name, 'use text, a number, a boolean, an enum or an array of text')
    const meta = { ...shape, ...property }
    if (meta.secret === true && kind !== 'text') throw undrawable(label, name, 'only text can be secret')
    return describe({ name, kind, shape, meta, required: required.has(name) && shape === property })
  })
}

function jsonSchema(config: z.ZodType, label: string): JsonSchema {
  try {
    const schema = z.toJSONSchema(config, { io: 'input' }) as JsonSchema
    if (schema.type === 'object') return schema
  } catch (error) {
    throw new Failure('invalid', `the configuration of ${label} can't be drawn: ${error instanceof Error ? error.message : error}`, {
      remedy: 'Use text, numbers, booleans, enums and arrays of text, without transforms on the way in.',
      cause: error,
    })
  }
  throw new Failure('invalid', `the configuration of ${label} is no object`, { remedy: 'Make it a z.object.' })
}

function undrawable(label: string, name: string, remedy: string): Failure {
  return new Failure('invalid', `the field "${name}" of ${label} can't be drawn as a form field`, {
    remedy: `In its configuration, ${remedy}.`,
    detail: { field: name },
  })
}

/** `nullable` fields are optional ones: the null itself is nothing to draw. */
function withoutNull(schema: JsonSchema): JsonSchema {
  if (Array.isArray(schema.type)) {
    const [type, ...more] = schema.type.filter((name) => name !== 'null')
    return type !== undefined && more.length === 0 ? { ...schema, type } : schema
  }
  const others = schema.anyOf?.filter((option) => option.type !== 'null')
  return others?.length === 1 && schema.anyOf?.length === 2 ? others[0]! : schema
}

function kindOf(schema: JsonSchema): FieldKind | null {
  if (schema.enum !== undefined || schema.const !== undefined) return choicesOf(schema) === null ? null : 'choice'
  if (schema.type === 'string') return 'text'
  if (schema.type === 'number' || schema.type === 'integer') return 'number'
  if (schema.type === 'boolean') return 'boolean'
  if (schema.type === 'array' && schema.items?.type === 'string' && schema.items.enum === undefined) return 'list'
  return null
}

function choicesOf(schema: JsonSchema): readonly string[] | null {
  const choices = schema.enum ?? [schema.const]
  return choices.every((choice) => typeof choice === 'string') ? choices : null
}

interface Drawing {
  readonly name: string
  readonly kind: FieldKind
  readonly shape: JsonSchema
  readonly meta: JsonSchema
  readonly required: boolean
}

function describe({ name, kind, shape, meta, required }: Drawing): FormField {
  const limit = (value: unknown) => (typeof value === 'number' && Math.abs(value) < Number.MAX_SAFE_INTEGER ? value : null)
  return {
    name,
    kind,
    title: localised(meta.titles) ?? localised(meta.title) ?? { en: name, 'zh-CN': name },
    help: localised(meta.help),
    placeholder: typeof meta.placeholder === 'string' ? meta.placeholder : null,
    secret: meta.secret === true,
    advanced: meta.advanced === true,
    required,
    initial: meta.default ?? null,
    choices: kind === 'choice' ? choicesOf(shape)! : [],
    minimum: limit(shape.minimum),
    maximum: limit(shape.maximum),
  }
}

/** Authors may write one text for everybody, or one a language. */
function localised(text: unknown): Localised | null {
  if (typeof text === 'string') return { en: text, 'zh-CN': text }
  if (typeof text !== 'object' || text === null || !('en' in text) || typeof text.en !== 'string') return null
  return { en: text.en, 'zh-CN': 'zh-CN' in text && typeof text['zh-CN'] === 'string' ? text['zh-CN'] : text.en }
}
