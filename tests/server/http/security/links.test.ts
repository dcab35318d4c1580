import { expect, test } from 'vitest'
import { openSite, type Site } from '../../../support/http.ts'
import { backUp, openShop } from '../api/shop.ts'

interface Link {
  readonly address: string
  readonly token: string
}

async function linkOf(site: Site, body: object = {}): Promise<Link> {
  await openShop(site)
  const backup = await backUp(site, { source: 'shop' })
  const made = await site.post(`/api/v1/backups/${backup.id}/download-links`, body)
  const { url } = (await made.json()) as { url: string }
  const address = new URL(url).pathname
  return { address, token: address.split('/').at(-1)! }
}

const nobody = { as: null } as const

/** Asks with a token; what comes is not read to its end. */
async function open(site: Site, token: string): Promise<Response> {
  const response = await site.get(`/api/v1/downloads/${encodeURIComponent(token)}`, nobody)
  await response.body?.cancel()
  return response
}

test('a link opens what it was made for, and nothing once a single sign of it is another one', async () => {
  await using site = await openSite()
  const { token } = await linkOf(site)
  expect((await open(site, token)).status).toBe(200)
  const opened: string[] = []
  for (let at = 0; at < token.length; at += 1) {
    for (const sign of ['A', 'B', '.', '_'].filter((other) => other !== token[at])) {
      const altered = `${token.slice(0, at)}${sign}${token.slice(at + 1)}`
      const response = await open(site, altered)
      if (response.status !== 403) opened.push(`${response.status} ${altered}`)
    }
  }
  expect(opened).toEqual([])
  expect(site.unexpected).toEqual([])
})

test('a link that is cut, prolonged, signed by nobody or says something else opens nothing', async () => {
  await using site = await openSite()
  const { token } = await linkOf(site)
  const [payload, signature] = token.split('.') as [string, string]
  const grant = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as Record<string, unknown>
  const say = (change: object) => Buffer.from(JSON.stringify({ ...grant, ...change })).toString('base64url')
  const altered = [
    payload,
    `${payload}.`,
    `.${signature}`,
    `${token}=`,
    `${token}.${signature}`,
    `${payload}.${signature.slice(0, -1)}`,
    `${say({ expiresAt: 8.64e15 })}.${signature}`,
    `${say({ backupId: '0'.repeat(32) })}.${signature}`,
    `${say({ part: 'manifest.json' })}.${signature}`,
    `${payload}.${'\u0000'.repeat(43)}`,
    `${Buffer.from('{').toString('base64url')}.${signature}`,
    'x'.repeat(7000),
    '%',
  ]
  for (const one of altered) expect([one, (await open(site, one)).status]).toEqual([one, 403])
  expect((await open(site, 'x'.repeat(9000))).status).toBe(400)
  expect(site.unexpected).toEqual([])
})

test('a link opens nothing from the instant at which it expires, and none is made that lasts longer than a day', async () => {
  await using site = await openSite()
  const { token, address } = await linkOf(site, { expiresInSeconds: 60 })
  site.house.clock.advance(58_000)
  expect((await open(site, token)).status).toBe(200)
  site.house.clock.advance(2_000)
  expect((await open(site, token)).status).toBe(403)
  expect((await site.request(address, { ...nobody, method: 'HEAD' })).status).toBe(403)
  const [backup] = await site.http.backups.list({}, { limit: 1 })
  const longer = await site.post(`/api/v1/backups/${backup!.id}/download-links`, { expiresInSeconds: 86_401 })
  expect(longer.status).toBe(400)
})

test('the signature of one installation opens nothing in another one', async () => {
  await using site = await openSite()
  await using other = await openSite()
  const { token } = await linkOf(site)
  await linkOf(other)
  expect((await open(other, token)).status).toBe(403)
})

test('a link stands for no key: it opens nothing else', async () => {
  await using site = await openSite()
  const { token } = await linkOf(site)
  for (const headers of [{ authorization: `Bearer ${token}` }, { 'x-api-key': token }, { cookie: `holdfast_session=${token}` }]) {
    expect((await site.get('/api/v1/backups', { as: null, headers: headers as Record<string, string> })).status).toBe(401)
  }
  expect((await site.get(`/api/v1/backups?api_key=${token}`, nobody)).status).toBe(401)
})
