import { connect, type Socket } from 'node:net'

const boundMs = 30_000

/** What came back over a connection, and whether the other side ended it. */
export interface RawAnswer {
  readonly text: string
  readonly statuses: readonly number[]
  readonly isClosed: boolean
}

/** Sends bytes as they are, and resolves with what comes back once the other side closes the connection, or as soon as `isEnough` says so. */
export async function sendRaw(url: string, bytes: string | Buffer, isEnough: (text: string) => boolean = () => false): Promise<RawAnswer> {
  const { socket, end } = open(url)
  let text = ''
  const isClosed = await new Promise<boolean>((resolve, reject) => {
    const bound = setTimeout(() => reject(new Error(`Nothing more came within ${boundMs} ms, after: ${text.slice(0, 500)}`)), boundMs)
    const settle = (is: boolean) => {
      clearTimeout(bound)
      resolve(is)
    }
    socket.on('data', (piece) => {
      text += piece.toString('latin1')
      if (isEnough(text)) settle(false)
    })
    // A server that answers before it has read everything resets the connection.
    socket.on('error', () => settle(true))
    socket.on('close', () => settle(true))
    socket.write(bytes)
  })
  end()
  const statuses = [...text.matchAll(/HTTP\/1\.[01] (\d{3}) /g)].map(([, status]) => Number(status))
  return { text, statuses, isClosed }
}

/** A connection on which nothing more is sent than this. `closed` resolves when the other side ends it. */
export async function holdOpen(url: string, bytes: string): Promise<{ readonly closed: Promise<void>; end(): void }> {
  const { socket, end } = open(url)
  socket.on('error', () => {})
  socket.resume()
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()))
  await new Promise<void>((resolve) => socket.write(bytes, () => resolve()))
  return { closed, end }
}

function open(url: string): { readonly socket: Socket; end(): void } {
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port), hostname)
  return { socket, end: () => socket.destroy() }
}
