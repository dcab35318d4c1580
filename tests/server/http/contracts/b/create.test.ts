import { execFile } from 'node:child_process'
import { rm } from 'node:fs/promises'
import { basename } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { recordShape } from '../../../../../server/http/contracts/b/record.ts'
import { ask, create, heldBackups, idle, openShop, schedule, until } from './bench.ts'

const run = promisify(execFile)

test('a backup by hand runs to its end and answers every field of the record with its type', async () => {
  await using site = await openShop()
  const record = await create(site, '手动备份')
  expect(recordShape.strict().parse(record)).toEqual(record)
  expect(record).toMatchObject({
    id: 1,
    task_id: 0,
    status: 'completed',
    table_count: 2,
    backup_type: 'manual',
    created_reason: '手动备份',
    failure_reason: '',
    is_compressed: 1,
  })
  expect(record.created_at).toBe(Math.floor(Date.UTC(2026, 0, 2, 3, 4, 5) / 1000))
  expect(record.completed_at).toBeGreaterThanOrEqual(record.created_at)
  expect(record.updated_at).toBe(record.completed_at)
  expect(record.file_size).toBeGreaterThan(0)
  expect(record.database_size).toBeGreaterThan(0)
  expect(record.compression_ratio).toBe(record.file_size / record.database_size)
  expect(site.audited).toContainEqual(
    expect.objectContaining({ action: 'backup.start', subject: 'shop', detail: { contract: 'b', number: 1 } }),
  )
})

test('the file is called as the document says, is a ZIP that the stock unzip opens, and holds backup.sql in the layout of the document', async () => {
  await using site = await openShop()
  await site.http.contracts.change({ zone: 'Asia/Shanghai' })
  const { file_path } = await create(site)
  expect(basename(file_path)).toMatch(/^backup_manual_20260102_11040\d\.sql\.zip$/)
  const { stdout } = await run('unzip', ['-p', file_path, 'backup.sql'])
  const lines = stdout.split('\n')
  expect(lines[0]).toBe('-- Holdfast Database Backup')
  expect(lines[1]).toMatch(/^-- Generated at: \d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/)
  expect(lines[2]).toBe('-- Database Engine: sqlite')
  expect(stdout).toContain('PRAGMA foreign_keys=OFF;')
  expect(stdout).toMatch(/DROP TABLE IF EXISTS "?orders"?;/)
  expect(stdout).toMatch(/create table "?orders"?/i)
  expect(stdout).toMatch(/INSERT INTO "?orders"? ?\("?id"?, ?"?item"?\) VALUES/)
})

test('without a reason it is a manual backup, and a body is not needed', async () => {
  await using site = await openShop()
  expect((await create(site)).created_reason).toBe('手动备份')
  const response = await site.request('/api/backup/create', { method: 'POST' })
  expect(await response.json()).toMatchObject({ code: 0, data: { id: 2, created_reason: '手动备份' } })
  expect((await create(site, '  ')).created_reason).toBe('手动备份')
  expect((await ask(site, 'POST /api/backup/create', { reason: null })).data).toMatchObject({ created_reason: '手动备份' })
  expect((await create(site, '升级前')).created_reason).toBe('升级前')
})

test.each([[{ reason: 5 }], [{ reason: 'x'.repeat(2001) }]])('a wrong reason is refused and named: %j', async (body) => {
  await using site = await openShop()
  const refused = await ask(site, 'POST /api/backup/create', body)
  expect(refused).toMatchObject({ status: 400, code: 1, data: null, message: expect.stringContaining('reason') })
})

test('a second one while one waits or runs is refused, whether that was asked for or scheduled', async () => {
  const { backup, release } = heldBackups()
  await using site = await openShop({ procedures: { backup } })
  const first = ask(site, 'POST /api/backup/create', {})
  await until(async () => (await ask(site, 'GET /api/backup/status')).data.is_running)
  const refusal = { status: 409, code: 1, message: '备份任务正在运行中', data: null }
  expect(await ask(site, 'POST /api/backup/create', {})).toEqual(refusal)
  release()
  expect(await first).toMatchObject({ code: 0 })
  expect((await ask(site, 'GET /api/backup/status')).data.is_running).toBe(false)
  await schedule(site)
  expect(await ask(site, 'POST /api/backup/create', {})).toEqual(refusal)
  site.http.control.wake()
  await idle(site)
})

test('a backup that fails answers why, and is a record with its reason', async () => {
  await using site = await openShop()
  await rm(site.house.path('shop.db'))
  const failed = await ask(site, 'POST /api/backup/create', {})
  expect(failed).toEqual({ status: 500, code: 1, data: null, message: expect.stringMatching(/^备份失败：.*shop\.db/) })
  const { data } = await ask(site, 'GET /api/backup/records/1')
  expect(data).toMatchObject({ status: 'failed', file_path: '', file_size: 0, database_size: 0, compression_ratio: 0, table_count: 0 })
  expect(data.failure_reason).toContain('shop.db')
  expect(data.completed_at).toBeGreaterThan(0)
})

test('cancelling ends the backup that runs, whose own request answers that it was cancelled', async () => {
  const { backup } = heldBackups()
  await using site = await openShop({ procedures: { backup } })
  expect(await ask(site, 'POST /api/backup/cancel')).toEqual({ status: 200, code: 0, message: '没有正在运行的备份任务', data: null })
  const first = ask(site, 'POST /api/backup/create', {})
  await until(async () => (await site.house.jobs.count({ states: ['running'] })) === 1)
  expect(await ask(site, 'POST /api/backup/cancel')).toEqual({ status: 200, code: 0, message: '已发送取消信号', data: null })
  expect(await first).toEqual({ status: 409, code: 1, message: '备份已取消', data: null })
  expect((await ask(site, 'GET /api/backup/records/1')).data).toMatchObject({
    status: 'cancelled',
    failure_reason: '备份已取消',
    file_path: '',
  })
  expect(await ask(site, 'POST /api/backup/cancel')).toMatchObject({ code: 0, message: '没有正在运行的备份任务' })
})

test('an operator cancels its own backup and nobody else’s', async () => {
  const { backup, release } = heldBackups()
  await using site = await openShop({ procedures: { backup } })
  const first = ask(site, 'POST /api/backup/create', {})
  await until(async () => (await site.house.jobs.count({ states: ['running'] })) === 1)
  expect(await ask(site, 'backup_operator POST /api/backup/cancel')).toMatchObject({ status: 403, code: 2 })
  release()
  expect(await first).toMatchObject({ code: 0 })
})

test('a client that goes away leaves the backup running to its end', async () => {
  const { backup, release } = heldBackups()
  await using site = await openShop({ procedures: { backup } })
  const gone = new AbortController()
  const first = site.request('/api/backup/create', { method: 'POST', signal: gone.signal })
  await until(async () => (await site.house.jobs.count({ states: ['running'] })) === 1)
  gone.abort()
  release()
  await first
  await idle(site)
  expect((await ask(site, 'GET /api/backup/records/1')).data.status).toBe('completed')
})
