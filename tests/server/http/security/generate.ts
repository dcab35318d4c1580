import { z } from 'zod'

type Schema = { readonly [key: string]: unknown }

/** What no field of any body is meant to be; what fits by chance is a value like any other. */
export const oddValues: readonly unknown[] = [
  null,
  true,
  0,
  -1,
  1.5,
  1e308,
  2 ** 53,
  '',
  ' ',
  'x',
  '\u0000',
  'a\nb',
  '\ud800',
  '--help',
  '--file=/x',
  "'; drop table item; --",
  '../../x',
  '2026-13-45T99:99:99Z',
  'é'.repeat(5000),
  [],
  [null],
  [[[]]],
  {},
  { constructor: { prototype: 1 } },
  JSON.parse('{"__proto__":{"isAdmin":true}}'),
]

/** Makes bodies after the schema of a route: one that fits, and others in which one field is odd. */
export class BodyMaker {
  readonly #root: Schema
  readonly #pick: <Item>(items: readonly Item[]) => Item
  /** Values for fields by their name, so that what is made means something here. */
  readonly #known: Readonly<Record<string, unknown>>

  constructor(
    schema: z.ZodType,
    given: { readonly known: Readonly<Record<string, unknown>>; readonly pick: <Item>(items: readonly Item[]) => Item },
  ) {
    this.#root = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Schema
    this.#pick = given.pick
    this.#known = given.known
  }

  /** A body that fits, with all that it may have. */
  fitting(): unknown {
    return this.#make(this.#root, '')
  }

  /** Every body that fits but for one field, for every field and every odd value; `field` says which. */
  *odd(): Generator<{ readonly field: string; readonly body: unknown }> {
    for (const value of oddValues) yield { field: '', body: value }
    yield* this.#oddIn(this.#root, [])
  }

  *#oddIn(schema: Schema, path: readonly string[]): Generator<{ readonly field: string; readonly body: unknown }> {
    for (const [name, inner] of Object.entries(this.#fieldsOf(schema))) {
      const here = [...path, name]
      for (const value of oddValues) yield { field: here.join('.'), body: withAt(this.fitting(), here, value) }
      if (here.length < 4) yield* this.#oddIn(inner, here)
    }
  }

  #fieldsOf(schema: Schema): Record<string, Schema> {
    const real = this.#resolve(schema)
    const choices = (real['anyOf'] ?? real['oneOf'] ?? []) as readonly Schema[]
    const own = (real['properties'] ?? {}) as Record<string, Schema>
    return Object.assign({}, ...choices.map((choice) => this.#fieldsOf(choice)), own)
  }

  #make(schema: Schema, name: string): unknown {
    if (Object.hasOwn(this.#known, name)) return this.#known[name]
    const real = this.#resolve(schema)
    if ('const' in real) return real['const']
    const options = (real['enum'] ?? null) as readonly unknown[] | null
    if (options !== null) return this.#pick(options)
    const choices = (real['anyOf'] ?? real['oneOf'] ?? null) as readonly Schema[] | null
    if (choices !== null) return this.#make(this.#pick(choices), name)
    switch (real['type']) {
      case 'object':
        return Object.fromEntries(Object.entries(this.#fieldsOf(real)).map(([key, inner]) => [key, this.#make(inner, key)]))
      case 'array':
        return [this.#make((real['items'] ?? {}) as Schema, name)]
      case 'boolean':
        return this.#pick([true, false])
      case 'integer':
      case 'number':
        return Math.max(1, Number(real['minimum'] ?? 1))
      case 'null':
        return null
      default:
        return 'text'
    }
  }

  #resolve(schema: Schema): Schema {
    const { $ref } = schema
    if (typeof $ref !== 'string') return schema
    if ($ref === '#') return this.#root
    return ((this.#root['$defs'] ?? {}) as Record<string, Schema>)[$ref.replace('#/$defs/', '')] ?? {}
  }
}

function withAt(body: unknown, path: readonly string[], value: unknown): unknown {
  const [name, ...rest] = path
  if (name === undefined) return value
  const object = typeof body === 'object' && body !== null && !Array.isArray(body) ? (body as Record<string, unknown>) : {}
  return { ...object, [name]: withAt(object[name], rest, value) }
}
