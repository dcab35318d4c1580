import { rm } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { backupShape } from '../../../../../server/http/contracts/e/record.ts'
import type { Site } from '../../../../support/http.ts'
import { ask, openReady } from './bench.ts'

const example = { type: 'full', tables: [], description: 'Manual backup' }
const rows = (site: Site, sql: string) => site.house.rows('shop.db', sql)

test('the example of the document makes a full backup and answers it complete', async () => {
  await using site = await openReady()
  const { status, body } = await ask(site, 'POST /api/admin/backup', example)
  expect(status).toBe(201)
  expect(backupShape.strict().parse(body)).toEqual(body)
  expect(body).toMatchObject({ id: 1, backupId: 1, type: 'full', tables: [], description: 'Manual backup', status: 'completed' })
  expect(body).toMatchObject({
    trigger: 'manual',
    tableCount: 2,
    error: null,
    filename: expect.stringMatching(/^backup_manual_.*\.sql\.zip$/),
  })
  expect(body.size).toBeGreaterThan(0)
  expect(site.audited).toContainEqual(expect.objectContaining({ action: 'backup.start' }))
})

test('a partial backup holds the tables that are named', async () => {
  await using site = await openReady()
  const { body } = await ask(site, 'POST /api/admin/backup', { type: 'partial', tables: ['orders'], description: '' })
  expect(body).toMatchObject({ type: 'partial', tables: ['orders'], tableCount: 1, status: 'completed' })
  const all = await ask(site, 'POST /api/admin/backup', { type: 'partial', tables: [] })
  expect(all.body).toMatchObject({ type: 'partial', tables: [], tableCount: 2 })
  expect((await ask(site, 'POST /api/admin/backup')).body).toMatchObject({ type: 'full', tables: [], description: '' })
})

test.each([
  ['type', { type: 'half' }],
  ['tables', { type: 'partial', tables: 'orders' }],
  ['tables', { type: 'partial', tables: [''] }],
  ['tables', { type: 'full', tables: ['orders'] }],
  ['description', { type: 'full', description: 5 }],
])('a wrong %s is refused and named: %j', async (field, body) => {
  await using site = await openReady({ isWorking: false })
  const refused = await ask(site, 'POST /api/admin/backup', body)
  expect(refused).toEqual({ status: 400, body: { error: 'Invalid request', message: expect.stringContaining(field) } })
})

test('a table that is not there is refused and named', async () => {
  await using site = await openReady()
  const refused = await ask(site, 'POST /api/admin/backup', { type: 'partial', tables: ['orders', 'invoices'] })
  expect(refused).toEqual({ status: 400, body: { error: 'Invalid request', message: expect.stringMatching(/tables: .*invoices/) } })
})

test('a backup that fails says why, and is listed with its reason', async () => {
  await using site = await openReady()
  await rm(site.house.path('shop.db'))
  const failed = await ask(site, 'POST /api/admin/backup', example)
  expect(failed).toEqual({ status: 500, body: { error: 'Operation failed', message: expect.stringContaining('shop.db') } })
  const { body } = await ask(site, 'GET /api/admin/backup')
  expect(body.backups).toMatchObject([{ id: 1, status: 'failed', filename: null, location: null, size: 0 }])
  expect(body.backups[0].error).toContain('shop.db')
  expect((await ask(site, 'GET /api/admin/backup?id=1&download=true')).status).toBe(404)
  expect((await ask(site, 'POST /api/admin/restore', { backupId: 1, restoreType: 'full' })).status).toBe(409)
})

test('the list gives the newest first, in pages, and one by its id', async () => {
  await using site = await openReady()
  expect((await ask(site, 'GET /api/admin/backup')).body).toEqual({ backups: [], total: 0, page: 1, pageSize: 100 })
  await ask(site, 'POST /api/admin/backup', example)
  await ask(site, 'POST /api/admin/backup', { type: 'partial', tables: ['customers'] })
  const { body } = await ask(site, 'GET /api/admin/backup')
  expect(body).toMatchObject({ total: 2, backups: [{ id: 2 }, { id: 1 }] })
  for (const backup of body.backups) expect(backupShape.strict().parse(backup)).toEqual(backup)
  expect((await ask(site, 'GET /api/admin/backup?page=2&pageSize=1')).body).toMatchObject({ total: 2, backups: [{ id: 1 }] })
  expect((await ask(site, 'GET /api/admin/backup?id=2')).body).toEqual(body.backups[0])
})

test('a download is the archive', async () => {
  await using site = await openReady()
  const { body } = await ask(site, 'POST /api/admin/backup', example)
  const response = await site.get('/api/admin/backup?id=1&download=true')
  expect(response.status).toBe(200)
  expect(response.headers.get('content-type')).toBe('application/zip')
  expect(response.headers.get('content-disposition')).toContain(body.filename)
  const bytes = await response.bytes()
  expect(bytes.length).toBe(body.size)
  expect(Buffer.from(bytes.subarray(0, 2)).toString()).toBe('PK')
  expect(site.audited).toContainEqual(expect.objectContaining({ action: 'backup.download' }))
})

