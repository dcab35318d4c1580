import { z } from 'zod'
import type { JsonSchema, SchemaBook } from './openapi-schemas.ts'
import type { Route, RouteGroup, RouteResponse } from './route.ts'

export interface Parameter {
  readonly name: string
  readonly in: 'path' | 'query' | 'header'
  readonly required: boolean
  readonly description?: string
  readonly schema: JsonSchema
}

export interface Content {
  readonly [contentType: string]: { readonly schema: JsonSchema }
}

export interface Operation {
  readonly operationId: string
  readonly tags: readonly string[]
  readonly summary: string
  readonly description?: string
  readonly parameters: readonly Parameter[]
  readonly requestBody?: { readonly required: boolean; readonly description?: string; readonly content: Content }
  readonly responses: Readonly<Record<string, { readonly description: string; readonly content?: Content }>>
  readonly security: readonly Readonly<Record<string, readonly string[]>>[]
  /** The least role that may, or `public`. */
  readonly 'x-holdfast-role': Route['access']
  /** Whether a key for some sources only gets anything here. */
  readonly 'x-holdfast-source-keys': boolean
}

export interface OperationParts {
  readonly group: Pick<RouteGroup, 'fail'>
  readonly operationId: string
  readonly book: SchemaBook
  /** What native routes answer when something is wrong. */
  readonly problem: JsonSchema
}

/** A route as OpenAPI describes an operation. */
export function operationOf(route: Route, parts: OperationParts): Operation {
  const { book, operationId } = parts
  return {
    operationId,
    tags: route.tags,
    summary: route.summary,
    ...(route.description === undefined ? {} : { description: route.description }),
    parameters: [
      ...pathParameters(route, parts),
      ...queryParameters(route, parts),
      ...(route.isIdempotent === true ? [idempotencyKey] : []),
    ],
    ...(route.body === undefined ? {} : { requestBody: bodyOf(route.body, book.draw(route.body, 'input', `${operationId}Body`)) }),
    ...(route.streams === undefined ? {} : { requestBody: streamOf(route.streams) }),
    responses: responsesOf(route, parts),
    security: route.access === 'public' ? [] : waysIn,
    'x-holdfast-role': route.access,
    'x-holdfast-source-keys': route.access === 'public' || route.scope === 'checked',
  }
}

const waysIn = [{ bearer: [] }, { apiKeyHeader: [] }, { apiKeyQuery: [] }, { session: [] }]

const idempotencyKey: Parameter = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description: 'Whatever comes with the same key is done once; the same request again gets the same answer.',
  schema: { type: 'string', maxLength: 200 },
}

function pathParameters({ path, params }: Route, { book, operationId }: OperationParts): Parameter[] {
  const known = params === undefined ? {} : propertiesOf(book.draw(params, 'input', `${operationId}Path`))
  return namesIn(path).map((name) => parameterOf({ name, in: 'path', required: true, drawn: known[name] ?? { type: 'string' } }))
}

/** The parameters in the braces of a path. */
export function namesIn(path: string): string[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!)
}

function queryParameters({ query }: Route, { book, operationId }: OperationParts): Parameter[] {
  if (query === undefined) return []
  const drawn = book.draw(query, 'input', `${operationId}Query`)
  const required = new Set((drawn['required'] ?? []) as readonly string[])
  return Object.entries(propertiesOf(drawn)).map(([name, schema]) =>
    parameterOf({ name, in: 'query', required: required.has(name), drawn: schema }),
  )
}

interface ParameterParts {
  readonly name: string
  readonly in: Parameter['in']
  readonly required: boolean
  readonly drawn: JsonSchema
}

/** The description stands beside the schema, where readers of such documents look for it. */
function parameterOf({ drawn, ...rest }: ParameterParts): Parameter {
  const { description, ...schema } = drawn
  return { ...rest, ...(typeof description === 'string' ? { description } : {}), schema }
}

function propertiesOf(drawn: JsonSchema): Readonly<Record<string, JsonSchema>> {
  return (drawn['properties'] ?? {}) as Record<string, JsonSchema>
}

function bodyOf(body: z.ZodType, schema: JsonSchema): NonNullable<Operation['requestBody']> {
  // A body that may be left out is read as an empty object.
  return { required: !body.safeParse({}).success, content: { 'application/json': { schema } } }
}

function streamOf({ contentType, description }: NonNullable<Route['streams']>): NonNullable<Operation['requestBody']> {
  return { required: true, description, content: { [contentType]: { schema: {} } } }
}

function responsesOf(route: Route, { group, operationId, book, problem }: OperationParts): Operation['responses'] {
  const own = Object.entries(route.responses).map(([status, response]) => {
    const content = contentOf(response, () => book.draw(response.schema ?? z.any(), 'output', `${operationId}Answer${status}`))
    return [status, { description: response.description, ...(content === null ? {} : { content }) }] as const
  })
  const failing =
    group.fail === undefined
      ? { description: 'What went wrong and what to do about it.', content: { 'application/problem+json': { schema: problem } } }
      : { description: 'What went wrong, in the words of this contract.', content: { 'application/json': { schema: {} } } }
  return { ...Object.fromEntries(own), default: failing }
}

function contentOf(response: RouteResponse, draw: () => JsonSchema): Content | null {
  if (response.schema === undefined && response.contentType === undefined) return null
  return { [response.contentType ?? 'application/json']: { schema: response.schema === undefined ? {} : draw() } }
}
