import { isIP } from 'node:net'
import type { Context } from 'hono'
import type { HttpConfig } from './http-config.ts'

/** What the listener knows of a connection; given to the routes as Hono's bindings. */
export interface Peer {
  readonly address: string | null
}

/** Where a request comes from, as far as it can be believed. */
export interface Origin {
  readonly address: string
  readonly isSecure: boolean
}

/**
 * Believes what proxies say only of those that are trusted: anybody may send such a header. Where people reach the daemon by TLS, a request came by TLS unless the
 * page that sent it says that it did not.
 */
export function originOf(context: Context, { trustedProxies, publicUrl }: Pick<HttpConfig, 'trustedProxies' | 'publicUrl'>): Origin {
  const address = plain((context.env as Partial<Peer> | undefined)?.address ?? 'unknown')
  const isTrusted = trustedProxies.includes(address)
  const isSaid = isTrusted && context.req.header('x-forwarded-proto')?.split(',').at(-1)?.trim() === 'https'
  const isMeant = publicUrl?.startsWith('https:') === true && context.req.header('origin')?.startsWith('http:') !== true
  const forwarded = isTrusted ? forwardedFor(context, trustedProxies) : null
  return { address: forwarded ?? address, isSecure: isSaid || isMeant }
}

/** The nearest one that is no proxy of ours: what stands before it, the client could have written itself. Null for what is no address. */
function forwardedFor(context: Context, trustedProxies: readonly string[]): string | null {
  const parts = (context.req.header('x-forwarded-for') ?? '').split(',').map((part) => plain(withoutPort(part.trim())))
  const client = parts.reverse().find((part) => part !== '' && !trustedProxies.includes(part))
  return client !== undefined && isIP(client) !== 0 ? client : null
}

/** Some proxies write the port too, which is another one each time: nobody would ever be slowed down. */
function withoutPort(text: string): string {
  return /^\[([^\]]+)\](?::\d+)?$/.exec(text)?.[1] ?? /^(\d+(?:\.\d+){3}):\d+$/.exec(text)?.[1] ?? text
}

/** An IPv4 address that came over IPv6 is written as people know it. */
function plain(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/i, '')
}
