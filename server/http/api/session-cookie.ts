import { getCookie } from 'hono/cookie'
import type { LoggedIn } from '../../auth/login.ts'
import type { Call } from '../call.ts'

/** The cookie that the request came with; null for none. */
export function sessionCookieOf({ house, context }: Pick<Call, 'house' | 'context'>): string | null {
  return getCookie(context, house.auth.sessions.cookieName) ?? null
}

/** Signs somebody in and sends the session's cookie with the answer. Throws what `LoginService.login` throws. */
export async function sendSession(
  call: Pick<Call, 'house' | 'context' | 'origin'>,
  given: { readonly name: string; readonly password: string; readonly code?: string | null },
): Promise<LoggedIn> {
  const { house, context, origin } = call
  const agent = context.req.header('user-agent') ?? null
  const loggedIn = await house.auth.login.login({ ...given, address: origin.address, agent, sessionCookie: sessionCookieOf(call) })
  context.header('set-cookie', house.auth.sessions.cookie(loggedIn.value, origin.isSecure), { append: true })
  return loggedIn
}
