import type { Context } from 'hono'
import { getCookie, setCookie } from 'hono/cookie'
import type { z } from 'zod'
import { Failure } from '../../../plugins/failure.ts'
import type { PageFrame } from '../../../views/frame.ts'
import { chooseLanguage, languageOf, messagesIn } from '../../../views/language.ts'
import type { Html } from '../../../views/layout.ts'
import type { Principal } from '../../domain/principal.ts'
import { readText } from '../body.ts'
import type { Call } from '../call.ts'
import { invalidBy } from '../invalid.ts'

const languageCookie = 'holdfast_language'
const languageSeconds = 365 * 86_400
const formBytesMax = 64 * 1024

/** What a page is framed with. A language that the address asks for is remembered. */
export function frameOf(context: Context, person: Principal | null): PageFrame {
  const asked = context.req.query('lang')
  const wished = languageOf(asked ?? '')
  if (wished !== null) setCookie(context, languageCookie, wished, { path: '/', sameSite: 'Lax', httpOnly: true, maxAge: languageSeconds })
  const remembered = getCookie(context, languageCookie)
  const language = chooseLanguage({ asked, remembered, accepted: context.req.header('accept-language') })
  return { language, say: messagesIn(language), person, address: addressOf(context) }
}

/** Where the page is, for links to itself. A key never stands in an address that is handed out. */
function addressOf({ req }: Context): string {
  const { pathname, searchParams } = new URL(req.url)
  searchParams.delete('api_key')
  return searchParams.size === 0 ? pathname : `${pathname}?${searchParams}`
}

/** A page as it goes out. */
export async function pageResponse(page: Html, { language }: PageFrame, init: ResponseInit = {}): Promise<Response> {
  const headers = new Headers(init.headers)
  headers.set('content-type', 'text/html; charset=UTF-8')
  headers.set('content-language', language)
  headers.set('vary', 'accept-language, cookie')
  return new Response(String(await page), { ...init, headers })
}

/** Sends a browser to another page, whatever it came with. */
export function redirect(to: string, headers: Readonly<Record<string, string>> = {}): Response {
  return new Response(null, { status: 303, headers: { ...headers, location: to } })
}

/** A posted form by its fields. Throws `invalid` for what is none, for more than 64 KiB, and naming each wrong field. */
export async function readForm<Schema extends z.ZodType>({ context, house }: Call, schema: Schema): Promise<z.output<Schema>> {
  const type = context.req.header('content-type') ?? ''
  if (!/^application\/x-www-form-urlencoded\s*(;|$)/i.test(type)) {
    throw new Failure('invalid', 'This is no form that a page of Holdfast sends.', {
      remedy: 'Use the page itself, or the API under /docs.',
    })
  }
  const text = await readText(context, house.installation.seams.clock, formBytesMax)
  const parsed = schema.safeParse(Object.fromEntries(new URLSearchParams(text)))
  if (parsed.success) return parsed.data
  throw invalidBy(parsed.error, 'body')
}

/** Where to go after signing in: a page of ours, whatever the address asks for. */
export function localAddress(wanted: string): string {
  const base = 'http://local.invalid'
  if (!wanted.startsWith('/') || !URL.canParse(wanted, base)) return '/'
  const { origin, pathname, search } = new URL(wanted, base)
  // What a browser would take for another host, `//elsewhere`, may come out of the path once it is put in order.
  return origin === base && !pathname.startsWith('//') ? `${pathname}${search}` : '/'
}

/** What the description of every page says of its answer. */
export const htmlAnswer = { 200: { description: 'The page.', contentType: 'text/html' } } as const