test.each([
  ['id=x', 400, 'id'],
  ['id=-1', 400, 'id'],
  ['download=true', 400, 'id'],
  ['id=1&download=perhaps', 400, 'download'],
  ['page=0', 400, 'page'],
  ['pageSize=0', 400, 'pageSize'],
  ['id=123', 404, '123'],
  ['id=123&download=true', 404, '123'],
])('a list with ?%s answers %i', async (query, status, named) => {
  await using site = await openReady({ isWorking: false })
  const refused = await ask(site, `GET /api/admin/backup?${query}`)
  expect(refused).toEqual({ status, body: { error: expect.any(String), message: expect.stringContaining(named) } })
})

test('a full restore brings all of it back, after a backup of what was there', async () => {
  await using site = await openReady()
  await ask(site, 'POST /api/admin/backup', example)
  site.house.sqlite('shop.db', 'delete from orders; create table extra (x)')
  const { status, body } = await ask(site, 'POST /api/admin/restore', { backupId: 1, restoreType: 'full' })
  expect([status, body]).toEqual([
    200,
    {
      backupId: 1,
      restoreType: 'full',
      tables: [],
      status: 'completed',
      message: 'Restore completed',
      safetyBackupId: 2,
      startedAt: expect.stringMatching(/Z$/),
      completedAt: expect.stringMatching(/Z$/),
    },
  ])
  expect(rows(site, 'select item from orders')).toEqual([{ item: 'tea' }, { item: 'milk' }])
  expect(rows(site, "select name from sqlite_schema where name = 'extra'")).toEqual([])
  expect(site.audited).toContainEqual(expect.objectContaining({ action: 'restore.start' }))
  expect((await ask(site, 'POST /api/admin/restore', { backupId: 2, restoreType: 'full' })).status).toBe(200)
  expect(rows(site, 'select item from orders')).toEqual([])
})

test('a partial restore replaces the tables that are named and nothing else', async () => {
  await using site = await openReady()
  await ask(site, 'POST /api/admin/backup', example)
  site.house.sqlite('shop.db', 'delete from orders; delete from customers')
  const { status, body } = await ask(site, 'POST /api/admin/restore', { backupId: 1, restoreType: 'partial', tables: ['orders'] })
  expect([status, body.tables]).toEqual([200, ['orders']])
  expect(rows(site, 'select item from orders')).toEqual([{ item: 'tea' }, { item: 'milk' }])
  expect(rows(site, 'select name from customers')).toEqual([])
})

test.each(['full', 'partial'])('a %s restore of a partial backup leaves alone what it does not hold', async (restoreType) => {
  await using site = await openReady()
  await ask(site, 'POST /api/admin/backup', { type: 'partial', tables: ['orders'] })
  site.house.sqlite('shop.db', 'delete from orders; delete from customers')
  const { status, body } = await ask(site, 'POST /api/admin/restore', { backupId: 1, restoreType })
  expect([status, body.tables]).toEqual([200, ['orders']])
  expect(rows(site, 'select item from orders')).toEqual([{ item: 'tea' }, { item: 'milk' }])
  expect(rows(site, "select name from sqlite_schema where type = 'table' order by name")).toEqual([
    { name: 'customers' },
    { name: 'orders' },
  ])
})

test('a backup that was called partial without naming tables comes back whole by a partial restore', async () => {
  await using site = await openReady()
  await ask(site, 'POST /api/admin/backup', { type: 'partial', tables: [] })
  site.house.sqlite('shop.db', 'delete from orders; delete from customers')
  const { status, body } = await ask(site, 'POST /api/admin/restore', { backupId: 1, restoreType: 'partial' })
  expect([status, body.tables]).toEqual([200, []])
  expect([rows(site, 'select * from orders'), rows(site, 'select * from customers')]).toMatchObject([{ length: 2 }, { length: 1 }])
})

test.each([
  ['backupId', {}],
  ['backupId', { backupId: '1', restoreType: 'full' }],
  ['backupId', { backupId: 0, restoreType: 'full' }],
  ['restoreType', { backupId: 1, restoreType: 'half' }],
  ['tables', { backupId: 1, restoreType: 'full', tables: ['orders'] }],
  ['tables', { backupId: 1, restoreType: 'partial' }],
  ['tables', { backupId: 1, restoreType: 'partial', tables: [5] }],
])('a restore names a wrong %s: %j', async (field, body) => {
  await using site = await openReady()
  await ask(site, 'POST /api/admin/backup', example)
  const refused = await ask(site, 'POST /api/admin/restore', body)
  expect(refused).toEqual({ status: 400, body: { error: 'Invalid request', message: expect.stringContaining(field) } })
})

test('a restore of what is not there changes nothing', async () => {
  await using site = await openReady()
  expect((await ask(site, 'POST /api/admin/restore', { backupId: 123, restoreType: 'full' })).status).toBe(404)
  await ask(site, 'POST /api/admin/backup', example)
  const refused = await ask(site, 'POST /api/admin/restore', { backupId: 1, restoreType: 'partial', tables: ['invoices'] })
  expect(refused.body).toEqual({ error: expect.any(String), message: expect.stringContaining('invoices') })
  expect(refused.status).toBe(400)
  expect(rows(site, 'select item from orders')).toEqual([{ item: 'tea' }, { item: 'milk' }])
})
