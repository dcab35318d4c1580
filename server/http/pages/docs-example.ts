import type { Operation } from '../openapi-operation.ts'
import type { JsonSchema } from '../openapi-schemas.ts'
import { type Components, resolved } from './docs-fields.ts'

export interface ExampleParts {
  readonly method: string
  readonly path: string
  readonly operation: Operation
  readonly components: Components
  /** Scheme, host and port under which this daemon was reached. */
  readonly base: string
}

/** A line for a shell that calls the operation with all that it can't do without. */
export function curlOf({ method, path, operation, components, base }: ExampleParts): string {
  const needed = operation.parameters.filter((parameter) => parameter.in === 'query' && parameter.required)
  const query = needed.map(({ name }) => `${name}=${name.toUpperCase()}`).join('&')
  const address = `${base}${path.replaceAll(/\{(\w+)\}/g, (_, name: string) => name.toUpperCase())}${query === '' ? '' : `?${query}`}`
  return [
    'curl',
    ...(method === 'get' ? [] : [`-X ${method.toUpperCase()}`]),
    ...(operation.security.length === 0 ? [] : ['-H "Authorization: Bearer $HOLDFAST_KEY"']),
    ...bodyArguments(operation, components),
    ...(isFile(operation) ? ['-OJ'] : []),
    quoted(address),
  ].join(' ')
}

function bodyArguments({ requestBody }: Operation, components: Components): string[] {
  if (requestBody === undefined) return []
  const json = requestBody.content['application/json']
  if (json === undefined) return ['--data-binary @FILE']
  return ['-d', quoted(JSON.stringify(sampleOf(json.schema, components, 0)))]
}

function isFile({ responses }: Operation): boolean {
  const types = Object.keys(responses['200']?.content ?? {})
  return types.some((type) => /zip|octet-stream|sql/.test(type))
}

/** Something that the schema takes, or looks as if: only what is required. */
function sampleOf(given: JsonSchema, components: Components, depth: number): unknown {
  const schema = resolved(given, components)
  if (schema['default'] !== undefined) return schema['default']
  if (schema['const'] !== undefined) return schema['const']
  if (Array.isArray(schema['enum'])) return schema['enum'][0]
  const choices = (schema['anyOf'] ?? schema['oneOf']) as readonly JsonSchema[] | undefined
  if (depth > 4) return null
  if (choices?.[0] !== undefined) return sampleOf(choices[0], components, depth + 1)
  switch (schema['type']) {
    case 'object':
      return sampleObject(schema, components, depth)
    case 'array':
      return schema['minItems'] === undefined ? [] : [sampleOf((schema['items'] ?? {}) as JsonSchema, components, depth + 1)]
    case 'integer':
    case 'number':
      return schema['minimum'] ?? 1
    case 'boolean':
      return true
    default:
      return schema['format'] === 'date-time' ? '2026-01-31T00:00:00Z' : '…'
  }
}

function sampleObject(schema: JsonSchema, components: Components, depth: number): Record<string, unknown> {
  const properties = (schema['properties'] ?? {}) as Record<string, JsonSchema>
  const required = (schema['required'] ?? []) as readonly string[]
  return Object.fromEntries(required.map((key) => [key, sampleOf(properties[key] ?? {}, components, depth + 1)]))
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`
}
