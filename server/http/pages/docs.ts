import type { DocsOperation, DocsSection, DocsShape } from '../../../views/pages/docs.ts'
import { docsPage } from '../../../views/pages/docs.ts'
import { identify } from '../admission.ts'
import type { ApiDescription } from '../api/openapi.ts'
import type { Call } from '../call.ts'
import type { OpenApiDocument } from '../openapi.ts'
import type { Content, Operation } from '../openapi-operation.ts'
import { defineRoute, type Route } from '../route.ts'
import { curlOf } from './docs-example.ts'
import { fieldOf, fieldsOf, typeOf } from './docs-fields.ts'
import { frameOf, htmlAnswer, pageResponse } from './page.ts'

/** The description of the API, for people. */
export function docsPages(describe: ApiDescription): readonly Route[] {
  return [
    defineRoute({
      method: 'get',
      path: '/docs',
      access: 'public',
      scope: 'checked',
      tags: ['pages'],
      summary: 'The API, for people',
      responses: htmlAnswer,
      async handle(call) {
        const { house, context, origin } = call
        // Everybody may read it; who is signed in keeps the way back. A session that has ended is no reason to refuse.
        const person = await identify(context, house, origin).catch(() => null)
        const frame = frameOf(context, person)
        const document = describe(house.version)
        return pageResponse(docsPage(sectionsOf(document, baseOf(call)), shapesOf(document), frame), frame)
      },
    }),
  ]
}

function baseOf({ house, context, origin }: Call): string {
  const url = new URL(house.config.publicUrl ?? context.req.url)
  return house.config.publicUrl === null && origin.isSecure ? `https://${url.host}` : url.origin
}

/** The operations under their first tag, in the order of the routes. */
export function sectionsOf(document: OpenApiDocument, base: string): DocsSection[] {
  const all = Object.entries(document.paths).flatMap(([path, place]) =>
    Object.entries(place).map(([method, operation]) => ({ path, method, operation })),
  )
  const sections = Map.groupBy(all, ({ operation }) => operation.tags[0] ?? '')
  return [...sections].map(([title, some]) => ({
    id: `tag-${title.replaceAll(/[^A-Za-z0-9]+/g, '-')}`,
    title,
    operations: some.map((one) => shownOperation(one, document, base)),
  }))
}

/** What has a name of its own, by that. */
export function shapesOf({ components: { schemas } }: OpenApiDocument): DocsShape[] {
  return Object.entries(schemas).map(([name, schema]) => {
    const { description } = schema
    const shown = { name, description: typeof description === 'string' ? description : '', type: typeOf(schema, schemas) }
    return withoutMarks({ ...shown, fields: fieldsOf(schema, schemas) })
  })
}

interface Found {
  readonly path: string
  readonly method: string
  readonly operation: Operation
}

function shownOperation({ path, method, operation }: Found, document: OpenApiDocument, base: string): DocsOperation {
  const components = document.components.schemas
  const { parameters, requestBody, responses } = operation
  return {
    id: operation.operationId,
    method: method.toUpperCase(),
    path,
    summary: operation.summary,
    description: operation.description ?? '',
    role: operation['x-holdfast-role'],
    isForSourceKeys: operation['x-holdfast-source-keys'] && operation['x-holdfast-role'] !== 'public',
    parameters: parameters.map(({ name, required, schema, description }) =>
      fieldOf({ name, isRequired: required, schema: description === undefined ? schema : { ...schema, description } }, components),
    ),
    body: requestBody === undefined ? null : { ...contentOf(requestBody.content, document), description: requestBody.description ?? '' },
    answers: Object.entries(responses)
      .filter(([status]) => status !== 'default')
      .map(([status, { description, content = {} }]) => ({ status, description, ...withoutMarks(contentOf(content, document)) })),
    example: curlOf({ method, path, operation, components, base }),
  }
}

function contentOf(content: Content, { components }: OpenApiDocument) {
  const [found] = Object.entries(content)
  if (found === undefined) return { contentType: '', type: [], fields: [] }
  const [contentType, { schema }] = found
  return { contentType, type: typeOf(schema, components.schemas), fields: fieldsOf(schema, components.schemas) }
}

/** What is given is nearly always there: to say so of each field would say nothing. */
function withoutMarks<Given extends Pick<DocsShape, 'fields'>>(given: Given): Given {
  return { ...given, fields: given.fields.map((field) => ({ ...field, isRequired: false })) }
}
