import { readdir, readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { readTotpSecret, stepAt, totpCode } from '../../../../server/auth/totp.ts'
import { openSite, type Site } from '../../../support/http.ts'
import { addAdmin, cookieOf, ownPage, password, signIn, withSession } from './people.ts'

const me = '/api/v1/auth/me'

async function openAdminSite(): Promise<Site> {
  await using opening = new AsyncDisposableStack()
  const site = opening.use(await openSite({ isWorking: false }))
  await addAdmin(site)
  opening.move()
  return site
}

test('a cookie that somebody chose is never one to sign in with, nor is one of somebody else', async () => {
  await using site = await openAdminSite()
  const chosen = `holdfast_session=${'A'.repeat(43)}`
  const headers = { cookie: chosen, ...ownPage }
  const response = await site.post('/api/v1/auth/login', { name: 'ann', password }, { as: null, headers })
  expect(cookieOf(response)).not.toBe(chosen)
  expect((await site.get(me, withSession(chosen))).status).toBe(401)
  await site.post('/api/v1/users', { name: 'bob', password, role: 'viewer' })
  const bob = await signIn(site, 'bob')
  const over = await site.post('/api/v1/auth/login', { name: 'ann', password }, { as: null, headers: { cookie: bob, ...ownPage } })
  expect((await site.get(me, withSession(bob))).status).toBe(401)
  expect(await (await site.get(me, withSession(cookieOf(over)))).json()).toMatchObject({ name: 'ann' })
})

test('a cookie twice, in quotes, cut or with something behind it opens nothing that it should not', async () => {
  await using site = await openAdminSite()
  const cookie = await signIn(site)
  const value = cookie.split('=')[1]!
  for (const text of [`${cookie}x`, cookie.slice(0, -1), `holdfast_session="${value} "`, `HOLDFAST_SESSION=${value}`, `x=${cookie}`]) {
    expect([text, (await site.get(me, withSession(text))).status]).toEqual([text, 401])
  }
  expect((await site.get(me, withSession(cookie))).status).toBe(200)
})

test('sessions and tokens of a user who is disabled, removed or given another password are dead, with a live one beside them', async () => {
  await using site = await openAdminSite()
  const ends: Record<string, () => Promise<Response>> = {
    disabled: () => site.request('/api/v1/users/bob', { method: 'PATCH', json: { isDisabled: true } }),
    repassworded: () => site.request('/api/v1/users/bob', { method: 'PATCH', json: { password: 'another long phrase' } }),
    removed: () => site.delete('/api/v1/users/bob'),
  }
  const ann = await signIn(site)
  for (const [how, end] of Object.entries(ends)) {
    await site.delete('/api/v1/users/bob')
    expect((await site.post('/api/v1/users', { name: 'bob', password, role: 'admin' })).status).toBe(201)
    const cookie = await signIn(site, 'bob')
    const bearer = { as: null, headers: { authorization: `Bearer ${await tokenOf(site, 'bob')}` } } as const
    for (const asked of [withSession(cookie), bearer]) expect([how, (await site.get(me, asked)).status]).toEqual([how, 200])
    expect((await end()).ok).toBe(true)
    for (const asked of [withSession(cookie), bearer]) expect([how, (await site.get(me, asked)).status]).toEqual([how, 401])
  }
  expect((await site.get(me, withSession(ann))).status).toBe(200)
})

test('a lesser role takes hold of sessions and tokens that are open', async () => {
  await using site = await openAdminSite()
  await site.post('/api/v1/users', { name: 'bob', password, role: 'admin' })
  const cookie = await signIn(site, 'bob')
  const token = await tokenOf(site, 'bob')
  await site.request('/api/v1/users/bob', { method: 'PATCH', json: { role: 'viewer' } })
  for (const asked of [withSession(cookie), { as: null, headers: { authorization: `Bearer ${token}` } } as const]) {
    expect([401, 403]).toContain((await site.get('/api/v1/users', asked)).status)
  }
})

test('whoever steals the metadata finds nothing in it to sign in with', async () => {
  await using site = await openAdminSite()
  const cookie = await signIn(site)
  const offer = (await (await site.post('/api/v1/auth/totp/offer', undefined, withSession(cookie))).json()) as { secret: string }
  const code = totpCode(readTotpSecret(offer.secret)!, stepAt(site.house.clock.now()))
  const on = await site.put('/api/v1/auth/totp', { secret: offer.secret, code }, withSession(cookie))
  const { recoveryCodes } = (await on.json()) as { recoveryCodes: string[] }
  const key = (await (await site.post('/api/v1/keys', { name: 'ci', role: 'admin' })).json()) as { secret: string }
  const token = await (await site.post('/api/v1/auth/token', {}, { as: null, headers: { 'x-api-key': key.secret } })).json()
  const stored = await everythingStored(site)
  const secrets = [password, cookie.split('=')[1]!, offer.secret, ...recoveryCodes, key.secret, (token as { token: string }).token]
  expect(secrets).toHaveLength(15)
  for (const secret of secrets) expect(stored.includes(secret)).toBe(false)
  // What is looked through is where the rest of it lies.
  for (const known of ['ann', 'argon2id', key.secret.slice(0, 7)]) expect(stored.includes(known)).toBe(true)
})

async function tokenOf(site: Site, name: string): Promise<string> {
  const response = await site.post('/api/v1/auth/token', { name, password }, { as: null })
  return ((await response.json()) as { token: string }).token
}

/** The metadata with what is not moved into it yet. */
async function everythingStored(site: Site): Promise<Buffer> {
  const folder = site.house.path('data')
  const names = (await readdir(folder)).filter((name) => name.startsWith('metadata.db'))
  return Buffer.concat(await Promise.all(names.map((name) => readFile(`${folder}/${name}`))))
}
