import { expect, test } from 'vitest'
import { z } from 'zod'
import type { Failure } from '../../../plugins/failure.ts'
import { answer } from '../../../server/http/answer.ts'
import { groups } from '../../../server/http/groups.ts'
import { describeApi, operationIdOf } from '../../../server/http/openapi.ts'
import { defineRoute, type RouteGroup } from '../../../server/http/route.ts'
import { faultsOf } from './openapi-faults.ts'

const leaf = z.object({ id: z.string(), at: z.date() }).meta({ id: 'Leaf', description: 'One.' })
const tree: z.ZodType = z.object({ name: z.string(), get children() { return z.array(tree) } }) // biome-ignore format: one line
const plain = { access: 'viewer', scope: 'checked', tags: ['things'], summary: 'A thing', handle: async () => answer({}) } as const

const native: RouteGroup = {
  name: 'native',
  bases: ['/api/v1'],
  routes: [
    defineRoute({
      ...plain,
      method: 'get',
      path: '/api/v1/things/{thing}',
      params: z.object({ thing: z.coerce.number().int().meta({ description: 'Its number.' }) }),
      query: z.object({ deep: z.stringbool().default(false), size: z.coerce.number().int().min(1).default(50), like: z.string() }),
      responses: { 200: { description: 'It.', schema: z.object({ leaf, other: leaf.nullable(), tree }) }, 204: { description: 'None.' } },
    }),
    defineRoute({
      ...plain,
      method: 'post',
      path: '/api/v1/things',
      access: 'admin',
      scope: 'none',
      body: z.strictObject({ name: z.string().meta({ description: 'What it is called.' }), leaf: leaf.optional() }),
      isIdempotent: true,
      responses: { 201: { description: 'Made.', schema: leaf } },
    }),
    defineRoute({
      ...plain,
      method: 'put',
      path: '/api/v1/things',
      access: 'public',
      streams: { contentType: 'application/octet-stream', description: 'The bytes.' },
      responses: { 200: { description: 'Text.', contentType: 'text/plain' } },
    }),
  ],
}

const contract: RouteGroup = {
  name: 'contract x',
  bases: ['/x'],
  routes: [
    defineRoute({ ...plain, method: 'get', path: '/api/v1/things/{thing}', responses: {} }),
    defineRoute({ ...plain, method: 'get', path: '/api/x/', responses: {} }),
  ],
  fail: (failure: Failure) => new Response(failure.message),
}

test('what a route takes is described: path, query with defaults, body, and a key for doing it once', () => {
  const { paths } = describeApi([native], '1.0.0')
  const shown = paths['/api/v1/things/{thing}']!.get!
  expect(shown.parameters).toEqual([
    { name: 'thing', in: 'path', required: true, description: 'Its number.', schema: { type: 'integer' } },
    { name: 'deep', in: 'query', required: false, schema: { type: 'boolean', default: false } },
    { name: 'size', in: 'query', required: false, schema: { type: 'integer', minimum: 1, default: 50 } },
    { name: 'like', in: 'query', required: true, schema: { type: 'string' } },
  ])
  const made = paths['/api/v1/things']!.post!
  expect(made.requestBody).toMatchObject({
    required: true,
    content: { 'application/json': { schema: { properties: { name: { description: 'What it is called.' } }, required: ['name'] } } },
  })
  expect(made.parameters).toMatchObject([{ name: 'Idempotency-Key', in: 'header' }])
  expect(paths['/api/v1/things']!.put!.requestBody).toEqual({
    required: true,
    description: 'The bytes.',
    content: { 'application/octet-stream': { schema: {} } },
  })
})

test('what a route answers is described, with what has a name or refers to itself among the components', () => {
  const { paths, components } = describeApi([native], '1.0.0')
  expect(Object.keys(components.schemas)).toEqual(['Leaf', 'Leaf2', 'Problem', 'getThingsThingAnswer200Part'])
  expect(components.schemas['Leaf']).toMatchObject({ properties: { at: { type: 'string', format: 'date-time' } }, required: ['id', 'at'] })
  const { responses } = paths['/api/v1/things/{thing}']!.get!
  expect(responses['204']).toEqual({ description: 'None.' })
  expect(responses['200']!.content!['application/json']!.schema).toMatchObject({
    properties: { leaf: { $ref: '#/components/schemas/Leaf' }, tree: { $ref: '#/components/schemas/getThingsThingAnswer200Part' } },
  })
  expect(responses['default']!.content).toEqual({ 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } })
  expect(paths['/api/v1/things']!.put!.responses['200']!.content).toEqual({ 'text/plain': { schema: {} } })
})

test('who may is described: the role, whether keys for some sources get in, and how one says who one is', () => {
  const { paths, components } = describeApi([native], '1.0.0')
  expect(Object.keys(components.securitySchemes)).toEqual(['bearer', 'apiKeyHeader', 'apiKeyQuery', 'session'])
  expect(paths['/api/v1/things']!.post!).toMatchObject({ 'x-holdfast-role': 'admin', 'x-holdfast-source-keys': false })
  expect(paths['/api/v1/things']!.post!.security.map((way) => Object.keys(way)[0])).toEqual(Object.keys(components.securitySchemes))
  expect(paths['/api/v1/things']!.put!).toMatchObject({ 'x-holdfast-role': 'public', security: [] })
})

test('of two routes of one method and path, the one that answers is described, and every operation has a name of its own', () => {
  const { paths } = describeApi([contract, native], '1.0.0')
  expect(paths['/api/v1/things/{thing}']!.get!.operationId).toBe('contractXGetThingsThing')
  expect(paths['/api/v1/things/{thing}']!.get!.responses['default']!.content).toEqual({ 'application/json': { schema: {} } })
  expect(operationIdOf(native, { method: 'get', path: '/api/v1/sources/{source}/tables' })).toBe('getSourcesSourceTables')
  const twice = { ...native, routes: ['/api/v1/a', '/api/a'].map((path) => defineRoute({ ...plain, method: 'get', path, responses: {} })) }
  const ids = Object.values(describeApi([twice], '1').paths).map((place) => place.get!.operationId)
  expect(ids).toEqual(['getA', 'getA2'])
})

test('the description of all routes that there are is valid', () => {
  expect(faultsOf(describeApi(groups(), '1.0.0'))).toEqual([])
  expect(faultsOf(describeApi([native, contract], '1.0.0'))).toEqual([])
})

test('the check of descriptions finds what is wrong with one', () => {
  const { paths, ...document } = describeApi([native], '1.0.0')
  const place = paths['/api/v1/things/{thing}']!
  const broken = {
    ...document,
    paths: {
      ...paths,
      '/api/v1/things/{thing}': { get: { ...place.get!, parameters: [] } },
      '/api/v1/things/{other}': {
        get: { ...place.get!, responses: { 200: { description: '', content: { a: { schema: { $ref: '#/nowhere' } } } } } },
      },
    },
  }
  expect(faultsOf(broken)).toEqual([
    'GET /api/v1/things/{thing}: the parameter thing of the path is not described.',
    'GET /api/v1/things/{other}: the parameter other of the path is not described.',
    'GET /api/v1/things/{other}: the parameter thing is not in the path.',
    'GET /api/v1/things/{other}: getThingsThing is the name of another operation.',
    '/api/v1/things/{other} is the same as /api/v1/things/{thing}.',
    '#/nowhere is not there.',
  ])
})
