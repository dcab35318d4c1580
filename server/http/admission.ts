import type { Context } from 'hono'
import { getCookie } from 'hono/cookie'
import { Failure } from '../../plugins/failure.ts'
import type { Principal } from '../domain/principal.ts'
import { isAtLeast } from '../domain/role.ts'
import type { House } from './house.ts'
import { type Origin, originOf } from './peer.ts'
import type { Route } from './route.ts'
import { requireSameOrigin } from './same-origin.ts'

export interface Admission {
  readonly visitor: Principal | null
  readonly origin: Origin
}

/** Under what the context holds who asks, once that is known, for pages that say why somebody was refused. */
export const visitorKey = 'visitor'

/** Lets a request in, or throws `unauthenticated` or `denied`. What no rule allows is denied. */
export async function admit(route: Pick<Route, 'access' | 'scope'>, context: Context, house: House): Promise<Admission> {
  const origin = originOf(context, house.config)
  if (route.access === 'public') {
    requireSameOrigin(context, house.config, true)
    return { visitor: null, origin }
  }
  const visitor = await identify(context, house, origin)
  if (visitor === null) {
    throw new Failure('unauthenticated', 'Nobody is signed in, and the request carries no key.', {
      remedy: 'Send an API key as "Authorization: Bearer hf_…" or "X-API-Key: hf_…", or sign in.',
    })
  }
  if (visitor.by === 'session') requireSameOrigin(context, house.config, false)
  if (!isAtLeast(visitor.role, route.access)) {
    throw new Failure('denied', `This needs the role ${route.access}; ${visitor.name} has the role ${visitor.role}.`, {
      remedy: 'Ask an admin for it, or to do it for you.',
    })
  }
  if (visitor.sourceIds !== null && route.scope !== 'checked') {
    throw new Failure('denied', 'This key is for some sources only, and this concerns more than those.', {
      remedy: 'Use a key that is for all sources.',
    })
  }
  return { visitor, origin }
}

/** Who asks; null when nothing says so. Throws `unauthenticated` for a credential that is wrong. Sends a session's cookie anew where it was prolonged. */
export async function identify(context: Context, { auth }: House, origin: Origin): Promise<Principal | null> {
  const found = await auth.authenticator.authenticate({
    authorization: context.req.header('authorization'),
    apiKeyHeader: context.req.header('x-api-key'),
    apiKeyQuery: context.req.query('api_key'),
    sessionCookie: getCookie(context, auth.sessions.cookieName),
    address: origin.address,
    isSecure: origin.isSecure,
  })
  if (found?.cookie !== undefined) context.header('set-cookie', found.cookie, { append: true })
  const visitor = found?.principal ?? null
  context.set(visitorKey, visitor)
  return visitor
}
