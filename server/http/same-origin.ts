import type { Context } from 'hono'
import { Failure } from '../../plugins/failure.ts'
import type { HttpConfig } from './http-config.ts'

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS'])

export function isSafe(method: string): boolean {
  return safeMethods.has(method)
}

/**
 * Throws `denied` when a request that changes something comes from a page of another site: a browser sends its cookie with it all the same. `isAnonymous`
 * is for those that carry no cookie yet, like signing in: programs that are no browser send neither header.
 */
export function requireSameOrigin(context: Context, { publicUrl }: Pick<HttpConfig, 'publicUrl'>, isAnonymous: boolean): void {
  if (isSafe(context.req.method)) return
  const site = context.req.header('sec-fetch-site')
  const origin = context.req.header('origin')
  const isSame = origin === undefined ? site === undefined && isAnonymous : isOurs(origin, context, publicUrl)
  if (isSame && (site === undefined || site === 'same-origin' || site === 'none')) return
  if (origin === undefined && (site === 'same-origin' || site === 'none')) return
  throw new Failure('denied', 'This request was sent by a page of another site, or does not say which page sent it.', {
    remedy: 'Use the pages of this daemon; programs use an API key instead of a session.',
  })
}

function isOurs(origin: string, context: Context, publicUrl: string | null): boolean {
  if (publicUrl !== null && URL.canParse(publicUrl) && new URL(publicUrl).origin === origin) return true
  const host = context.req.header('host')
  return host !== undefined && URL.canParse(origin) && new URL(origin).host === host.toLowerCase()
}
