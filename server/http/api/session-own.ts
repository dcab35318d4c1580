import { z } from 'zod'
import { Failure } from '../../../plugins/failure.ts'
import type { Doer } from '../../auth/doer.ts'
import { answer, done } from '../answer.ts'
import type { Call } from '../call.ts'
import { defineRoute, type Route, type RouteSpec } from '../route.ts'
import { sessionCookieOf } from './session-cookie.ts'

const own = { access: 'viewer', scope: 'none', tags: ['session'] } as const satisfies Partial<RouteSpec<never, never, never>>

const sessionShape = z.object({
  id: z.string(),
  isThis: z.boolean(),
  address: z.string().nullable(),
  agent: z.string().nullable(),
  createdAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
})

/** What people do about their own account: their sessions, their password, their second factor. */
export const ownAccountRoutes: readonly Route[] = [
  defineRoute({
    ...own,
    method: 'get',
    path: '/api/v1/auth/sessions',
    summary: 'My sessions',
    responses: { 200: { description: 'Those that are alive.', schema: z.object({ items: z.array(sessionShape) }) } },
    async handle(call) {
      const { sessions } = call.house.auth
      const value = sessionCookieOf(call)
      const items = (await sessions.list(person(call).id)).map(({ id, address, agent, createdAt, expiresAt }) => ({
        id,
        isThis: value !== null && sessions.idOf(value) === id,
        address,
        agent,
        createdAt: createdAt.toISOString(),
        expiresAt: expiresAt.toISOString(),
      }))
      return answer({ items })
    },
  }),
  defineRoute({
    ...own,
    method: 'delete',
    path: '/api/v1/auth/sessions',
    summary: 'Sign out everywhere',
    description: 'Ends all my tokens too: whoever had one of the sessions could have fetched one.',
    query: z.object({ except_this: z.stringbool().default(true).meta({ description: 'Whether this session goes on.' }) }),
    responses: { 200: { description: 'How many sessions ended.', schema: z.object({ ended: z.number().int() }) } },
    async handle(call) {
      return answer({ ended: await endOwnSessions(call, call.query.except_this ? sessionCookieOf(call) : null) })
    },
  }),
  defineRoute({
    ...own,
    method: 'delete',
    path: '/api/v1/auth/sessions/{session}',
    summary: 'End one of my sessions',
    params: z.object({ session: z.string().max(100) }),
    responses: { 204: { description: 'It has ended.' } },
    async handle(call) {
      await endOwnSession(call, call.params.session)
      return done()
    },
  }),
  defineRoute({
    ...own,
    method: 'post',
    path: '/api/v1/auth/password',
    summary: 'Change my password',
    description: 'Ends all other sessions and all tokens.',
    body: z.strictObject({ current: z.string().max(4096), password: z.string().max(4096) }),
    responses: { 204: { description: 'It is changed.' } },
    async handle(call) {
      await changeOwnPassword(call, call.body)
      return done()
    },
  }),
  defineRoute({
    ...own,
    method: 'post',
    path: '/api/v1/auth/totp/offer',
    summary: 'A secret for the phone that shall be my second factor',
    responses: { 200: { description: 'Kept nowhere until it is confirmed.', schema: z.object({ secret: z.string(), uri: z.string() }) } },
    handle: async (call) => answer(await call.house.auth.totp.offer(person(call).id)),
  }),
  defineRoute({
    ...own,
    method: 'put',
    path: '/api/v1/auth/totp',
    summary: 'Turn my second factor on',
    body: z.strictObject({ secret: z.string().max(200), code: z.string().max(20) }),
    responses: {
      200: {
        description: 'Codes for the day when the phone is lost; shown once.',
        schema: z.object({ recoveryCodes: z.array(z.string()) }),
      },
    },
    handle: async (call) => answer({ recoveryCodes: await call.house.auth.totp.enable(person(call).id, call.body, doerOf(call)) }),
  }),
  defineRoute({
    ...own,
    method: 'delete',
    path: '/api/v1/auth/totp',
    summary: 'Turn my second factor off',
    body: z.strictObject({ code: z.string().max(100) }),
    responses: { 204: { description: 'It is off.' } },
    async handle(call) {
      await call.house.auth.totp.disable(person(call).id, call.body.code, doerOf(call))
      return done()
    },
  }),
]

/** Ends the sessions of whoever asks but for that of the cookie given, and their tokens. Resolves with how many sessions those were. */
export async function endOwnSessions(call: Call, exceptCookie: string | null): Promise<number> {
  const { sessions, users } = call.house.auth
  const ended = await sessions.endAll(person(call).id, exceptCookie)
  await users.endTokens(person(call).id)
  await call.audit('session.end_all', call.requestedBy ?? '', { ended })
  return ended
}

/** Ends one session of whoever asks. Throws `not_found`. */
export async function endOwnSession(call: Call, id: string): Promise<void> {
  const isEnded = await call.house.auth.sessions.endById(person(call).id, id)
  if (!isEnded)
    throw new Failure('not_found', 'There is no such session of yours.', { remedy: 'It may have ended. Look at the list again.' })
  await call.audit('session.end', call.requestedBy ?? '', { session: id })
}

/** Changes the password of whoever asks, who shows the current one. Throws what `LoginService.confirm` and `UserService.changePassword` throw. */
export async function changeOwnPassword(call: Call, given: { readonly current: string; readonly password: string }): Promise<void> {
  const { login, users } = call.house.auth
  await login.confirm(person(call), { password: given.current, address: call.origin.address })
  await users.changePassword(person(call).id, { password: given.password, sessionCookie: sessionCookieOf(call) }, doerOf(call))
}

/** Whoever asks, as a person. Throws `denied` to keys, which have no sessions and no passwords. */
export function person({ principal }: Pick<Call, 'principal'>) {
  if (principal.kind === 'user') return principal
  throw new Failure('denied', 'This is about a person, and a key is none.', { remedy: 'Sign in, or use a token fetched with a password.' })
}

/** Who changes users or keys, and from where. */
export function doerOf({ principal, origin }: Pick<Call, 'principal' | 'origin'>): Doer {
  return { actor: principal, address: origin.address }
}
