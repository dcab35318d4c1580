import { readdir, rm } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { procedures } from '../../../../../server/control/procedures/index.ts'
import type { Site } from '../../../../support/http.ts'
import { ask, create, enveloped, openShop, runSchedules, until } from './bench.ts'

const items = (site: Site) => site.house.rows('shop.db', 'select item from orders order by id')
const restored = { status: 200, code: 0, message: '数据恢复成功', data: null }

async function upload(site: Site, name: string, content: string | Uint8Array<ArrayBuffer>) {
  const form = new FormData()
  form.append('file', new Blob([content]), name)
  return enveloped(await site.request('/api/backup/upload-restore', { method: 'POST', body: form }))
}

test('a restore by its record brings the data back, after a backup of what was there', async () => {
  await using site = await openShop()
  const { id } = await create(site)
  site.house.sqlite('shop.db', "delete from orders; insert into orders (item) values ('lost'); create table extra (x)")
  expect(await ask(site, 'POST /api/backup/restore', { record_id: id })).toEqual(restored)
  expect(items(site)).toEqual([{ item: 'tea' }, { item: 'milk' }])
  const { list } = (await ask(site, 'GET /api/backup/list')).data
  expect(list[0]).toMatchObject({ id: 2, status: 'completed', created_reason: '恢复前自动备份' })
  expect(await ask(site, 'POST /api/backup/restore', { record_id: 2 })).toEqual(restored)
  expect(items(site)).toEqual([{ item: 'lost' }])
  expect(site.audited).toContainEqual(expect.objectContaining({ action: 'restore.start' }))
})

test('queue and schedules rest while a restore runs, and go on after it', async () => {
  const gate = Promise.withResolvers<void>()
  await using site = await openShop({
    procedures: {
      restore: async (work) => {
        await gate.promise
        return procedures.restore(work)
      },
    },
  })
  await create(site)
  const daily = { backup_enabled: 1, backup_cron: '0 3 * * *', backup_retention: 7, backup_max_count: 10, backup_compress: 1 }
  await ask(site, 'PUT /api/backup/config', daily)
  const restore = ask(site, 'POST /api/backup/restore', { record_id: 1 })
  await until(async () => (await site.house.jobs.count({ kind: 'restore', states: ['running'] })) === 1)
  const made = ask(site, 'POST /api/backup/create', {})
  await until(async () => (await site.house.jobs.count({ kind: 'backup', states: ['pending'] })) === 1)
  site.house.clock.advance(86_400_000)
  gate.resolve()
  expect(await restore).toEqual(restored)
  expect(await made).toMatchObject({ code: 0 })
  expect(await runSchedules(site)).toBe(1)
})

test('a restore of a backup of some tables leaves the others alone', async () => {
  await using site = await openShop()
  const { sources, targets } = site.house.installation.store
  const [source, target] = [(await sources.list())[0]!, (await targets.list())[0]!]
  await site.house.backup({ sourceId: source.id, targetIds: [target.id], tables: ['orders'] })
  site.house.sqlite('shop.db', "delete from orders; insert into customers values ('Bob')")
  expect(await ask(site, 'POST /api/backup/restore', { record_id: 1 })).toEqual(restored)
  expect(items(site)).toEqual([{ item: 'tea' }, { item: 'milk' }])
  expect(site.house.rows('shop.db', 'select name from customers')).toEqual([{ name: 'Ann' }, { name: 'Bob' }])
})

test.each([[{}], [{ record_id: 0 }], [{ record_id: '1' }], [{ record_id: 1.5 }], [{ record_id: null }]])(
  'a restore of %j names record_id as wrong',
  async (body) => {
    await using site = await openShop({ isWorking: false })
    const refused = await ask(site, 'POST /api/backup/restore', body)
    expect(refused).toMatchObject({ status: 400, code: 1, data: null, message: expect.stringContaining('record_id') })
  },
)

test('what is not there can not be restored: neither a record nor its file', async () => {
  await using site = await openShop()
  expect(await ask(site, 'POST /api/backup/restore', { record_id: 9 })).toEqual({
    status: 404,
    code: 1,
    message: '备份记录不存在',
    data: null,
  })
  const { file_path } = await create(site)
  await rm(file_path)
  const gone = { status: 404, code: 1, message: '备份文件不存在', data: null }
  site.house.sqlite('shop.db', 'delete from orders where id = 1')
  expect(await ask(site, 'POST /api/backup/restore', { record_id: 1 })).toEqual(gone)
  expect(items(site)).toEqual([{ item: 'milk' }])
  expect(await ask(site, 'GET /api/backup/download/1')).toEqual(gone)
})

test('an uploaded .sql file is restored after a backup of what was there, and not kept', async () => {
  await using site = await openShop()
  const sql = "CREATE TABLE orders (id INTEGER PRIMARY KEY, item TEXT); INSERT INTO orders (id, item) VALUES (1, 'uploaded');"
  expect(await upload(site, 'dump.SQL', sql)).toEqual(restored)
  expect(items(site)).toEqual([{ item: 'uploaded' }])
  expect((await ask(site, 'GET /api/backup/list')).data.list[0]).toMatchObject({ created_reason: '恢复前自动备份' })
  expect(await readdir(site.house.path('data', 'uploads'))).toEqual([])
})

test('a downloaded backup can be uploaded again, packed or as plain SQL', async () => {
  await using site = await openShop()
  await create(site)
  const zip = await (await site.get('/api/backup/download/1')).bytes()
  site.house.sqlite('shop.db', 'delete from orders')
  expect(await upload(site, 'backup_manual_20260102_030405.sql.zip', zip as Uint8Array<ArrayBuffer>)).toEqual(restored)
  expect(items(site)).toEqual([{ item: 'tea' }, { item: 'milk' }])
})

test.each(['dump.txt', 'dump.sql.gz', 'sql', 'dump.sql.exe', ''])('an uploaded file called "%s" is refused', async (name) => {
  await using site = await openShop({ isWorking: false })
  const refused = await upload(site, name, 'select 1;')
  expect(refused).toEqual({ status: 400, code: 1, message: '仅支持.sql和.zip格式的备份文件', data: null })
  expect(await readdir(site.house.path('data', 'uploads')).catch(() => [])).toEqual([])
})

test('a form without a file, a broken archive and SQL that reaches out of the database change nothing', async () => {
  await using site = await openShop()
  const empty = new FormData()
  empty.append('note', 'no file')
  const without = await enveloped(await site.request('/api/backup/upload-restore', { method: 'POST', body: empty }))
  expect(without).toMatchObject({ status: 400, code: 1, data: null, message: expect.stringContaining('file') })
  expect(await upload(site, 'broken.zip', 'PK no archive')).toMatchObject({ status: 400, code: 1, data: null })
  expect(await upload(site, 'evil.sql', `ATTACH '${site.house.path('evil.db')}' AS evil;`)).toMatchObject({
    status: 400,
    code: 1,
    data: null,
  })
  expect(items(site)).toEqual([{ item: 'tea' }, { item: 'milk' }])
  expect(await readdir(site.house.folder)).not.toContain('evil.db')
  expect(await readdir(site.house.path('data', 'uploads'))).toEqual([])
})
