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

/** Believes what proxies say only of those that are trusted: anybody may send such a header. */
export function originOf(context: Context, { trustedProxies }: Pick<HttpConfig, 'trustedProxies'>): Origin {
  const address = plain((context.env as Partial<Peer> | undefined)?.address ?? 'unknown')
  if (!trustedProxies.includes(address)) return { address, isSecure: false }
  const forwarded = (context.req.header('x-forwarded-for') ?? '').split(',').map((part) => plain(part.trim()))
  // The nearest one that is no proxy of ours: what stands before it, the client could have written itself.
  const client = forwarded.reverse().find((part) => part !== '' && !trustedProxies.includes(part))
  return { address: client ?? address, isSecure: context.req.header('x-forwarded-proto')?.split(',').at(-1)?.trim() === 'https' }
}

/** An IPv4 address that came over IPv6 is written as people know it. */
function plain(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/i, '')
}
