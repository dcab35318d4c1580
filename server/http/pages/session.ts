import { z } from 'zod'
import { Failure } from '../../../plugins/failure.ts'
import type { PageFrame } from '../../../views/frame.ts'
import { fill } from '../../../views/messages/fill.ts'
import { type LoginView, loginPage } from '../../../views/pages/login.ts'
import { sendSession, sessionCookieOf } from '../api/session-cookie.ts'
import type { Call } from '../call.ts'
import { sayingOf, statusOf } from '../failure.ts'
import { defineRoute, type Route } from '../route.ts'
import { frameOf, htmlAnswer, localAddress, pageResponse, readForm, redirect } from './page.ts'

const shared = { scope: 'checked', tags: ['pages'], responses: htmlAnswer } as const

/** Of an address inside another one: servers take little more in one line. */
const nextBytesMax = 8000

/** What is no good leads to the overview: whoever comes here wants to sign in before anything else. */
const nextField = z.string().max(nextBytesMax).catch('/').default('/')

const loginForm = z.object({
  name: z.string().max(1000).default(''),
  password: z.string().max(10_000).default(''),
  code: z.string().max(1000).default(''),
  next: nextField,
})

/** Signing in and out. */
export const sessionPages: readonly Route[] = [
  defineRoute({
    ...shared,
    method: 'get',
    path: '/login',
    access: 'public',
    summary: 'Where people sign in',
    query: z.object({ next: nextField }),
    async handle({ house, context, query }) {
      if (await house.auth.setup.isOpen()) return redirect('/setup')
      const frame = frameOf(context, null)
      const view = { name: '', next: localAddress(query.next), message: null, told: null, isCodeNeeded: false }
      return pageResponse(loginPage(view, frame), frame)
    },
  }),
  defineRoute({ ...shared, method: 'post', path: '/login', access: 'public', summary: 'Signs in', handle: signIn }),
  defineRoute({
    ...shared,
    method: 'post',
    path: '/logout',
    access: 'viewer',
    summary: 'Signs out',
    async handle(call) {
      const { sessions } = call.house.auth
      await sessions.end(sessionCookieOf(call) ?? '')
      await call.audit('logout', call.principal.name)
      return redirect('/login', { 'set-cookie': sessions.blankCookie(call.origin.isSecure) })
    },
  }),
]

/** Where to sign in and go on to a page of ours; to the overview where the address of that is too long to be handed on. */
export function signInAddress(next: string): string {
  const query = String(new URLSearchParams({ next }))
  return next === '/' || query.length > nextBytesMax ? '/login' : `/login?${query}`
}

async function signIn(call: Call): Promise<Response> {
  const { name, password, code, next } = await readForm(call, loginForm)
  try {
    await sendSession(call, { name, password, code: code.trim() === '' ? null : code.trim() })
    return redirect(localAddress(next))
  } catch (error) {
    if (!(error instanceof Failure) || error.code === 'internal') throw error
    const frame = frameOf(call.context, null)
    const isCodeNeeded = error.detail['needsCode'] === true || (code !== '' && error.code === 'unauthenticated')
    const message = ownWords(error, frame, code)
    const told = message === null ? sayingOf(error) : null
    const view: LoginView = { name, next: localAddress(next), message, told, isCodeNeeded }
    return pageResponse(loginPage(view, frame), frame, { status: statusOf(error) })
  }
}

/** Null where the page has none for it. */
function ownWords(failure: Failure, { say }: PageFrame, code: string): string | null {
  const seconds = failure.detail['retryAfterSeconds']
  if (typeof seconds === 'number') return fill(say.tooManyAttempts, { seconds })
  if (failure.detail['needsCode'] === true && code === '') return say.needsCode
  return failure.code === 'unauthenticated' ? say.wrongCredentials : null
}
