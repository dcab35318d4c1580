import { expect, test } from 'vitest'
import { openSite, type Site, type SiteRequest } from '../../../support/http.ts'
import { backUp, openShop } from '../api/shop.ts'
import { addAdmin, password, signIn, withSession } from './people.ts'

const nobody = { as: null } as const

function bearing(token: string): SiteRequest {
  return { as: null, headers: { authorization: `Bearer ${token}` } }
}

async function linkBy(site: Site, by: SiteRequest): Promise<string> {
  const [backup] = await site.http.backups.list({}, { limit: 1 })
  const made = await site.post(`/api/v1/backups/${backup!.id}/download-links`, {}, by)
  return new URL(((await made.json()) as { url: string }).url).pathname
}

async function statusOf(response: Promise<Response>): Promise<number> {
  const { status, body } = await response
  await body?.cancel()
  return status
}

test('a download link is dead once whoever made it may not download any more', async () => {
  await using site = await openSite()
  await addAdmin(site)
  await openShop(site)
  await backUp(site, { source: 'shop' })
  const ends: Record<string, () => Promise<Response>> = {
    disabled: () => site.request('/api/v1/users/bob', { method: 'PATCH', json: { isDisabled: true } }),
    demoted: () => site.request('/api/v1/users/bob', { method: 'PATCH', json: { role: 'viewer' } }),
    removed: () => site.delete('/api/v1/users/bob'),
  }
  for (const [how, end] of Object.entries(ends)) {
    await site.delete('/api/v1/users/bob')
    await site.post('/api/v1/users', { name: 'bob', password, role: 'backup_operator' })
    const link = await linkBy(site, withSession(await signIn(site, 'bob')))
    expect([how, await statusOf(site.get(link, nobody))]).toEqual([how, 200])
    expect((await end()).ok).toBe(true)
    expect([how, await statusOf(site.get(link, nobody))]).toEqual([how, 403])
  }
  const key = (await (await site.post('/api/v1/keys', { name: 'ci', role: 'backup_operator' })).json()) as { id: string; secret: string }
  const link = await linkBy(site, bearing(key.secret))
  expect(await statusOf(site.get(link, nobody))).toBe(200)
  await site.delete(`/api/v1/keys/${key.id}`)
  expect(await statusOf(site.get(link, nobody))).toBe(403)
})

test('signing out everywhere ends the tokens too that were fetched with a session', async () => {
  await using site = await openSite({ isWorking: false })
  await addAdmin(site)
  const [own, stolen] = [await signIn(site), await signIn(site)]
  const fetched = await site.post('/api/v1/auth/token', { lifetimeSeconds: 86_400 }, withSession(stolen))
  const { token } = (await fetched.json()) as { token: string }
  expect((await site.get('/api/v1/auth/me', bearing(token))).status).toBe(200)
  expect((await site.delete('/api/v1/auth/sessions', withSession(own))).status).toBe(200)
  expect((await site.get('/api/v1/auth/me', bearing(token))).status).toBe(401)
  expect((await site.get('/api/v1/auth/me', withSession(own))).status).toBe(200)
})

test('a session left open is not enough to change the password of whose it is', async () => {
  await using site = await openSite({ isWorking: false })
  await addAdmin(site)
  const session = withSession(await signIn(site))
  const change = (name: string) =>
    site.request(`/api/v1/users/${name}`, { ...session, method: 'PATCH', json: { password: 'another long phrase' } })
  expect((await change('ann')).status).toBe(403)
  expect((await change('user:1')).status).toBe(403)
  await site.post('/api/v1/users', { name: 'bob', password, role: 'viewer' })
  expect((await change('bob')).status).toBe(200)
  const given = { current: password, password: 'another long phrase' }
  expect((await site.post('/api/v1/auth/password', given, session)).status).toBe(204)
})
