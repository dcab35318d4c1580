import { expect, test } from 'vitest'
import { formatAddress, listen } from '../../../../server/http/listener.ts'
import { until } from '../../../faults/daemon-kill-process.ts'
import { openSite, type Site } from '../../../support/http.ts'
import { holdOpen } from './raw-client.ts'

const anyPort = { host: '127.0.0.1', port: 0 }

async function serve(site: Site) {
  const listener = await listen((request, peer) => site.app.fetch(request, peer), anyPort)
  return { url: `http://${formatAddress(listener.address)}`, [Symbol.asyncDispose]: () => listener.drain(AbortSignal.timeout(1000)) }
}

function head(site: Site): string {
  const lines = ['GET /api/v1/events HTTP/1.1', 'Host: 127.0.0.1', `Authorization: Bearer ${site.key('viewer')}`]
  return `${lines.join('\r\n')}\r\n\r\n`
}

test('asking only for the head of the events listens to nothing, however often somebody does', async () => {
  await using site = await openSite({ isWorking: false })
  await using server = await serve(site)
  const headers = { authorization: `Bearer ${site.key('viewer')}` }
  const statuses = new Set<number>()
  for (let asked = 0; asked < 300; asked += 1)
    statuses.add((await fetch(`${server.url}/api/v1/events`, { method: 'HEAD', headers })).status)
  expect([...statuses]).toEqual([200])
  expect(site.http.control.hub.size).toBe(0)
})

test('listeners that go away make room for others, and those that are too many are told so', async () => {
  await using site = await openSite({ isWorking: false })
  await using server = await serve(site)
  const { hub } = site.http.control
  const held = await Promise.all(Array.from({ length: 200 }, () => holdOpen(server.url, head(site))))
  await until('all listen', 20_000, () => (hub.size === 200 ? true : null))
  expect((await site.get('/api/v1/events')).status).toBe(503)
  expect((await site.get('/api/v1/health', { as: null })).status).toBe(200)
  for (const { end } of held) end()
  await until('nobody listens', 20_000, () => (hub.size === 0 ? true : null))
})
