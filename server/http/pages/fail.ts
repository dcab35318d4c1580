import type { Context } from 'hono'
import type { Failure } from '../../../plugins/failure.ts'
import { failurePage } from '../../../views/pages/failure.ts'
import type { Principal } from '../../domain/principal.ts'
import { visitorKey } from '../admission.ts'
import { headersOf, sayingOf, statusOf } from '../failure.ts'
import { isSafe } from '../same-origin.ts'
import { frameOf, redirect } from './page.ts'
import { signInAddress } from './session.ts'

/** Says it on a page. Whoever isn't signed in is sent to where they can, and from there to where they wanted. */
export function failOnPage(failure: Failure, context: Context): Response {
  // Whoever is signed in keeps the way through the dashboard.
  const frame = frameOf(context, (context.get(visitorKey as never) as Principal | null | undefined) ?? null)
  if (failure.code === 'unauthenticated') {
    return redirect(signInAddress(isSafe(context.req.method) ? frame.address : '/'))
  }
  const page = failurePage({ code: failure.code, ...sayingOf(failure) }, frame)
  const headers = { ...headersOf(failure), 'content-type': 'text/html; charset=UTF-8', 'content-language': frame.language }
  return context.body(String(page), statusOf(failure), headers)
}
