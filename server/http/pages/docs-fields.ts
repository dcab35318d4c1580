import type { DocsField, DocsType } from '../../../views/pages/docs.ts'
import type { JsonSchema } from '../openapi-schemas.ts'

export type Components = Readonly<Record<string, JsonSchema>>

const depthMax = 4
const fieldsMax = 80

/** The fields of a schema, those of what lies inside after it with its name before theirs. Shapes with a name are shown once elsewhere. Some deep ones are left out. */
export function fieldsOf(schema: JsonSchema, components: Components): DocsField[] {
  return inside(schema, { prefix: '', depth: 0, components }).slice(0, fieldsMax)
}

interface Place {
  readonly prefix: string
  readonly depth: number
  readonly components: Components
}

function inside(schema: JsonSchema, place: Place): DocsField[] {
  if (place.depth > depthMax) return []
  const items = schema['items'] as JsonSchema | undefined
  if (items !== undefined) return inside(items, { ...place, prefix: `${place.prefix}[]`, depth: place.depth + 1 })
  const choices = choicesOf(schema)
  if (choices.length > 0) return choices.flatMap((choice) => inside(choice, { ...place, depth: place.depth + 1 }))
  const required = new Set((schema['required'] ?? []) as readonly string[])
  return Object.entries((schema['properties'] ?? {}) as Record<string, JsonSchema>).flatMap(([key, property]) => {
    const name = place.prefix === '' ? key : `${place.prefix}.${key}`
    return [
      fieldOf({ name, isRequired: required.has(key), schema: property }, place.components),
      ...inside(property, { ...place, prefix: name, depth: place.depth + 1 }),
    ]
  })
}

/** One parameter or property as a row. */
export function fieldOf(
  { name, isRequired, schema }: { readonly name: string; readonly isRequired: boolean; readonly schema: JsonSchema },
  components: Components,
): DocsField {
  const description = schema['description'] ?? resolved(schema, components)['description']
  const standard = schema['default']
  return {
    name,
    type: typeOf(schema, components),
    isRequired,
    description: typeof description === 'string' ? description : '',
    standard: standard === undefined ? null : JSON.stringify(standard),
  }
}

/** A schema in few words: `text`, `number, 1 to 50`, `"a" or "b"`, `list of text`; a shape with a name is a word that leads to it. */
export function typeOf(schema: JsonSchema, components: Components, depth = 0): DocsType {
  const shape = nameOf(schema, components)
  if (shape !== null) return [{ text: shape, isShape: true }]
  if (depth > depthMax) return [plain('anything')]
  const choices = choicesOf(schema).map((choice) => typeOf(choice, components, depth + 1))
  if (choices.length > 0) {
    const distinct = new Map(choices.map((choice) => [JSON.stringify(choice), choice]))
    return [...distinct.values()].flatMap((choice, at) => (at === 0 ? choice : [plain(' or '), ...choice]))
  }
  if (schema['const'] !== undefined) return [plain(JSON.stringify(schema['const']))]
  if (Array.isArray(schema['enum'])) return [plain(schema['enum'].map((value) => JSON.stringify(value)).join(' or '))]
  if (schema['type'] === 'array') return [plain('list of '), ...typeOf((schema['items'] ?? {}) as JsonSchema, components, depth + 1)]
  return [plain(boundedWordOf(schema))]
}

function plain(text: string): DocsType[number] {
  return { text, isShape: false }
}

function boundedWordOf(schema: JsonSchema): string {
  const word = wordOf(schema)
  const { minimum, maximum } = schema
  if (minimum === undefined && maximum === undefined) return word
  return `${word}, ${maximum === undefined ? `at least ${minimum}` : minimum === undefined ? `at most ${maximum}` : `${minimum} to ${maximum}`}`
}

function wordOf({ type, format }: JsonSchema): string {
  if (Array.isArray(type)) return type.map((one) => wordOf({ type: one, format })).join(' or ')
  if (type === 'string') return format === 'date-time' ? 'time' : 'text'
  if (type === 'integer') return 'whole number'
  if (type === 'boolean') return 'true or false'
  return typeof type === 'string' ? type : 'anything'
}

function choicesOf(schema: JsonSchema): readonly JsonSchema[] {
  return (schema['anyOf'] ?? schema['oneOf'] ?? []) as readonly JsonSchema[]
}

/** What a reference stands for; a schema that is none stays itself. */
export function resolved(schema: JsonSchema, components: Components): JsonSchema {
  const name = nameOf(schema, components)
  return name === null ? schema : components[name]!
}

/** The name of the shape that a schema refers to; null where it refers to none. */
function nameOf({ $ref: ref }: JsonSchema, components: Components): string | null {
  const name = typeof ref === 'string' ? ref.split('/').at(-1)! : null
  return name !== null && components[name] !== undefined ? name : null
}
