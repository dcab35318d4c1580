import { z } from 'zod'
import { Failure } from '../../../plugins/failure.ts'
import type { PageFrame } from '../../../views/frame.ts'
import { setupHintPage, setupPage } from '../../../views/pages/setup.ts'
import { sendSession } from '../api/session-cookie.ts'
import type { Call } from '../call.ts'
import { sayingOf, statusOf } from '../failure.ts'
import { defineRoute, type Route } from '../route.ts'
import { frameOf, htmlAnswer, pageResponse, readForm, redirect } from './page.ts'

const shared = { path: '/setup', access: 'public', scope: 'checked', tags: ['pages'], responses: htmlAnswer } as const

const setupForm = z.object({
  token: z.string().max(1000).default(''),
  name: z.string().max(1000).default(''),
  password: z.string().max(10_000).default(''),
})

/** The first account, by the link that works once. Looking at it uses nothing up. */
export const setupPages: readonly Route[] = [
  defineRoute({
    ...shared,
    method: 'get',
    summary: 'Where the first account is made',
    query: z.object({ token: z.string().max(1000).default('') }),
    async handle({ house, context, query }) {
      const { setup } = house.auth
      if (!(await setup.isOpen())) return redirect('/login')
      const frame = frameOf(context, null)
      if (await setup.isValid(query.token))
        return pageResponse(setupPage({ token: query.token, name: '', message: null, told: null }, frame), frame)
      return pageResponse(setupHintPage(frame), frame, { status: query.token === '' ? 200 : 403 })
    },
  }),
  defineRoute({ ...shared, method: 'post', summary: 'Makes the first account', handle: setUp }),
]

async function setUp(call: Call): Promise<Response> {
  const { token, name, password } = await readForm(call, setupForm)
  try {
    const user = await call.house.auth.setup.claimSetup({ token, name, password, address: call.origin.address })
    await sendSession(call, { name: user.name, password })
    return redirect('/welcome')
  } catch (error) {
    if (!(error instanceof Failure) || error.code === 'internal') throw error
    const frame = frameOf(call.context, null)
    // Somebody else was first, or the link is none: there is nothing to fill in any more.
    if (error.code === 'conflict') return redirect('/login')
    if (error.code === 'unauthenticated') return pageResponse(setupHintPage(frame), frame, { status: 403 })
    const message = ownWords(error, frame)
    const page = setupPage({ token, name, message, told: message === null ? sayingOf(error) : null }, frame)
    return pageResponse(page, frame, { status: statusOf(error) })
  }
}

/** Null where the page has none for it. */
function ownWords(failure: Failure, { say }: PageFrame): string | null {
  const { fields } = failure.detail
  return Array.isArray(fields) && fields.includes('password') ? say.weakPassword : null
}
