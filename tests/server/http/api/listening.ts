import { connect, type Socket } from 'node:net'
import { type Listener, listen } from '../../../../server/http/listener.ts'
import type { Site } from '../../../support/http.ts'

/** A site behind a real listener, for what only a real connection can do: break. */
export interface ListeningSite extends AsyncDisposable {
  readonly url: string
  readonly headers: { readonly authorization: string }
  /** A connection on which a request is written by hand. */
  connect(): Promise<Socket>
}

/** Listens on a free port of the loopback until it is disposed; what is still open then is cut off. */
export async function listenTo(site: Site): Promise<ListeningSite> {
  const listener: Listener = await listen((request, peer) => site.app.fetch(request, peer), { host: '127.0.0.1', port: 0 })
  const { port } = listener.address
  const sockets: Socket[] = []
  return {
    url: `http://127.0.0.1:${port}`,
    headers: { authorization: `Bearer ${site.key('admin')}` },
    async connect() {
      const socket = connect({ host: '127.0.0.1', port })
      sockets.push(socket)
      socket.on('error', () => {})
      await new Promise((resolve) => socket.once('connect', resolve))
      return socket
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      await listener.drain(AbortSignal.abort())
    },
  }
}

/** Resolves once something is so; looks again and again, and gives up only with the test. */
export async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, 10))
}
