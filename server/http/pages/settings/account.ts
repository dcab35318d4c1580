import { z } from 'zod'
import type { PageFrame } from '../../../../views/frame.ts'
import { type AccountDone, type AccountView, accountDone, accountPage } from '../../../../views/pages/settings/account.ts'
import { notRefused, type Refused } from '../../../../views/pages/settings/frame.ts'
import { sessionCookieOf } from '../../api/session-cookie.ts'
import { endOwnSession, endOwnSessions } from '../../api/session-own.ts'
import type { Call } from '../../call.ts'
import { defineRoute, type Route } from '../../route.ts'
import { frameOf, htmlAnswer, pageResponse, readFields, redirect } from '../page.ts'
import { refusedBy } from './refusal.ts'

const shared = { access: 'viewer', scope: 'none', tags: ['pages'], responses: htmlAnswer } as const
const home = '/settings/account'

/** One's own account and sessions. */
export const accountPages: readonly Route[] = [
  defineRoute({
    ...shared,
    method: 'get',
    path: home,
    summary: 'My account',
    query: z.object({ done: z.string().optional() }),
    async handle(call) {
      const frame = frameOf(call.context, call.principal)
      const done = accountDone.find((word) => word === call.query.done) ?? null
      return pageResponse(accountPage(await viewOf(call, done), frame), frame)
    },
  }),
  defineRoute({
    ...shared,
    method: 'post',
    path: `${home}/sessions/end`,
    summary: 'Ends all my sessions but this one',
    async handle(call) {
      await readFields(call)
      return ending(call, async () => {
        await endOwnSessions(call, sessionCookieOf(call))
        return 'sessionsEnded'
      })
    },
  }),
  defineRoute({
    ...shared,
    method: 'post',
    path: `${home}/sessions/{session}/end`,
    summary: 'Ends one of my sessions',
    params: z.object({ session: z.string().max(100) }),
    async handle(call) {
      await readFields(call)
      return ending(call, async () => {
        await endOwnSession(call, call.params.session)
        return 'sessionEnded'
      })
    },
  }),
]

/** What a form of an earlier visit asks for may be done already: then the page says so. */
async function ending(call: Call, work: () => Promise<AccountDone>): Promise<Response> {
  try {
    return redirect(`${home}?done=${await work()}`)
  } catch (error) {
    const frame: PageFrame = frameOf(call.context, call.principal)
    const { status, ...refused } = refusedBy(error, frame)
    return pageResponse(accountPage(await viewOf(call, null, refused), frame), frame, { status })
  }
}

async function viewOf(call: Call, done: AccountDone | null, refused: Refused = notRefused): Promise<AccountView> {
  const { principal, house } = call
  const { name, role } = principal
  if (principal.kind === 'key') return { ...refused, name, role, person: null, done }
  const { users, sessions } = house.auth
  const { hasTotp, recoveryCodesLeft } = await users.find(principal.id)
  const cookie = sessionCookieOf(call)
  const own = (await sessions.list(principal.id)).map(({ id, address, agent, createdAt, expiresAt }) => {
    return { id, isThis: cookie !== null && sessions.idOf(cookie) === id, address, agent, createdAt, expiresAt }
  })
  return { ...refused, name, role, person: { hasTotp, recoveryCodesLeft, sessions: own }, done }
}
