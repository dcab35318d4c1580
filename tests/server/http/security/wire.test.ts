import { afterAll, beforeAll, expect, test } from 'vitest'
import { formatAddress, listen } from '../../../../server/http/listener.ts'
import { holdOpen, sendRaw } from './raw-client.ts'
import { ServedDaemon } from './served-daemon.ts'

const never = new AbortController().signal
const head = (line: string, ...headers: string[]) => [`${line} HTTP/1.1`, 'Host: 127.0.0.1', ...headers, '', ''].join('\r\n')
const login = 'POST /api/v1/auth/login'
const close = 'Connection: close'
const withLength = (body: string, ...headers: string[]) => `${head(login, `Content-Length: ${body.length}`, close, ...headers)}${body}`

/** What is sent, and the status that it may be answered with; none where the connection just ends. */
const malformed: Record<string, readonly [bytes: string, status: number | null]> = {
  '100,000 headers': [head('GET /', ...Array.from({ length: 100_000 }, (_, at) => `X-${at}: a`)), 431],
  'a header of 10 MB': [head('GET /', `X: ${'a'.repeat(10_000_000)}`), 431],
  'an address of 1 MB': [head(`GET /${'a'.repeat(1_000_000)}`), 431],
  'chunks that are none': [`${head(login, 'Transfer-Encoding: chunked')}zz\r\nhello\r\n`, 400],
  'a chunk larger than anything': [`${head(login, 'Transfer-Encoding: chunked')}ffffffffffffffffff\r\nhello\r\n`, 400],
  'two ways to say the length': [`${head(login, 'Content-Length: 4', 'Transfer-Encoding: chunked')}0\r\n\r\n`, 400],
  'a coding after the chunks': [`${head(login, 'Transfer-Encoding: chunked, identity')}0\r\n\r\n`, 400],
  'two lengths': [`${head(login, 'Content-Length: 2', 'Content-Length: 3')}{}`, 400],
  'a length below zero': [`${head(login, 'Content-Length: -1')}{}`, 400],
  'a space in the name of a header': [head('GET /', 'X : a'), 400],
  'a header folded onto two lines': [head('GET /', 'X: a\r\n b'), 400],
  'bare line feeds': ['GET /api/v1/health HTTP/1.1\nHost: a\n\n', 400],
  'a NUL in the address': [head('GET /\0'), 400],
  'a control character in a credential': [head('GET /api/v1/auth/me', 'Authorization: Bearer \x01'), 400],
  'no host': [`GET /api/v1/health HTTP/1.1\r\n${close}\r\n\r\n`, 400],
  'a host that is none': [`GET /api/v1/health HTTP/1.1\r\nHost: a/b?c@d\r\n${close}\r\n\r\n`, 400],
  'the beginning of TLS': ['\x16\x03\x01\x02\x00\x01\x00\x01', 400],
  'the beginning of HTTP/2': ['PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 400],
  'a method that is none': [head('FOO /', close), 400],
  'a tunnel': [head('CONNECT db.internal:5432'), null],
  TRACE: [head('TRACE /api/v1/health', close), 405],
  OPTIONS: [head('OPTIONS /api/v1/health', close), 405],
  'OPTIONS of everything': [head('OPTIONS *', close), 400],
  'a wish to be a WebSocket': [head('GET /api/v1/health', 'Upgrade: websocket', 'Connection: Upgrade, close'), 200],
  'an address of another host': [head('GET http://evil.example/api/v1/health', close), 200],
  'an address without encoding': [head('GET /%zz%00%?%=%zz', close), 404],
  'more bytes than announced': [`${head(login, 'Content-Length: 2')}{}{"name":"a"}`, 400],
  '100,000 nested arrays': [withLength('['.repeat(100_000) + ']'.repeat(100_000)), 400],
  '100,000 nested objects': [withLength(`${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`), 400],
  'nesting that never ends': [withLength('['.repeat(500_000)), 400],
  'a number of 500,000 digits': [withLength(`{"name":${'9'.repeat(500_000)}}`), 400],
  'a key twice': [withLength('{"name":"a","name":1,"password":"b"}'), 400],
  'a prototype': [withLength('{"__proto__":{"name":"a","password":"b"}}'), 400],
  'one byte more than 1 MiB': [withLength(`"${'x'.repeat(1024 * 1024 - 1)}"`), 413],
  'one byte more than 1 MiB, in chunks': [
    `${head(login, 'Transfer-Encoding: chunked', close)}100001\r\n${'x'.repeat(1024 * 1024 + 1)}\r\n0\r\n\r\n`,
    413,
  ],
  'an encoding that nobody unpacks': [withLength('\x1f\x8b\x08', 'Content-Encoding: gzip'), 400],
}

let daemon: ServedDaemon

beforeAll(async () => {
  daemon = await ServedDaemon.start()
})

afterAll(async () => {
  await daemon.stop()
  const [, ...said] = daemon.said.trim().split('\n')
  await daemon[Symbol.asyncDispose]()
  expect(said, 'nothing of this is an unexpected error').toEqual([])
})

for (const [what, [bytes, status]] of Object.entries(malformed)) {
  test(`${what}: refused or taken literally, and the daemon goes on`, async () => {
    const { statuses, text } = await sendRaw(daemon.url, bytes)
    // Of what is far too long, the answer may be lost with the connection that is cut off.
    const isCut = statuses.length === 0 && bytes.length > 500_000
    if (!isCut) expect(statuses.at(-1) ?? null, text.slice(0, 500)).toBe(status)
    expect(statuses.length).toBeLessThan(3)
    expect((await fetch(`${daemon.url}/api/v1/health`)).status).toBe(200)
  })
}

test('HEAD answers what GET would, and nothing of its body', async () => {
  const { text, statuses } = await sendRaw(daemon.url, head('HEAD /api/v1/health', close))
  expect(statuses).toEqual([200])
  expect(text.split('\r\n\r\n')[1]).toBe('')
})

test('a hundred requests sent at once over one connection get a hundred answers in their order', async () => {
  const paths = Array.from({ length: 100 }, (_, at) => `/nothing/${at}`)
  const bytes = paths.map((path, at) => head(`GET ${path}`, ...(at === 99 ? [close] : []))).join('')
  const { text, statuses } = await sendRaw(daemon.url, bytes)
  expect(statuses).toEqual(paths.map(() => 404))
  const order = [...text.matchAll(/\/nothing\/(\d+)/g)].map(([path]) => path)
  expect([...new Set(order)]).toEqual(paths)
})

test('bodies that stop in the middle hold up nobody else', async () => {
  const held = await Promise.all(Array.from({ length: 200 }, () => holdOpen(daemon.url, `${head(login, 'Content-Length: 100')}{"name":`)))
  expect((await fetch(`${daemon.url}/api/v1/health`)).status).toBe(200)
  for (const { end } of held) end()
  expect((await fetch(`${daemon.url}/api/v1/health`)).status).toBe(200)
})

test('whoever never ends the head of a request is cut off, while others are answered', async () => {
  const listener = await listen(() => new Response('well'), { host: '127.0.0.1', port: 0 }, { headersMs: 200, lookMs: 20 })
  const url = `http://${formatAddress(listener.address)}`
  const slow = await Promise.all(['GET / HTTP/1.1\r\nHost: a\r\n', 'G', 'GET / HTTP/1.1\r\nX: '].map((bytes) => holdOpen(url, bytes)))
  expect(await (await fetch(url)).text()).toBe('well')
  await Promise.all(slow.map(({ closed }) => closed))
  await listener.drain(never)
})
