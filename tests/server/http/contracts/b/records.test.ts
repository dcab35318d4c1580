import { readdir, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { expect, test } from 'vitest'
import { StepEnded } from '../../../../../server/control/procedure.ts'
import { listedShape, recordShape } from '../../../../../server/http/contracts/b/record.ts'
import { ask, create, heldBackups, idle, openShop, schedule, until } from './bench.ts'

test('the list gives the documented fields of each record, the newest first, with how many there are', async () => {
  await using site = await openShop()
  expect((await ask(site, 'GET /api/backup/list')).data).toEqual({ list: [], total: 0, page: 1, page_size: 20 })
  await create(site, '一')
  await create(site, '二')
  const { data, ...envelope } = await ask(site, 'GET /api/backup/list')
  expect(envelope).toEqual({ status: 200, code: 0, message: 'success' })
  expect(data).toMatchObject({ total: 2, page: 1, page_size: 20 })
  expect(data.list.map(({ id }: { id: number }) => id)).toEqual([2, 1])
  for (const record of data.list) expect(listedShape.strict().parse(record)).toEqual(record)
})

test('the list is paged and filtered by type', async () => {
  await using site = await openShop()
  await create(site)
  await schedule(site)
  site.http.control.wake()
  await idle(site)
  await create(site)
  const ids = async (query: string) => {
    const { data } = await ask(site, `GET /api/backup/list?${query}`)
    return [data.list.map(({ id }: { id: number }) => id), data.total, data.page, data.page_size]
  }
  expect(await ids('type=all')).toEqual([[3, 2, 1], 3, 1, 20])
  expect(await ids('type=manual')).toEqual([[3, 1], 2, 1, 20])
  expect(await ids('type=auto')).toEqual([[2], 1, 1, 20])
  expect(await ids('page=2&page_size=2')).toEqual([[1], 3, 2, 2])
  expect(await ids('type=&page=&page_size=')).toEqual([[3, 2, 1], 3, 1, 20])
  expect(await ids('page=9')).toEqual([[], 3, 9, 20])
  expect(await ids('page_size=1000')).toEqual([[3, 2, 1], 3, 1, 100])
  const auto = (await ask(site, 'GET /api/backup/records/2')).data
  expect(auto).toMatchObject({ backup_type: 'auto', created_reason: '自动备份' })
  expect(auto.file_path).toMatch(/backup_auto_\d{8}_\d{6}\.sql\.zip$/)
})

test.each(['page=0', 'page=x', 'page_size=0', 'page_size=1.5', 'type=weekly'])('a list can not be asked for with %s', async (query) => {
  await using site = await openShop({ isWorking: false })
  const refused = await ask(site, `GET /api/backup/list?${query}`)
  expect(refused).toMatchObject({ status: 400, code: 1, data: null, message: expect.stringContaining(query.split('=')[0]!) })
})

test('the detail of a record has every field of the data model', async () => {
  await using site = await openShop()
  const created = await create(site)
  const { data, ...envelope } = await ask(site, 'GET /api/backup/records/1')
  expect(envelope).toEqual({ status: 200, code: 0, message: 'success' })
  expect(recordShape.strict().parse(data)).toEqual(created)
})

test('a record is pending, then running, and completed at its end', async () => {
  const { backup, release } = heldBackups()
  await using site = await openShop({ procedures: { backup }, isWorking: false })
  await schedule(site)
  const waiting = (await ask(site, 'GET /api/backup/records/1')).data
  expect(waiting).toMatchObject({ status: 'pending', file_path: '', file_size: 0, backup_duration: 0, completed_at: 0 })
  expect(recordShape.parse(waiting)).toEqual(waiting)
  const working = site.house.run()
  await until(async () => (await ask(site, 'GET /api/backup/records/1')).data.status === 'running')
  expect((await ask(site, 'GET /api/backup/records/1')).data.completed_at).toBe(0)
  release()
  await working
  expect((await ask(site, 'GET /api/backup/records/1')).data.status).toBe('completed')
})

test('a backup that took too long is a timeout', async () => {
  await using site = await openShop({ procedures: { backup: async () => Promise.reject(new StepEnded('timeout')) } })
  expect(await ask(site, 'POST /api/backup/create', {})).toMatchObject({
    status: 500,
    code: 1,
    message: expect.stringContaining('备份失败'),
  })
  const { data } = await ask(site, 'GET /api/backup/records/1')
  expect(data.status).toBe('timeout')
  expect(data.failure_reason).not.toBe('')
})

test('deleting a record takes its archive away before it answers, also that of the last good backup', async () => {
  await using site = await openShop()
  const { file_path } = await create(site)
  expect(await ask(site, 'DELETE /api/backup/records/1')).toEqual({ status: 200, code: 0, message: '备份已删除', data: null })
  expect((await readdir(dirname(file_path)).catch(() => [])).filter((name) => name.startsWith('backup_'))).toEqual([])
  expect(await ask(site, 'GET /api/backup/records/1')).toMatchObject({ status: 404, code: 1, message: '备份记录不存在', data: null })
  expect((await ask(site, 'GET /api/backup/list')).data.total).toBe(0)
  expect(site.audited).toContainEqual(expect.objectContaining({ action: 'backup.delete' }))
})

test('deleting a record whose file was removed by hand takes the record away', async () => {
  await using site = await openShop()
  const { file_path } = await create(site)
  await rm(file_path)
  expect(await ask(site, 'DELETE /api/backup/records/1')).toMatchObject({ code: 0 })
  expect((await ask(site, 'GET /api/backup/list')).data.total).toBe(0)
})

test('the record of a backup that failed is deleted too', async () => {
  await using site = await openShop()
  await rm(site.house.path('shop.db'))
  await ask(site, 'POST /api/backup/create', {})
  expect(await ask(site, 'DELETE /api/backup/records/1')).toMatchObject({ code: 0, message: '备份已删除' })
  expect((await ask(site, 'GET /api/backup/list')).data.total).toBe(0)
})

test('a record whose backup runs is not deleted, and one that is pinned neither', async () => {
  const { backup, release } = heldBackups()
  await using site = await openShop({ procedures: { backup } })
  const first = ask(site, 'POST /api/backup/create', {})
  await until(async () => (await site.house.jobs.count({ states: ['running'] })) === 1)
  const refused = await ask(site, 'DELETE /api/backup/records/1')
  expect(refused).toEqual({ status: 409, code: 1, message: '备份任务正在运行中，无法删除', data: null })
  release()
  await first
  const [kept] = await site.http.backups.list({}, { limit: 1 })
  await site.http.backups.pin(kept!.id)
  expect(await ask(site, 'DELETE /api/backup/records/1')).toMatchObject({
    status: 409,
    code: 1,
    message: expect.stringContaining('pinned'),
  })
})

test.each(['GET /api/backup/records/7', 'DELETE /api/backup/records/7', 'GET /api/backup/download/7'])('%s has no record', async (line) => {
  await using site = await openShop({ isWorking: false })
  expect(await ask(site, line)).toEqual({ status: 404, code: 1, message: '备份记录不存在', data: null })
})

test.each(['GET /api/backup/records/x', 'DELETE /api/backup/records/-1', 'GET /api/backup/download/1e3'])(
  '%s names the id as wrong',
  async (line) => {
    await using site = await openShop({ isWorking: false })
    expect(await ask(site, line)).toMatchObject({ status: 400, code: 1, data: null, message: expect.stringContaining('id') })
  },
)
