import { expect, test } from 'vitest'
import { openSite } from '../../../support/http.ts'

const password = 'correct horse battery'

async function json<Body = Record<string, unknown>>(response: Response | Promise<Response>): Promise<Body> {
  return (await response).json() as Promise<Body>
}

test('an admin adds, changes, disables and removes users, but never the last admin', async () => {
  await using site = await openSite({ isWorking: false })
  expect((await site.post('/api/v1/users', { name: 'vic', password, role: 'viewer' })).status).toBe(400)
  const made = await site.post('/api/v1/users', { name: 'ann', password, role: 'admin' })
  expect([made.status, made.headers.get('location')]).toEqual([201, expect.stringMatching(/^\/api\/v1\/users\/[0-9a-f]{32}$/)])
  expect(JSON.stringify(await made.json())).not.toMatch(/argon2|hash|secret/i)
  expect((await site.post('/api/v1/users', { name: 'ANN', password, role: 'admin' })).status).toBe(409)
  expect((await site.delete('/api/v1/users/ann')).status).toBe(409)
  expect((await site.post('/api/v1/users', { name: 'bob', password, role: 'viewer' })).status).toBe(201)
  const patch = (json: unknown) => site.request('/api/v1/users/bob', { method: 'PATCH', json })
  expect(await json(patch({ role: 'backup_operator', isDisabled: true }))).toMatchObject({ role: 'backup_operator', isDisabled: true })
  expect((await patch({})).status).toBe(400)
  expect((await site.delete('/api/v1/users/bob')).status).toBe(204)
  expect((await site.get('/api/v1/users/bob')).status).toBe(404)
  for (const as of ['viewer', 'backup_operator'] as const) expect((await site.get('/api/v1/users', { as })).status).toBe(403)
})

test('a key is shown once, opens what its role and its sources allow, and nothing once it is revoked', async () => {
  await using site = await openSite({ isWorking: false })
  const shop = await site.house.addSource({ name: 'shop' })
  const made = await json<{ secret: string; prefix: string }>(site.post('/api/v1/keys', { name: 'ci', role: 'viewer', sources: ['shop'] }))
  expect(made).toMatchObject({
    name: 'ci',
    role: 'viewer',
    sourceIds: [shop.id],
    isLive: true,
    secret: expect.stringMatching(/^hf_[\w-]{43}$/),
  })
  const ways = [{ authorization: `Bearer ${made.secret}` }, { 'x-api-key': made.secret }] as Record<string, string>[]
  for (const headers of ways) expect((await site.get('/api/v1/auth/me', { as: null, headers })).status).toBe(200)
  expect((await site.get(`/api/v1/auth/me?api_key=${made.secret}`, { as: null })).status).toBe(200)
  expect((await site.get('/api/v1/users', { as: null, headers: ways[1]! })).status).toBe(403)
  const listed = await (await site.get('/api/v1/keys')).text()
  expect(listed).toContain('"lastUsedAt":"')
  expect(listed).not.toContain(made.secret)
  expect(await json(site.post('/api/v1/keys', { name: 'x', role: 'viewer', sources: ['nothing'] }))).toMatchObject({
    status: 400,
    fields: ['sources'],
  })
  expect((await site.post('/api/v1/keys', { name: 'x', role: 'owner' })).status).toBe(400)
  expect((await site.post('/api/v1/keys', { name: 'x', role: 'viewer', expiresAt: '2001-01-01T00:00:00Z' })).status).toBe(400)
  expect((await site.delete('/api/v1/keys/ci')).status).toBe(204)
  for (const headers of ways) expect((await site.get('/api/v1/auth/me', { as: null, headers })).status).toBe(401)
})

test('users and keys are listed a page at a time, like everything else', async () => {
  await using site = await openSite({ isWorking: false })
  for (const name of ['ann', 'ben', 'cid']) {
    await site.post('/api/v1/users', { name, password, role: 'admin' })
    await site.post('/api/v1/keys', { name, role: 'viewer' })
  }
  for (const path of ['/api/v1/users', '/api/v1/keys']) {
    const first = await json<{ nextCursor: string }>(site.get(`${path}?page_size=2`))
    expect(first, path).toMatchObject({ items: [{ name: 'ann' }, { name: 'ben' }] })
    const last = await json(site.get(`${path}?page_size=2&cursor=${first.nextCursor}`))
    expect(last, path).toMatchObject({ items: [{ name: 'cid' }], nextCursor: null })
    expect(await json(site.get(`${path}?page=2&page_size=1`)), path).toMatchObject({ items: [{ name: 'ben' }], total: 3 })
  }
})

test('the audit log tells who did what, page by page, and whether it is whole', async () => {
  await using site = await openSite({ isWorking: false })
  await site.post('/api/v1/users', { name: 'ann', password, role: 'admin' })
  await site.post('/api/v1/keys', { name: 'ci', role: 'viewer' })
  for (const name of ['one', 'two']) await site.house.addSource({ name })
  const first = await json<{ items: { seq: number; action: string; actorName: string }[]; nextCursor: string }>(
    site.get('/api/v1/audit?page_size=1'),
  )
  expect(first.items).toMatchObject([{ seq: 2, action: 'key.create', actorName: 'admin', address: '127.0.0.1' }])
  expect(await json(site.get(`/api/v1/audit?cursor=${first.nextCursor}`))).toMatchObject({
    items: [{ action: 'user.add' }],
    nextCursor: null,
  })
  expect(await json(site.get('/api/v1/audit?page=2&page_size=1'))).toMatchObject({ items: [{ action: 'user.add' }], total: 2 })
  const { nextCursor: another } = await json<{ nextCursor: string }>(site.get('/api/v1/sources?page_size=1'))
  expect(await json(site.get(`/api/v1/audit?cursor=${another}`))).toMatchObject({ status: 400, fields: ['cursor'] })
  expect(await json(site.get('/api/v1/audit?from=1'))).toMatchObject({ status: 400, fields: ['from'] })
  expect(await json(site.get('/api/v1/audit?action=user.add'))).toMatchObject({ items: [{ seq: 1 }] })
  expect(await json(site.get('/api/v1/audit?from=2001-01-01T00:00:00%2B01:00&to=2001-02-01T00:00:00Z'))).toMatchObject({ items: [] })
  expect(await json(site.get('/api/v1/audit/verify'))).toEqual({ isIntact: true, entries: 2 })
  const lines = (await (await site.get('/api/v1/audit/export')).text()).trim().split('\n')
  expect(lines.map((line) => JSON.parse(line).action)).toEqual(['audit.export', 'key.create', 'user.add'])
  expect((await site.get('/api/v1/audit', { as: 'backup_operator' })).status).toBe(403)
})
