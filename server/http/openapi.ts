import { z } from 'zod'
import { failureCodes } from '../../plugins/failure.ts'
import { type Operation, operationOf } from './openapi-operation.ts'
import { type JsonSchema, SchemaBook } from './openapi-schemas.ts'
import type { Method, Route, RouteGroup } from './route.ts'

export interface OpenApiDocument {
  readonly openapi: '3.1.0'
  readonly info: { readonly title: string; readonly version: string; readonly description: string }
  readonly servers: readonly { readonly url: string }[]
  readonly tags: readonly { readonly name: string }[]
  readonly paths: Readonly<Record<string, Partial<Readonly<Record<Method, Operation>>>>>
  readonly components: {
    readonly schemas: Readonly<Record<string, JsonSchema>>
    readonly securitySchemes: Readonly<Record<string, JsonSchema>>
  }
}

const description =
  'Everything that Holdfast does, it does here too. Answers are JSON, times are RFC 3339, and errors are problem documents (RFC 9457). ' +
  'Lists take page and page_size, or the cursor that the page before gave. Whatever takes long answers 202 with a job; wait=seconds waits for its end. ' +
  'Send a key as "Authorization: Bearer hf_…".'

const securitySchemes: Readonly<Record<string, JsonSchema>> = {
  bearer: { type: 'http', scheme: 'bearer', description: 'An API key, or a token from /api/v1/auth/token.' },
  apiKeyHeader: { type: 'apiKey', in: 'header', name: 'X-API-Key' },
  apiKeyQuery: {
    type: 'apiKey',
    in: 'query',
    name: 'api_key',
    description: 'Ends up in the logs of whatever stands in front: rather use a header.',
  },
  session: { type: 'apiKey', in: 'cookie', name: 'holdfast_session', description: 'What browsers get when somebody signs in.' },
}

const problemSchema = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.number().int(),
    detail: z.string().meta({ description: 'What happened, and why.' }),
    instance: z.string(),
    code: z.enum(failureCodes).meta({ description: 'What programs go by.' }),
    remedy: z.string().optional().meta({ description: 'What to do next.' }),
    fields: z.array(z.string()).optional().meta({ description: 'The fields that are wrong.' }),
    needsCode: z.literal(true).optional().meta({ description: 'Signing in takes a code of the second factor too.' }),
  })
  .meta({ description: 'A problem document as RFC 9457 has it.' })

/** The description of the API, drawn from its routes. Where two have the same method and path, the first is the one that answers. */
export function describeApi(groups: readonly RouteGroup[], version: string): OpenApiDocument {
  const book = new SchemaBook()
  const problem = book.define('Problem', problemSchema)
  const paths: Record<string, Partial<Record<Method, Operation>>> = {}
  const takenIds = new Set<string>()
  for (const group of groups) {
    for (const route of group.routes) {
      const place = (paths[route.path] ??= {})
      if (place[route.method] !== undefined) continue
      place[route.method] = operationOf(route, { group, operationId: freeId(operationIdOf(group, route), takenIds), book, problem })
    }
  }
  const tags = new Set(Object.values(paths).flatMap((place) => Object.values(place).flatMap((operation) => operation.tags)))
  return {
    openapi: '3.1.0',
    info: { title: 'Holdfast', version, description },
    servers: [{ url: '/' }],
    tags: [...tags].map((name) => ({ name })),
    paths,
    components: { schemas: book.components, securitySchemes },
  }
}

/** `get /api/v1/sources/{source}` of the native API is `getSourcesSource`; of a contract, its name stands before it. */
export function operationIdOf({ name }: Pick<RouteGroup, 'name'>, { method, path }: Pick<Route, 'method' | 'path'>): string {
  const parts = path.split(/[^A-Za-z0-9]+/).filter((part) => part !== '' && part !== 'api' && part !== 'v1')
  const words = [...(name === 'native' ? [] : name.split(/[^A-Za-z0-9]+/)), method, ...parts]
  return words.map((word, at) => (at === 0 ? word.toLowerCase() : word.charAt(0).toUpperCase() + word.slice(1))).join('')
}

function freeId(wanted: string, taken: Set<string>): string {
  let id = wanted
  for (let ordinal = 2; taken.has(id); ordinal += 1) id = `${wanted}${ordinal}`
  taken.add(id)
  return id
}
