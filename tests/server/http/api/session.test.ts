import { expect, test } from 'vitest'
import { readTotpSecret, stepAt, totpCode } from '../../../../server/auth/totp.ts'
import { openSite, type Site } from '../../../support/http.ts'

const password = 'correct horse battery'
const ownPage = { origin: 'http://127.0.0.1', host: '127.0.0.1' }

async function withAdmin(): Promise<Site> {
  const site = await openSite({ isWorking: false })
  const token = await site.http.auth.setup.ensureSetupToken()
  const made = await site.post('/api/v1/setup', { token, name: 'ann', password }, { as: null })
  expect(made.status).toBe(201)
  return site
}

async function signIn(site: Site, secret = password): Promise<string> {
  const response = await site.post('/api/v1/auth/login', { name: 'ann', password: secret }, { as: null })
  expect(response.status).toBe(200)
  return cookieOf(response)
}

function cookieOf(response: Response): string {
  return response.headers.get('set-cookie')!.split(';')[0]!
}

const as = (cookie: string) => ({ as: null, headers: { cookie, ...ownPage } }) as const

test('the setup link makes one admin, who is signed in at once', async () => {
  await using site = await openSite({ isWorking: false })
  const token = await site.http.auth.setup.ensureSetupToken()
  expect(await (await site.get('/api/v1/setup', { as: null })).json()).toEqual({ isOpen: true })
  expect((await site.post('/api/v1/setup', { token: 'x', name: 'ann', password }, { as: null })).status).toBe(401)
  const weak = await site.post('/api/v1/setup', { token, name: 'ann', password: 'short' }, { as: null })
  expect(await weak.json()).toMatchObject({ status: 400, fields: ['password'] })
  const made = await site.post('/api/v1/setup', { token, name: 'ann', password }, { as: null })
  expect(made.headers.get('set-cookie')).toMatch(/^holdfast_session=[\w-]{43};.*HttpOnly.*SameSite=Lax/i)
  expect(await (await site.get('/api/v1/auth/me', as(cookieOf(made)))).json()).toMatchObject({ kind: 'user', name: 'ann', role: 'admin' })
  expect((await site.post('/api/v1/setup', { token, name: 'eve', password }, { as: null })).status).toBe(409)
  expect(await (await site.get('/api/v1/setup', { as: null })).json()).toEqual({ isOpen: false })
})

test('a session opens what its user may until it is signed out, and is another one after each login', async () => {
  await using site = await withAdmin()
  const first = await signIn(site)
  const fixed = await site.post('/api/v1/auth/login', { name: 'ann', password }, { as: null, headers: { cookie: first, ...ownPage } })
  const second = cookieOf(fixed)
  expect(second).not.toBe(first)
  expect((await site.get('/api/v1/auth/me', as(first))).status).toBe(401)
  expect((await site.get('/api/v1/users', as(second))).status).toBe(200)
  const out = await site.post('/api/v1/auth/logout', undefined, as(second))
  expect([out.status, out.headers.get('set-cookie')]).toEqual([204, expect.stringContaining('Max-Age=0')])
  expect((await site.get('/api/v1/auth/me', as(second))).status).toBe(401)
})

test('a request with a session from another site, or from nowhere in particular, changes nothing', async () => {
  await using site = await withAdmin()
  const cookie = await signIn(site)
  const user = { name: 'eve', password, role: 'admin' }
  const forms: Record<string, string>[] = [
    { 'content-type': 'application/x-www-form-urlencoded' },
    { 'content-type': 'text/plain' },
    { 'content-type': 'application/json' },
    {},
  ]
  for (const form of forms) {
    for (const from of [{ origin: 'http://evil.example' }, { 'sec-fetch-site': 'cross-site' }, {}]) {
      const headers = { cookie, ...form, ...from } as Record<string, string>
      const response = await site.request('/api/v1/users', { method: 'POST', as: null, headers, body: JSON.stringify(user) })
      expect(response.status).toBe(403)
    }
  }
  expect(await (await site.get('/api/v1/users', as(cookie))).json()).toMatchObject({ items: [{ name: 'ann' }] })
  expect((await site.post('/api/v1/users', user, as(cookie))).status).toBe(201)
})

test('a wrong password, an unknown name and a disabled user are answered alike, and a wrong cookie is no guest', async () => {
  await using site = await withAdmin()
  await site.post('/api/v1/users', { name: 'bob', password, role: 'viewer' })
  await site.request('/api/v1/users/bob', { method: 'PATCH', json: { isDisabled: true } })
  const bodies = []
  for (const [name, given] of [
    ['ann', 'wrong horse battery'],
    ['nobody', password],
    ['bob', password],
  ]) {
    const response = await site.post('/api/v1/auth/login', { name, password: given }, { as: null })
    bodies.push([response.status, await response.text()])
  }
  expect(bodies[0]![0]).toBe(401)
  expect(bodies[1]).toEqual(bodies[0])
  expect(bodies[2]).toEqual(bodies[0])
  expect((await site.get('/api/v1/health', as('holdfast_session=nonsense'))).status).toBe(200)
  expect((await site.get('/api/v1/auth/me', as('holdfast_session=nonsense'))).status).toBe(401)
})

