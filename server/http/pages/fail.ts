import type { Context } from 'hono'
import type { Failure } from '../../../plugins/failure.ts'
import { failurePage } from '../../../views/pages/failure.ts'
import { faultNotice } from '../../../views/parts/said.ts'
import type { Principal } from '../../domain/principal.ts'
import { visitorKey } from '../admission.ts'
import { headersOf, sayingOf, statusOf } from '../failure.ts'
import { isSafe } from '../same-origin.ts'
import { frameOf, redirect } from './page.ts'
import { signInAddress } from './session.ts'

/**
 * Says it on a page, or in the part of one that a script asked for. Whoever isn't signed in is sent to where they can, and from there to where they
 * wanted, or were.
 */
export function failOnPage(failure: Failure, context: Context): Response {
  // Whoever is signed in keeps the way through the dashboard.
  const frame = frameOf(context, (context.get(visitorKey as never) as Principal | null | undefined) ?? null)
  const isPart = context.req.header('hx-request-type') === 'partial'
  if (failure.code === 'unauthenticated') {
    return isPart ? leavePage(context) : redirect(signInAddress(isSafe(context.req.method) ? frame.address : '/'))
  }
  const told = { code: failure.code, ...sayingOf(failure) }
  const page = isPart ? faultNotice(told, frame) : failurePage(told, frame)
  const headers = { ...headersOf(failure), 'content-type': 'text/html; charset=UTF-8', 'content-language': frame.language }
  return context.body(String(page), statusOf(failure), headers)
}

/** A part of a page is no place to sign in: all of it goes there. */
function leavePage({ req }: Context): Response {
  const current = req.header('hx-current-url') ?? ''
  const { pathname, search } = URL.canParse(current) ? new URL(current) : { pathname: '/', search: '' }
  return new Response(null, { status: 401, headers: { 'hx-redirect': signInAddress(`${pathname}${search}`) } })
}
