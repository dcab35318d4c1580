import { Hono } from 'hono'
import { expect, test } from 'vitest'
import { type Origin, originOf } from '../../../server/http/peer.ts'

async function origin(address: string | null, headers: Record<string, string>, trustedProxies: string[] = []): Promise<Origin> {
  const app = new Hono()
  app.get('/', (context) => context.json(originOf(context, { trustedProxies })))
  return (await app.fetch(new Request('http://h/', { headers }), { address })).json() as Promise<Origin>
}

test('what a client says of itself is not believed', async () => {
  const headers = { 'x-forwarded-for': '10.0.0.1', 'x-forwarded-proto': 'https' }
  expect(await origin('192.0.2.1', headers)).toEqual({ address: '192.0.2.1', isSecure: false })
  expect(await origin(null, headers)).toEqual({ address: 'unknown', isSecure: false })
})

test('a trusted proxy tells who stands before it, and only the nearest counts', async () => {
  const headers = { 'x-forwarded-for': '203.0.113.9, 198.51.100.7, 127.0.0.1', 'x-forwarded-proto': 'https' }
  expect(await origin('::ffff:127.0.0.1', headers, ['127.0.0.1'])).toEqual({ address: '198.51.100.7', isSecure: true })
})