test('guessing is slowed down with a time to wait, and says so', async () => {
  await using site = await withAdmin()
  let response = new Response()
  for (let guess = 0; guess < 30 && response.status !== 429; guess += 1) {
    response = await site.post('/api/v1/auth/login', { name: 'ann', password: `wrong password ${guess}` }, { as: null })
  }
  expect(response.status).toBe(429)
  expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0)
})

test('a token stands for who fetched it, by password or by key, and fetches no other', async () => {
  await using site = await withAdmin()
  const fetched = await site.post('/api/v1/auth/token', { name: 'ann', password }, { as: null })
  const { token } = (await fetched.json()) as { token: string }
  const bearer = { as: null, headers: { authorization: `Bearer ${token}` } } as const
  expect(await (await site.get('/api/v1/auth/me', bearer)).json()).toMatchObject({ name: 'ann', by: 'token', role: 'admin' })
  expect((await site.post('/api/v1/auth/token', {}, bearer)).status).toBe(403)
  const made = (await (await site.post('/api/v1/keys', { name: 'ci', role: 'viewer' })).json()) as { secret: string }
  const byKey = await site.post('/api/v1/auth/token', { lifetimeSeconds: 60 }, { as: null, headers: { 'x-api-key': made.secret } })
  const keyToken = ((await byKey.json()) as { token: string }).token
  const asKey = { as: null, headers: { authorization: `Bearer ${keyToken}` } } as const
  expect(await (await site.get('/api/v1/auth/me', asKey)).json()).toMatchObject({ name: 'ci', role: 'viewer', by: 'token' })
  await site.delete('/api/v1/keys/ci')
  expect((await site.get('/api/v1/auth/me', asKey)).status).toBe(401)
  expect((await site.post('/api/v1/auth/token', {}, { as: null })).status).toBe(401)
})

test('people change their own password, see their sessions and end them', async () => {
  await using site = await withAdmin()
  const [here, there] = [await signIn(site), await signIn(site)]
  const list = (await (await site.get('/api/v1/auth/sessions', as(here))).json()) as { items: { id: string; isThis: boolean }[] }
  expect(list.items.filter(({ isThis }) => isThis)).toHaveLength(1)
  const change = (current: string) => site.post('/api/v1/auth/password', { current, password: 'another long phrase' }, as(here))
  expect((await change('wrong horse battery')).status).toBe(401)
  expect((await change(password)).status).toBe(204)
  expect((await site.get('/api/v1/auth/me', as(here))).status).toBe(200)
  expect((await site.get('/api/v1/auth/me', as(there))).status).toBe(401)
  const again = await signIn(site, 'another long phrase')
  expect(await (await site.delete('/api/v1/auth/sessions', as(here))).json()).toEqual({ ended: 1 })
  expect((await site.get('/api/v1/auth/me', as(again))).status).toBe(401)
  await signIn(site, 'another long phrase')
  const { items } = (await (await site.get('/api/v1/auth/sessions', as(here))).json()) as typeof list
  const one = `/api/v1/auth/sessions/${items.find(({ isThis }) => !isThis)!.id}`
  expect([(await site.delete(one, as(here))).status, (await site.delete(one, as(here))).status]).toEqual([204, 404])
  expect(await site.http.auth.audit.count({ action: 'session.end' })).toBe(1)
  expect((await site.post('/api/v1/auth/password', { current: 'x', password })).status).toBe(403)
})

test('with a second factor a password alone is not enough, and a recovery code works once', async () => {
  await using site = await withAdmin()
  const cookie = await signIn(site)
  const offer = (await (await site.post('/api/v1/auth/totp/offer', undefined, as(cookie))).json()) as { secret: string }
  const codeNow = () => totpCode(readTotpSecret(offer.secret)!, stepAt(site.house.clock.now()))
  const on = await site.put('/api/v1/auth/totp', { secret: offer.secret, code: codeNow() }, as(cookie))
  const { recoveryCodes } = (await on.json()) as { recoveryCodes: string[] }
  expect(recoveryCodes).toHaveLength(10)
  const login = (code?: string) =>
    site.post('/api/v1/auth/login', { name: 'ann', password, ...(code === undefined ? {} : { code }) }, { as: null })
  const without = await login()
  expect([without.status, await without.json()]).toEqual([401, expect.objectContaining({ needsCode: true })])
  expect((await login(codeNow())).status).toBe(401)
  site.house.clock.advance(60_000)
  expect((await login(codeNow())).status).toBe(200)
  expect((await login(recoveryCodes[0])).status).toBe(200)
  expect((await login(recoveryCodes[0])).status).toBe(401)
  expect((await site.request('/api/v1/auth/totp', { ...as(cookie), method: 'DELETE', json: { code: recoveryCodes[1] } })).status).toBe(204)
  expect((await login()).status).toBe(200)
})
