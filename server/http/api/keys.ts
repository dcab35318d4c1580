import { z } from 'zod'
import type { ShownKey } from '../../auth/keys.ts'
import { roles } from '../../domain/role.ts'
import { answer, done } from '../answer.ts'
import type { Call } from '../call.ts'
import type { House } from '../house.ts'
import { instant } from '../instant.ts'
import { listSchema, pagingQuery } from '../paging.ts'
import { defineRoute, type Route, type RouteSpec } from '../route.ts'
import { listNouns } from './noun-list.ts'
import { namedInBody } from './noun-trial.ts'
import { doerOf } from './session-own.ts'

const admins = { access: 'admin', scope: 'none', tags: ['keys'] } as const satisfies Partial<RouteSpec<never, never, never>>
const params = z.object({ key: z.string().max(200).meta({ description: 'By id, name, beginning, or like key:5.' }) })

const keyShape = z
  .object({
    id: z.string(),
    number: z.number().int(),
    name: z.string(),
    prefix: z.string(),
    role: z.enum(roles),
    sourceIds: z.array(z.string()).nullable(),
    isLive: z.boolean(),
    createdBy: z.string().nullable(),
    createdAt: z.iso.datetime(),
    expiresAt: z.iso.datetime().nullable(),
    lastUsedAt: z.iso.datetime().nullable(),
    revokedAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'Key' })

const newKey = z.strictObject({
  name: z.string().max(200),
  role: z.enum(roles),
  sources: z
    .array(z.string())
    .min(1)
    .max(1000)
    .nullable()
    .default(null)
    .meta({ description: 'The only sources, by name or id; null for all.' }),
  expiresAt: instant.nullable().default(null),
})

/** The keys of programs. */
export const keysRoutes: readonly Route[] = [
  defineRoute({
    ...admins,
    method: 'get',
    path: '/api/v1/keys',
    summary: 'All keys, also those that were revoked',
    query: z.object(pagingQuery),
    responses: { 200: { description: 'The keys; nothing of their secrets.', schema: listSchema(keyShape) } },
    handle: async ({ house, query }) => answer(await listNouns(query, await house.auth.keys.list(), shapeOf)),
  }),
  defineRoute({
    ...admins,
    method: 'post',
    path: '/api/v1/keys',
    summary: 'Make a key',
    body: newKey,
    responses: {
      201: { description: 'The key, and its secret, which is shown this once.', schema: keyShape.extend({ secret: z.string() }) },
    },
    async handle(call) {
      const { key, secret } = await makeKey(call, call.body)
      return answer({ ...shapeOf(key), secret }, 201, { location: `/api/v1/keys/${key.id}` })
    },
  }),
  defineRoute({
    ...admins,
    method: 'get',
    path: '/api/v1/keys/{key}',
    summary: 'One key',
    params,
    responses: { 200: { description: 'The key.', schema: keyShape } },
    handle: async ({ house, params: { key } }) => answer(shapeOf(await house.auth.keys.find(key))),
  }),
  defineRoute({
    ...admins,
    method: 'delete',
    path: '/api/v1/keys/{key}',
    summary: 'Revoke a key',
    params,
    responses: { 204: { description: 'It opens nothing any more.' } },
    async handle(call) {
      await call.house.auth.keys.revoke(call.params.key, doerOf(call))
      return done()
    },
  }),
]

/** Makes a key for the sources that are named, by name or id; null is for all. Throws `invalid` naming the field, and `denied`. */
export async function makeKey(call: Call, given: z.output<typeof newKey>): Promise<{ readonly key: ShownKey; readonly secret: string }> {
  const { sources, ...rest } = given
  const sourceIds = await namedInBody({ source: 'sources' }, idsOf(sources, call.house))
  return call.house.auth.keys.create({ ...rest, sourceIds }, doerOf(call))
}

async function idsOf(sources: readonly string[] | null, house: House): Promise<string[] | null> {
  if (sources === null) return null
  const ids = new Set<string>()
  for (const source of sources) ids.add((await house.sources.show(source)).id)
  return [...ids]
}

function shapeOf(key: ShownKey): z.infer<typeof keyShape> {
  return {
    id: key.id,
    number: key.number,
    name: key.name,
    prefix: key.prefix,
    role: key.role,
    sourceIds: key.sourceIds === null ? null : [...key.sourceIds],
    isLive: key.isLive,
    createdBy: key.createdBy,
    createdAt: key.createdAt.toISOString(),
    expiresAt: key.expiresAt?.toISOString() ?? null,
    lastUsedAt: key.lastUsedAt?.toISOString() ?? null,
    revokedAt: key.revokedAt?.toISOString() ?? null,
  }
}
