import { z } from 'zod'

export type JsonSchema = { readonly [key: string]: unknown }

const refPrefix = '#/components/schemas/'

/** Draws zod schemas as JSON Schema, and gathers what has a name (`.meta({ id })`) or refers to itself under `components`. Lives as long as one document. */
export class SchemaBook {
  readonly #components = new Map<string, JsonSchema>()
  readonly #drawnOf = new Map<string, string>()

  /** `owner` names what has no name of its own. What can't be drawn is drawn as anything. */
  draw(schema: z.ZodType, io: 'input' | 'output', owner: string): JsonSchema {
    const { $schema: _, $defs = {}, ...drawn } = z.toJSONSchema(schema, { io, unrepresentable: 'any', override: tidy }) as Drawn
    const isRecursive = JSON.stringify(drawn).includes('"$ref":"#"')
    const names = new Map(Object.entries($defs).map(([key, def]) => [`#/$defs/${key}`, this.#freeName(key, def, owner)]))
    if (isRecursive) names.set('#', this.#freeName('__schema', drawn, owner))
    for (const [key, def] of Object.entries($defs)) this.#components.set(names.get(`#/$defs/${key}`)!, withRefs(def, names) as JsonSchema)
    const root = withRefs(drawn, names) as JsonSchema
    if (!isRecursive) return root
    this.#components.set(names.get('#')!, root)
    return { $ref: `${refPrefix}${names.get('#')}` }
  }

  /** Under a name that is known beforehand. */
  define(name: string, schema: z.ZodType): JsonSchema {
    const drawn = this.draw(schema, 'output', name)
    this.#components.set(name, drawn)
    return { $ref: `${refPrefix}${name}` }
  }

  get components(): Readonly<Record<string, JsonSchema>> {
    return Object.fromEntries([...this.#components].sort(([one], [other]) => (one < other ? -1 : 1)))
  }

  /** A name that is nobody's, or that of the same thing: what is taken may look otherwise than what is given. */
  #freeName(key: string, def: JsonSchema, owner: string): string {
    const wanted = key.startsWith('__') ? `${owner}Part` : key
    const same = JSON.stringify(def)
    for (let ordinal = 1; ; ordinal += 1) {
      const name = ordinal === 1 ? wanted : `${wanted}${ordinal}`
      const kept = this.#drawnOf.get(name)
      if (kept !== undefined && kept !== same) continue
      this.#drawnOf.set(name, same)
      return name
    }
  }
}

type Drawn = { readonly $schema?: unknown; readonly $defs?: Record<string, JsonSchema>; readonly [key: string]: unknown }

/** Dates travel as text, and words for yes and no as what they mean; a format says all that its pattern does; bounds that every number has are none. */
function tidy({ zodSchema, jsonSchema }: { zodSchema: z.core.$ZodTypes; jsonSchema: z.core.JSONSchema.BaseSchema }): void {
  if (zodSchema._zod.def.type === 'date') Object.assign(jsonSchema, { type: 'string', format: 'date-time' })
  const { def } = zodSchema._zod
  if (isYesOrNo(def)) Object.assign(jsonSchema, { type: 'boolean' })
  if (def.type === 'default' && isYesOrNo(def.innerType._zod.def)) Object.assign(jsonSchema, { type: 'boolean', default: def.defaultValue })
  if (jsonSchema.format !== undefined) delete jsonSchema.pattern
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum
  if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum
}

/** What `z.stringbool()` makes: in a query, everything is text. */
function isYesOrNo(def: z.core.$ZodTypeDef): boolean {
  const { in: from, out: to } = def as Partial<z.core.$ZodPipeDef>
  return def.type === 'pipe' && from?._zod.def.type === 'string' && to?._zod.def.type === 'boolean'
}

/** References to definitions beside the schema as references to components. */
function withRefs(value: unknown, names: ReadonlyMap<string, string>): unknown {
  if (Array.isArray(value)) return value.map((item) => withRefs(item, names))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => {
      const name = key === '$ref' && typeof item === 'string' ? names.get(item) : undefined
      return [key, name === undefined ? withRefs(item, names) : `${refPrefix}${name}`]
    }),
  )
}
