import { connect } from 'node:net'
import { expect, test } from 'vitest'
import { formatAddress, type Handler, listen } from '../../../server/http/listener.ts'

const anyPort = { host: '127.0.0.1', port: 0 }
const never = new AbortController().signal

/** A handler whose answer waits until the test says so. */
function heldHandler() {
  const started = Promise.withResolvers<void>()
  const release = Promise.withResolvers<void>()
  const handler: Handler = async () => {
    started.resolve()
    await release.promise
    return new Response('finished')
  }
  return { handler, started: started.promise, release: release.resolve }
}

test('port 0 becomes a real one', async () => {
  const listener = await listen(() => new Response('hello'), anyPort)
  expect(listener.address.port).toBeGreaterThan(0)
  expect(await (await fetch(`http://${formatAddress(listener.address)}/`)).text()).toBe('hello')
  await listener.drain(never)
})

test('draining waits for the running request, lets nothing new in, and is not held up by a connection kept alive', async () => {
  const { handler, started, release } = heldHandler()
  const listener = await listen(handler, anyPort)
  const url = `http://${formatAddress(listener.address)}/`
  const answer = fetch(url).then((response) => response.text())
  await started
  const drained = listener.drain(never)
  await expect(fetch(url)).rejects.toThrow()
  release()
  expect(await answer).toBe('finished')
  await drained
})

test('a connection that never sends a request does not hold up draining past the deadline', async () => {
  const listener = await listen(() => new Response(''), anyPort)
  const socket = connect(listener.address.port, listener.address.host)
  await new Promise((resolve) => socket.once('connect', resolve))
  socket.write('GET / HTTP/1.1\r\n')
  const closed = new Promise((resolve) => socket.once('close', resolve))
  socket.on('error', () => {})
  await listener.drain(AbortSignal.timeout(200))
  await closed
})

test('a request that outlasts the deadline is cut off', async () => {
  const { handler, started } = heldHandler()
  const listener = await listen(handler, anyPort)
  const answer = fetch(`http://${formatAddress(listener.address)}/`).then(
    () => 'answered',
    () => 'cut off',
  )
  await started
  const deadline = new AbortController()
  const drained = listener.drain(deadline.signal)
  deadline.abort()
  await drained
  expect(await answer).toBe('cut off')
})

test('a port that is taken is a conflict that says so', async () => {
  const first = await listen(() => new Response(''), anyPort)
  await expect(listen(() => new Response(''), first.address)).rejects.toMatchObject({
    code: 'conflict',
    message: expect.stringContaining(formatAddress(first.address)),
    remedy: expect.stringContaining('--listen'),
  })
  await first.drain(never)
})

test('an address that this machine does not have is invalid', async () => {
  await expect(listen(() => new Response(''), { host: '192.0.2.1', port: 0 })).rejects.toMatchObject({
    code: 'invalid',
    remedy: expect.stringContaining('127.0.0.1'),
  })
})

test('an IPv6 address is bracketed', () => {
  expect(formatAddress({ host: '::1', port: 80 })).toBe('[::1]:80')
})
