import { z } from 'zod'
import { Failure } from '../../../plugins/failure.ts'
import { tokenSecondsDefault, tokenSecondsMax } from '../../auth/tokens.ts'
import type { Principal } from '../../domain/principal.ts'
import { roles } from '../../domain/role.ts'
import { identify } from '../admission.ts'
import { answer, done } from '../answer.ts'
import type { Call } from '../call.ts'
import { defineRoute, type Route } from '../route.ts'
import { requireSameOrigin } from '../same-origin.ts'
import { sendSession, sessionCookieOf } from './session-cookie.ts'
import { ownAccountRoutes } from './session-own.ts'

const tags = ['session']

const principalShape = z
  .object({
    kind: z.enum(['user', 'key']),
    number: z.number().int(),
    name: z.string(),
    role: z.enum(roles),
    sourceIds: z.array(z.string()).nullable().meta({ description: 'The only sources that it may see and touch; null for all.' }),
    by: z.enum(['session', 'key', 'token']),
  })
  .meta({ id: 'Principal' })

const credentials = { name: z.string().max(200), password: z.string().max(4096), code: z.string().max(100).optional() }

const tokenBody = z.strictObject({
  name: credentials.name.optional(),
  password: credentials.password.optional(),
  code: credentials.code,
  lifetimeSeconds: z.number().int().min(1).max(tokenSecondsMax).default(tokenSecondsDefault),
})

/** Signing in and out, and tokens for programs. */
export const sessionRoutes: readonly Route[] = [
  defineRoute({
    method: 'post',
    path: '/api/v1/auth/login',
    access: 'public',
    scope: 'checked',
    tags,
    summary: 'Sign in',
    description: 'The session comes as a cookie. With a second factor and without its code, the answer is 401 with needsCode.',
    body: z.strictObject(credentials),
    responses: { 200: { description: 'Who is signed in now.', schema: principalShape } },
    async handle(call) {
      const { name, password, code } = call.body
      return answer(shapeOf((await sendSession(call, { name, password, code: code ?? null })).principal))
    },
  }),
  defineRoute({
    method: 'post',
    path: '/api/v1/auth/logout',
    access: 'viewer',
    scope: 'checked',
    tags,
    summary: 'Sign out',
    responses: { 204: { description: 'The session has ended.' } },
    async handle(call) {
      const { house, context, origin } = call
      const value = sessionCookieOf(call)
      if (value !== null) await house.auth.sessions.end(value)
      context.header('set-cookie', house.auth.sessions.blankCookie(origin.isSecure), { append: true })
      return done()
    },
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/auth/me',
    access: 'viewer',
    scope: 'checked',
    tags,
    summary: 'Who I am',
    responses: { 200: { description: 'Who asks.', schema: principalShape } },
    handle: async ({ principal }) => answer(shapeOf(principal)),
  }),
  defineRoute({
    method: 'post',
    path: '/api/v1/auth/token',
    access: 'public',
    scope: 'checked',
    tags,
    summary: 'Fetch a short-lived token (JWT)',
    description:
      'With a name and a password in the body, or with an API key or a session. It is sent as a Bearer token and can do what its owner can.',
    body: tokenBody,
    responses: {
      200: {
        description: 'The token.',
        schema: z.object({ token: z.string(), tokenType: z.literal('Bearer'), expiresAt: z.iso.datetime(), expiresInSeconds: z.number() }),
      },
    },
    async handle(call) {
      const principal = await applicant(call)
      const { lifetimeSeconds } = call.body
      const { token, expiresAt } = await call.house.auth.tokens.issue(principal, lifetimeSeconds)
      await call.house.auth.audit.record({
        actor: principal,
        action: 'token.issue',
        subject: null,
        address: call.origin.address,
        detail: { lifetimeSeconds },
      })
      return answer({ token, tokenType: 'Bearer', expiresAt: expiresAt.toISOString(), expiresInSeconds: lifetimeSeconds })
    },
  }),
  ...ownAccountRoutes,
]

/** Who wants the token: by name and password if there are any, else by what the request carries. */
async function applicant(call: Call<unknown, unknown, z.infer<typeof tokenBody>>): Promise<Principal> {
  const { name, password, code = null } = call.body
  const { house, context, origin } = call
  if (name !== undefined && password !== undefined) {
    return house.auth.login.check({ name, password, code, address: origin.address })
  }
  const found = await identify(context, house, origin)
  // A session is believed only from a page of ours: the token would outlive it.
  if (found?.by === 'session') requireSameOrigin(context, house.config, false)
  if (found !== null) return found
  throw new Failure('unauthenticated', 'Nothing says who wants the token.', { remedy: 'Send name and password, or an API key.' })
}

function shapeOf({ kind, number, name, role, sourceIds, by }: Principal): z.infer<typeof principalShape> {
  return { kind, number, name, role, sourceIds: sourceIds === null ? null : [...sourceIds], by }
}
