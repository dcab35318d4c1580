import type { Context } from 'hono'
import type { Failure } from '../../../plugins/failure.ts'
import { failurePage } from '../../../views/pages/failure.ts'
import { headersOf, sayingOf, statusOf } from '../failure.ts'
import { isSafe } from '../same-origin.ts'
import { frameOf, redirect } from './page.ts'

/** Says it on a page. Whoever isn't signed in is sent to where they can, and from there to where they wanted. */
export function failOnPage(failure: Failure, context: Context): Response {
  const { pathname, search } = new URL(context.req.url)
  if (failure.code === 'unauthenticated') {
    const next = isSafe(context.req.method) && pathname !== '/' ? `?${new URLSearchParams({ next: `${pathname}${search}` })}` : ''
    return redirect(`/login${next}`)
  }
  const frame = frameOf(context, null)
  const page = failurePage({ code: failure.code, ...sayingOf(failure) }, frame)
  const headers = { ...headersOf(failure), 'content-type': 'text/html; charset=UTF-8', 'content-language': frame.language }
  return context.body(String(page), statusOf(failure), headers)
}
