import { rm } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { openSite } from '../../../support/http.ts'
import { backUp, openShop } from './shop.ts'

const rows = 'select id, name from item order by id'
const original = [
  { id: 1, name: 'pen' },
  { id: 2, name: 'ink' },
]

test('a backup is restored into the source it came from, and the restore is undone', async () => {
  await using site = await openSite()
  await openShop(site)
  const { id } = await backUp(site, { source: 'shop', target: 'shop-disk' })
  site.house.sqlite('shop.db', "delete from item; insert into item values (9, 'oops')")
  const restored = await site.post(`/api/v1/backups/1/restore?wait=60`)
  const job = (await restored.json()) as { id: string; safetyBackupId: string }
  expect([restored.status, job]).toEqual([200, expect.objectContaining({ kind: 'restore', state: 'completed', backupId: id })])
  expect(site.house.rows('shop.db', rows)).toEqual(original)
  expect(job.safetyBackupId).not.toBeNull()
  const listed = (await (await site.get('/api/v1/restores')).json()) as { items: { id: string }[] }
  expect(listed.items.map((item) => item.id)).toEqual([job.id])
  expect((await site.get(`/api/v1/restores/${job.id}`)).status).toBe(200)
  const undone = await site.post(`/api/v1/restores/${job.id}/undo?wait=60`)
  expect(await undone.json()).toMatchObject({ state: 'completed' })
  expect(site.house.rows('shop.db', rows)).toEqual([{ id: 9, name: 'oops' }])
  expect((await site.post(`/api/v1/restores/${job.id}/undo`)).status).toBe(409)
  expect(site.audited.map(({ action }) => action)).toEqual(expect.arrayContaining(['restore.start', 'restore.undo']))
})

test('a dry run tells what a restore would do and touches nothing', async () => {
  await using site = await openSite()
  await openShop(site)
  const { id, name } = await backUp(site, { source: 'shop', target: 'shop-disk' })
  site.house.sqlite('shop.db', 'delete from item')
  const expected = {
    from: { backupId: id, name, dialect: 'sqlite' },
    destination: { name: 'shop', isPresent: true },
    tables: { replaced: { count: 2 } },
    safety: { isMade: true },
    problems: [],
  }
  const dry = await site.post(`/api/v1/backups/${id}/restore`, { dryRun: true })
  expect([dry.status, await dry.json()]).toEqual([200, expect.objectContaining({ problems: [] })])
  expect(await (await site.post('/api/v1/restores/plan', { backup: id })).json()).toMatchObject(expected)
  expect(site.house.rows('shop.db', rows)).toEqual([])
  expect(((await (await site.get('/api/v1/restores')).json()) as { items: unknown[] }).items).toEqual([])
})

test('what can not be done is refused with the plan, and nothing is queued', async () => {
  await using site = await openSite()
  const { target } = await openShop(site)
  const { id } = await backUp(site, { source: 'shop', target: 'shop-disk' })
  const headers = { 'idempotency-key': 'restore' }
  const refused = await site.post(`/api/v1/backups/${id}/restore`, { existing: 'refuse' }, { headers })
  expect([refused.status, refused.headers.get('content-type')]).toEqual([409, 'application/problem+json'])
  expect(await refused.json()).toMatchObject({ status: 409, code: 'conflict', plan: { problems: [{ code: 'conflict' }] } })
  const unknown = await site.post('/api/v1/restores', { backup: id, tables: ['nothing'] })
  expect([unknown.status, await unknown.json()]).toEqual([422, expect.objectContaining({ code: 'not_found', plan: expect.anything() })])
  await rm((target.config as { path: string }).path, { recursive: true })
  const [copy] = await site.house.installation.store.copies.list(id)
  await site.house.installation.store.copies.setState(copy!, 'missing', 'gone')
  expect((await site.post('/api/v1/restores', { backup: id })).status).toBe(422)
  expect(((await (await site.get('/api/v1/restores')).json()) as { items: unknown[] }).items).toEqual([])
})

