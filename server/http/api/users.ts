import { z } from 'zod'
import { roles } from '../../domain/role.ts'
import { answer, done } from '../answer.ts'
import { listSchema, pagingQuery } from '../paging.ts'
import { defineRoute, type Route, type RouteSpec } from '../route.ts'
import { listNouns } from './noun-list.ts'
import { doerOf } from './session-own.ts'
import { changeUser } from './user-change.ts'
import { shapeOfUser, userShape } from './user-shape.ts'

const admins = { access: 'admin', scope: 'none', tags: ['users'] } as const satisfies Partial<RouteSpec<never, never, never>>
const params = z.object({ user: z.string().max(200).meta({ description: 'By name, id, or like user:3.' }) })
const one = { 200: { description: 'The user.', schema: userShape } }

/** The people who may sign in. */
export const usersRoutes: readonly Route[] = [
  defineRoute({
    ...admins,
    method: 'get',
    path: '/api/v1/users',
    summary: 'All users, by name',
    query: z.object(pagingQuery),
    responses: { 200: { description: 'The users.', schema: listSchema(userShape) } },
    handle: async ({ house, query }) => answer(await listNouns(query, await house.auth.users.list(), shapeOfUser)),
  }),
  defineRoute({
    ...admins,
    method: 'post',
    path: '/api/v1/users',
    summary: 'Add a user',
    body: z.strictObject({ name: z.string().max(200), password: z.string().max(4096), role: z.enum(roles).default('viewer') }),
    responses: { 201: { description: 'The user.', schema: userShape } },
    async handle(call) {
      const user = await call.house.auth.users.add(call.body, doerOf(call))
      return answer(shapeOfUser(user), 201, { location: `/api/v1/users/${user.id}` })
    },
  }),
  defineRoute({
    ...admins,
    method: 'get',
    path: '/api/v1/users/{user}',
    summary: 'One user',
    params,
    responses: one,
    handle: async ({ house, params: { user } }) => answer(shapeOfUser(await house.auth.users.find(user))),
  }),
  defineRoute({
    ...admins,
    method: 'patch',
    path: '/api/v1/users/{user}',
    summary: 'Change a role, set a new password, disable or enable',
    description: 'A new password and disabling end the sessions and tokens of the user. Nobody can take away the last admin.',
    params,
    body: z
      .strictObject({ role: z.enum(roles).optional(), password: z.string().max(4096).optional(), isDisabled: z.boolean().optional() })
      .refine((body) => Object.keys(body).length > 0, { message: 'says nothing to change' }),
    responses: one,
    async handle(call) {
      const { id } = await call.house.auth.users.find(call.params.user)
      await changeUser(call, id, call.body)
      return answer(shapeOfUser(await call.house.auth.users.find(id)))
    },
  }),
  defineRoute({
    ...admins,
    method: 'delete',
    path: '/api/v1/users/{user}',
    summary: 'Remove a user',
    params,
    responses: { 204: { description: 'It is gone.' } },
    async handle(call) {
      await call.house.auth.users.remove(call.params.user, doerOf(call))
      return done()
    },
  }),
  defineRoute({
    ...admins,
    method: 'delete',
    path: '/api/v1/users/{user}/totp',
    summary: 'Take the second factor away from somebody who has lost it',
    params,
    responses: { 204: { description: 'It is off.' } },
    async handle(call) {
      await call.house.auth.totp.reset(call.params.user, doerOf(call))
      return done()
    },
  }),
]
