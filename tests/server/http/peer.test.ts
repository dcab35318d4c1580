import { Hono } from 'hono'
import { expect, test } from 'vitest'
import type { HttpConfig } from '../../../server/http/http-config.ts'
import { type Origin, originOf } from '../../../server/http/peer.ts'

async function origin(address: string | null, headers: Record<string, string>, given: Partial<HttpConfig> = {}): Promise<Origin> {
  const app = new Hono()
  app.get('/', (context) => context.json(originOf(context, { trustedProxies: [], publicUrl: null, ...given })))
  return (await app.fetch(new Request('http://h/', { headers }), { address })).json() as Promise<Origin>
}

test('what a client says of itself is not believed', async () => {
  const headers = { 'x-forwarded-for': '10.0.0.1', 'x-forwarded-proto': 'https' }
  expect(await origin('192.0.2.1', headers)).toEqual({ address: '192.0.2.1', isSecure: false })
  expect(await origin(null, headers)).toEqual({ address: 'unknown', isSecure: false })
})

test('a trusted proxy tells who stands before it, and only the nearest counts', async () => {
  const headers = { 'x-forwarded-for': '203.0.113.9, 198.51.100.7, 127.0.0.1', 'x-forwarded-proto': 'https' }
  expect(await origin('::ffff:127.0.0.1', headers, { trustedProxies: ['127.0.0.1'] })).toEqual({ address: '198.51.100.7', isSecure: true })
})

test('a proxy that writes ports, or nonsense, gives nobody a new address for each request', async () => {
  const given = { trustedProxies: ['127.0.0.1', '2001:db8::1'] }
  const behind = async (text: string) => (await origin('127.0.0.1', { 'x-forwarded-for': text }, given)).address
  expect(await behind('203.0.113.9:51234')).toBe('203.0.113.9')
  expect(await behind('[2001:db8::9]:51234')).toBe('2001:db8::9')
  expect(await behind('2001:db8::9')).toBe('2001:db8::9')
  expect(await behind('203.0.113.9:51234, [2001:db8::1]:4711')).toBe('203.0.113.9')
  for (const text of ['unknown', '_hidden7', '203.0.113.9, x'.repeat(900), ''])
    expect([text, await behind(text)]).toEqual([text, '127.0.0.1'])
})

test('where people come by TLS a cookie says so, also where no proxy is trusted; not on a page that came without', async () => {
  const isSecure = async (headers: Record<string, string>, url: string) => (await origin('192.0.2.1', headers, { publicUrl: url })).isSecure
  expect(await isSecure({}, 'https://backup.example')).toBe(true)
  expect(await isSecure({ origin: 'https://backup.example' }, 'https://backup.example')).toBe(true)
  expect(await isSecure({ origin: 'http://10.0.0.5:8080' }, 'https://backup.example')).toBe(false)
  expect(await isSecure({ origin: 'https://backup.example' }, 'http://backup.example')).toBe(false)
})