test('a backup is restored into another source and into a place of its own', async () => {
  await using site = await openSite()
  await openShop(site)
  const { id } = await backUp(site, { source: 'shop', target: 'shop-disk' })
  await site.house.addSource({ name: 'staging' })
  const other = await site.post('/api/v1/restores?wait=60', { backup: id, to: { source: 'staging' }, tables: ['item'] })
  expect(await other.json()).toMatchObject({ state: 'completed' })
  expect(site.house.rows('staging.db', rows)).toEqual(original)
  const config = { path: site.house.path('place.db') }
  const place = await site.post(`/api/v1/backups/${id}/restore?wait=60`, { to: { dialect: 'sqlite', config } })
  expect(await place.json()).toMatchObject({ state: 'completed' })
  expect(site.house.rows('place.db', rows)).toEqual(original)
})

test('an upload is inspected and restored, and nothing but an upload', async () => {
  await using site = await openSite()
  await site.house.addTarget({ name: 'disk' })
  await site.house.addSource({ name: 'shop' })
  const body = "create table item (id integer, name text);\ninsert into item values (1, 'pen'), (2, 'ink');\n"
  const upload = (await (await site.request('/api/v1/uploads?name=dump.sql', { method: 'POST', body })).json()) as { id: string }
  const report = await (await site.get(`/api/v1/uploads/${upload.id}/inspect`)).json()
  expect(report).toMatchObject({ form: 'sql', problems: [], tables: [{ name: 'item' }] })
  const restored = await site.post('/api/v1/restores?wait=60', { upload: upload.id, to: { source: 'shop' } })
  expect(await restored.json()).toMatchObject({ state: expect.stringMatching(/^completed/) })
  expect(site.house.rows('shop.db', rows)).toEqual(original)
  expect((await site.post('/api/v1/restores', { upload: '../metadata.db', to: { source: 'shop' } })).status).toBe(404)
  expect(await (await site.post('/api/v1/restores', { upload: upload.id })).json()).toMatchObject({ status: 400, fields: ['to'] })
})

test('what is wrong with a wish names the field', async () => {
  await using site = await openSite()
  await openShop(site)
  const { id } = await backUp(site, { source: 'shop', target: 'shop-disk' })
  const wrong: [object, string][] = [
    [{}, 'backup'],
    [{ backup: id, upload: 'x' }, 'upload'],
    [{ backup: id, to: { source: 'nothing' } }, 'to.source'],
    [{ backup: id, to: { dialect: 'nothing', config: {} } }, 'to.dialect'],
    [{ backup: id, to: { dialect: 'sqlite', config: {} } }, 'path'],
    [{ backup: id, to: { dialect: 'sqlite', config: { path: 'relative.db' } } }, 'to.config.path'],
    [{ backup: id, existing: 'burn' }, 'existing'],
    [{ backup: id, tables: [] }, 'tables'],
  ]
  for (const [body, field] of wrong) {
    const response = await site.post('/api/v1/restores', body)
    expect([body, response.status, await response.json()]).toEqual([
      body,
      400,
      expect.objectContaining({ fields: expect.arrayContaining([field]) }),
    ])
  }
  expect((await site.post('/api/v1/restores', { backup: 'nothing at all' })).status).toBe(404)
  expect((await site.get('/api/v1/restores/ffffffff')).status).toBe(404)
  const { jobId } = (await site.house.installation.store.backups.find(id))!
  expect((await site.get(`/api/v1/restores/${jobId}`)).status).toBe(404)
})

test('only an admin restores, and with a key for some sources only from and into those', async () => {
  await using site = await openSite()
  const { source } = await openShop(site)
  await openShop(site, 'depot')
  const own = await backUp(site, { source: 'shop', target: 'shop-disk' })
  const foreign = await backUp(site, { source: 'depot', target: 'depot-disk' })
  for (const as of ['viewer', 'backup_operator'] as const) {
    expect((await site.post('/api/v1/restores', { backup: own.id }, { as })).status).toBe(403)
    expect((await site.post('/api/v1/restores/plan', { backup: own.id }, { as })).status).toBe(403)
    expect((await site.get('/api/v1/restores', { as })).status).toBe(200)
  }
  const bound = { as: 'admin', sourceIds: [source.id] } as const
  const config = { path: site.house.path('place.db') }
  for (const body of [
    { backup: foreign.id },
    { backup: own.id, to: { source: 'depot' } },
    { backup: own.id, to: { dialect: 'sqlite', config } },
    { upload: '0'.repeat(32), to: { source: 'shop' } },
  ]) {
    expect((await site.post('/api/v1/restores', body, bound)).status).toBe(403)
  }
  expect((await site.post('/api/v1/restores?wait=60', { backup: own.id }, bound)).status).toBe(200)
})
