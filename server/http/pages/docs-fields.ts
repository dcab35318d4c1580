import type { DocsField } from '../../../views/pages/docs.ts'
import type { JsonSchema } from '../openapi-schemas.ts'

export type Components = Readonly<Record<string, JsonSchema>>

const depthMax = 4
const fieldsMax = 80

/** The fields of a schema, those of what lies inside after it with its name before theirs. Some deep ones are left out. */
export function fieldsOf(schema: JsonSchema, components: Components): DocsField[] {
  return inside(schema, { prefix: '', depth: 0, components }).slice(0, fieldsMax)
}

interface Place {
  readonly prefix: string
  readonly depth: number
  readonly components: Components
}

function inside(given: JsonSchema, place: Place): DocsField[] {
  const schema = resolved(given, place.components)
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

/** A schema in few words: `text`, `number, 1 to 50`, `"a" or "b"`, `list of text`. */
export function typeOf(given: JsonSchema, components: Components, depth = 0): string {
  const schema = resolved(given, components)
  if (depth > depthMax) return 'anything'
  const choices = choicesOf(schema)
  if (choices.length > 0) return [...new Set(choices.map((choice) => typeOf(choice, components, depth + 1)))].join(' or ')
  if (schema['const'] !== undefined) return JSON.stringify(schema['const'])
  if (Array.isArray(schema['enum'])) return schema['enum'].map((value) => JSON.stringify(value)).join(' or ')
  if (schema['type'] === 'array') return `list of ${typeOf((schema['items'] ?? {}) as JsonSchema, components, depth + 1)}`
  const word = wordOf(schema)
  const { minimum, maximum } = schema
  if (minimum === undefined && maximum === undefined) return word
  return `${word}, ${maximum === undefined ? `at least ${minimum}` : minimum === undefined ? `at most ${maximum}` : `${minimum} to ${maximum}`}`
}

function wordOf({ type, format }: JsonSchema): string {
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
  const ref = schema['$ref']
  const named = typeof ref === 'string' ? components[ref.split('/').at(-1)!] : undefined
  return named ?? schema
}
