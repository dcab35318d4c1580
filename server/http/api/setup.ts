import { z } from 'zod'
import { answer } from '../answer.ts'
import { defineRoute, type Route } from '../route.ts'
import { sendSession } from './session-cookie.ts'
import { shapeOfUser, userShape } from './user-shape.ts'

const tags = ['setup']

/** The way in while there is nobody yet. */
export const setupRoutes: readonly Route[] = [
  defineRoute({
    method: 'get',
    path: '/api/v1/setup',
    access: 'public',
    scope: 'checked',
    tags,
    summary: 'Whether the first admin is still to be made',
    responses: { 200: { description: 'Whether it is.', schema: z.object({ isOpen: z.boolean() }) } },
    handle: async ({ house }) => answer({ isOpen: await house.auth.setup.isOpen() }),
  }),
  defineRoute({
    method: 'post',
    path: '/api/v1/setup',
    access: 'public',
    scope: 'checked',
    tags,
    summary: 'Make the first admin, and sign in',
    description: 'The token is that of the link which the daemon shows at its start while there is nobody. It works once.',
    body: z.strictObject({ token: z.string().max(200), name: z.string().max(200), password: z.string().max(4096) }),
    responses: { 201: { description: 'The admin; the session comes as a cookie.', schema: userShape } },
    async handle(call) {
      const { name, password } = call.body
      const user = await call.house.auth.setup.claimSetup({ ...call.body, address: call.origin.address })
      await sendSession(call, { name, password })
      return answer(shapeOfUser(user), 201, { location: `/api/v1/users/${user.id}` })
    },
  }),
]
