import type { Context } from 'hono'
import { getCookie, setCookie } from 'hono/cookie'
import type { z } from 'zod'
import { Failure } from '../../../plugins/failure.ts'
import type { PageFrame } from '../../../views/frame.ts'
import type { Html } from '../../../views/html.ts'
import { chooseLanguage, type Language, languageOf, messagesIn } from '../../../views/language.ts'
import type { Principal } from '../../domain/principal.ts'
import { readText } from '../body.ts'
import type { Call } from '../call.ts'
import { invalidBy } from '../invalid.ts'
import { isSafe } from '../same-origin.ts'

const languageCookie = 'holdfast_language'
export const zoneCookie = 'holdfast_zone'
const rememberedSeconds = 365 * 86_400
/** For addresses without one. */
const anyHost = 'http://local.invalid'
/** Of strangers. Whoever was let in may choose thousands of tables, as over the API. */
const strangersFormBytesMax = 64 * 1024

/** What a page is framed with. A language that the address asks for is remembered. */
export function frameOf(context: Context, person: Principal | null): PageFrame {
  const asked = context.req.query('lang')
  const wished = languageOf(asked ?? '')
  if (wished !== null) remember(context, languageCookie, wished)
  const remembered = getCookie(context, languageCookie)
  const language = chooseLanguage({ asked, remembered, accepted: context.req.header('accept-language') })
  const address = addressOf(context.req.url)
  const again = isSafe(context.req.method) ? address : addressOf(context.req.header('referer') ?? '/')
  return { language, say: messagesIn(language), zone: zoneOf(context), now: new Date(), person, address, again }
}

/** The zone in which this browser is shown times: the one that was chosen in it, else that of the machine. */
export function zoneOf(context: Context): string {
  const chosen = getCookie(context, zoneCookie) ?? ''
  return isZone(chosen) ? chosen : Intl.DateTimeFormat().resolvedOptions().timeZone
}

/** Remembers in which language and zone this browser is shown pages. */
export function rememberManner(context: Context, { language, zone }: { readonly language?: Language; readonly zone?: string }): void {
  if (language !== undefined) remember(context, languageCookie, language)
  if (zone !== undefined && isZone(zone)) remember(context, zoneCookie, zone)
}

function remember(context: Context, name: string, value: string): void {
  setCookie(context, name, value, { path: '/', sameSite: 'Lax', httpOnly: true, maxAge: rememberedSeconds })
}

/** Whether times can be shown in it. */
export function isZone(name: string): boolean {
  try {
    return name !== '' && Intl.DateTimeFormat('en', { timeZone: name }) !== null
  } catch {
    return false
  }
}

/** What stands behind the host, for links to the same page. A key never stands in an address that is handed out. */
function addressOf(url: string): string {
  if (!URL.canParse(url, anyHost)) return '/'
  const { pathname, searchParams } = new URL(url, anyHost)
  // A link to `//elsewhere` would lead to another host.
  if (!/^\/(?!\/)/.test(pathname)) return '/'
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

/** A posted form by its fields. Throws `invalid` for what is none, for one that is too large, and naming each wrong field. */
export async function readForm<Schema extends z.ZodType>(call: Call, schema: Schema): Promise<z.output<Schema>> {
  const parsed = schema.safeParse(Object.fromEntries(await readFields(call)))
  if (parsed.success) return parsed.data
  throw invalidBy(parsed.error, 'body')
}

/** A posted form with every value of each field, for those that may come several times or not at all. */
export async function readFields({ context, house, visitor }: Call): Promise<URLSearchParams> {
  requireForm(context)
  return new URLSearchParams(await readText(context, house.installation.seams.clock, visitor === null ? strangersFormBytesMax : undefined))
}

/** Where to go after signing in: a page of ours, whatever the address asks for. */
export function localAddress(wanted: string): string {
  if (!wanted.startsWith('/') || !URL.canParse(wanted, anyHost)) return '/'
  const { origin, pathname, search } = new URL(wanted, anyHost)
  // What a browser would take for another host, `//elsewhere`, may come out of the path once it is put in order.
  return origin === anyHost && !pathname.startsWith('//') ? `${pathname}${search}` : '/'
}

/** Where to go once something is done that was begun elsewhere: a page of ours, or null where none was named. */
export function wayBack(wanted: string | null | undefined): string | null {
  return wanted == null || wanted === '' ? null : localAddress(wanted)
}

/** The same address with what was made, or changed, on the way. */
export function withAdded(way: string, id: string): string {
  return `${way}${way.includes('?') ? '&' : '?'}${new URLSearchParams({ added: id })}`
}

/** What the description of every page says of its answer. */
export const htmlAnswer = { 200: { description: 'The page.', contentType: 'text/html' } } as const

function requireForm({ req }: Context): void {
  if (/^application\/x-www-form-urlencoded\s*(;|$)/i.test(req.header('content-type') ?? '')) return
  throw new Failure('invalid', 'This is no form that a page of Holdfast sends.', { remedy: 'Use the page itself, or the API under /docs.' })
}

/** What a service refused, to be shown beside the form that asked for it. What is nobody's fault but ours is thrown on. */
export function refusalOf(error: unknown): Failure {
  if (!(error instanceof Failure) || error.code === 'internal') throw error
  return error
}
