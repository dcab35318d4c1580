import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createAdaptorServer, type HttpBindings } from '@hono/node-server'
import { Failure, toFailure } from '../../plugins/failure.ts'
import type { Peer } from './peer.ts'

/** Longer than proxies keep theirs (60 s is common): the one to close must not be us, just as the next request comes. */
const keepAliveMs = 65_000

/** How long is waited for the head of a request, and how often is looked who is too slow. */
export interface HeadTimes {
  readonly headersMs: number
  readonly lookMs: number
}

const headTimes: HeadTimes = { headersMs: 20_000, lookMs: 5_000 }

export type Handler = (request: Request, peer: Peer) => Response | Promise<Response>

export interface Address {
  readonly host: string
  readonly port: number
}

export interface Listener {
  /** Where it really listens: the port is never 0. */
  readonly address: Address
  /** Accepts nothing new and resolves when the running requests are answered; those still running when `deadline` aborts are cut off. */
  drain(deadline: AbortSignal): Promise<void>
}

interface DenoServer {
  readonly addr: { readonly hostname: string; readonly port: number }
  shutdown(): Promise<void>
}

interface DenoRuntime {
  serve(
    options: { hostname: string; port: number; signal: AbortSignal; onListen(): void },
    handler: (request: Request, info: { readonly remoteAddr: { readonly hostname: string } }) => Response | Promise<Response>,
  ): DenoServer
}

/** Listens with the runtime's own server. Throws `conflict` when the port is taken, `denied` or `invalid` when it can't be had. Deno has times of its own. */
export async function listen(handler: Handler, address: Address, times: HeadTimes = headTimes): Promise<Listener> {
  const deno = (globalThis as { Deno?: DenoRuntime }).Deno
  try {
    return deno === undefined ? await listenOnNode(handler, address, times) : listenOnDeno(deno, handler, address)
  } catch (error) {
    throw explain(error, address)
  }
}

/** How an address is written in a URL: IPv6 in brackets. */
export function formatAddress({ host, port }: Address): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`
}

async function listenOnNode(handler: Handler, { host, port }: Address, { headersMs, lookMs }: HeadTimes): Promise<Listener> {
  const fetch = (request: Request, { incoming }: HttpBindings) => handler(request, { address: incoming.socket.remoteAddress ?? null })
  const serverOptions = { connectionsCheckingInterval: lookMs }
  const server = createAdaptorServer({ fetch: fetch as never, serverOptions }) as Server
  server.keepAliveTimeout = keepAliveMs
  // A body may take as long as it moves: uploads are large, and whoever reads one ends those that stall.
  server.requestTimeout = 0
  server.headersTimeout = headersMs
  // Closing the server ends the connections that are idle then; each other one must go once its answer is out, however long it would be kept.
  server.on('request', (_, response) => {
    response.once('close', () => setImmediate(() => server.listening || server.closeIdleConnections()))
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen({ host, port }, resolve)
  })
  const bound = server.address() as AddressInfo
  return { address: { host: bound.address, port: bound.port }, drain: (deadline) => drainNode(server, deadline) }
}

async function drainNode(server: Server, deadline: AbortSignal): Promise<void> {
  const cutOff = () => server.closeAllConnections()
  deadline.addEventListener('abort', cutOff, { once: true })
  await new Promise<void>((resolve) => server.close(() => resolve()))
  deadline.removeEventListener('abort', cutOff)
}

function listenOnDeno(deno: DenoRuntime, handler: Handler, { host, port }: Address): Listener {
  const controller = new AbortController()
  const options = { hostname: host, port, signal: controller.signal, onListen() {} }
  const server = deno.serve(options, (request, { remoteAddr }) => handler(request, { address: remoteAddr.hostname }))
  return {
    address: { host: server.addr.hostname, port: server.addr.port },
    async drain(deadline) {
      const cutOff = () => controller.abort()
      deadline.addEventListener('abort', cutOff, { once: true })
      await server.shutdown()
      deadline.removeEventListener('abort', cutOff)
    },
  }
}

function explain(error: unknown, address: Address): Failure {
  const where = formatAddress(address)
  const name = error instanceof Error ? `${'code' in error ? error.code : ''} ${error.name}` : ''
  if (/EADDRINUSE|AddrInUse/.test(name)) {
    return new Failure('conflict', `Can't listen on ${where}: another program uses that port.`, {
      remedy: 'Stop that program, or choose another port with --listen HOST:PORT (port 0 takes any free one).',
      cause: error,
    })
  }
  if (/EACCES|PermissionDenied/.test(name)) {
    return new Failure('denied', `Can't listen on ${where}: this user may not use that port.`, {
      remedy: 'Choose a port above 1023 with --listen HOST:PORT.',
      cause: error,
    })
  }
  if (/EADDRNOTAVAIL|ENOTFOUND|EAI_|AddrNotAvailable/.test(name)) {
    return new Failure('invalid', `Can't listen on ${where}: this machine has no such address.`, {
      remedy: 'Use 127.0.0.1 for this machine alone or 0.0.0.0 for every network it is in.',
      cause: error,
    })
  }
  return toFailure(error, `Listening on ${where}`)
}
