import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { ask, openShop, options, restored } from './bench.ts'

const people = 'select name from people order by name'
const time = expect.stringMatching(/Z$/)

test('a restore is accepted with its job_id, and its status tells how it goes until the data is back', async () => {
  await using site = await openShop()
  await ask(site, 'POST /create', { json: options })
  site.house.sqlite('shop.db', "delete from people; insert into people values ('Linus')")
  const { status, body } = await ask(site, 'POST /restore/backup-1', { json: {} })
  expect([status, body]).toEqual([
    202,
    {
      job_id: expect.stringMatching(/^[0-9a-f]{32}$/),
      backup_id: 'backup-1',
      target: 'shop',
      status: 'pending',
      progress: 0,
      step: null,
      created_at: time,
      started_at: null,
      completed_at: null,
      error: null,
      safety_backup_id: null,
      notes: [],
    },
  ])
  const ended = await restored(site, body.job_id)
  expect(ended).toEqual({
    ...body,
    status: 'completed',
    progress: 100,
    started_at: time,
    completed_at: time,
    safety_backup_id: 'backup-2',
    notes: expect.any(Array),
  })
  expect(site.house.rows('shop.db', people)).toEqual([{ name: 'Ada' }, { name: 'Grace' }])
  const back = await ask(site, 'POST /restore/backup-2')
  await restored(site, back.body.job_id)
  expect(site.house.rows('shop.db', people)).toEqual([{ name: 'Linus' }])
  expect(site.audited.filter(({ action }) => action === 'restore.start')).toHaveLength(2)
})

test('the documented target is the name of another source', async () => {
  await using site = await openShop()
  await ask(site, 'POST /create', { json: options })
  site.house.sqlite('staging.db', 'create table visits (at)')
  await site.house.addSource({ name: 'staging' })
  const { status, body } = await ask(site, 'POST /restore/backup-1', { json: { target: 'staging' } })
  expect([status, body.target]).toEqual([202, 'staging'])
  expect(await restored(site, body.job_id)).toMatchObject({ status: 'completed', target: 'staging', error: null })
  expect(site.house.rows('staging.db', people)).toHaveLength(2)
})

test('of files and database together a target takes what is of its kind', async () => {
  await using site = await openShop()
  mkdirSync(site.house.path('uploads'))
  writeFileSync(site.house.path('uploads', 'letter'), 'then')
  await site.house.addSource({ name: 'uploads', dialect: 'files', config: { path: site.house.path('uploads') } })
  expect((await ask(site, 'POST /create', { json: options })).body).toMatchObject({ includes_database: true, includes_files: true })
  site.house.sqlite('staging.db', 'create table visits (at)')
  await site.house.addSource({ name: 'staging' })
  const { status, body } = await ask(site, 'POST /restore/backup-1', { json: { target: 'staging' } })
  expect([status, body.target]).toEqual([202, 'staging'])
  expect(await restored(site, body.job_id)).toMatchObject({ status: 'completed', error: null })
  expect(site.house.rows('staging.db', people)).toHaveLength(2)
  const own = await site.house.addSource({ name: 'own', dialect: 'settings', config: { path: site.house.path('data') } })
  expect(await ask(site, 'POST /restore/backup-1', { json: { target: own.name } })).toMatchObject({
    status: 400,
    body: { message: expect.stringContaining('holds nothing'), fields: ['target'] },
  })
})

test('a target that is not there, of another kind, or not for this key is 400 and named', async () => {
  await using site = await openShop()
  await ask(site, 'POST /create', { json: options })
  await site.house.addSource({ name: 'uploads', dialect: 'files', config: { path: site.house.path('uploads') } })
  await site.house.addSource({ name: 'hidden' })
  const shop = await site.http.sources.find('shop')
  const refusal = async (target: unknown, sourceIds?: readonly string[]) => {
    const { status, body } = await ask(site, 'POST /restore/backup-1', {
      json: { target },
      ...(sourceIds === undefined ? {} : { sourceIds }),
    })
    expect([status, body.error, body.fields]).toEqual([400, 'invalid', ['target']])
    return body.message
  }
  const unknown = await refusal('nowhere')
  expect(unknown).toContain('target')
  expect(await refusal('hidden', [shop.id])).toBe(unknown)
  expect(await refusal('uploads')).toContain('files source')
  await refusal(7)
  await refusal('')
  expect(await site.house.jobs.count({ kind: 'restore' })).toBe(0)
})

test('one restore at a time: another one is 409 while it waits or runs', async () => {
  await using site = await openShop({ isWorking: false })
  await ask(site, 'POST /create?wait=0', { json: options })
  await site.house.run()
  const both = await Promise.all([ask(site, 'POST /restore/backup-1'), ask(site, 'POST /restore/backup-1')])
  expect(both.map(({ status }) => status).sort()).toEqual([202, 409])
  const refused = both.find(({ status }) => status === 409)
  expect(refused?.body).toEqual({ error: 'conflict', message: 'A restore is already in progress.', remedy: expect.any(String) })
  await site.house.run()
  expect((await ask(site, 'POST /restore/backup-1')).status).toBe(202)
})

test('a restore that fails says why in its status', async () => {
  await using site = await openShop()
  await ask(site, 'POST /create', { json: options })
  rmSync(site.house.path('shelf', 'shop'), { recursive: true })
  const { body } = await ask(site, 'POST /restore/backup-1')
  const ended = await restored(site, body.job_id)
  expect(ended).toMatchObject({ status: 'failed', error: expect.stringContaining('.zip'), completed_at: time })
  expect(ended.progress).toBeLessThan(100)
  expect(site.house.rows('shop.db', people)).toHaveLength(2)
})

test('what never came is not restored, and other jobs are no restores', async () => {
  await using site = await openShop({ isWorking: false })
  await ask(site, 'POST /create?wait=0', { json: options })
  expect(await ask(site, 'POST /restore/backup-1')).toMatchObject({ status: 400, body: { fields: ['backup_id'] } })
  const [job] = await site.house.jobs.list({}, { limit: 1 })
  for (const id of [job!.id, job!.id.slice(0, 8), 'f'.repeat(32), 'nothing']) {
    expect(await ask(site, `GET /restore/${id}/status`)).toMatchObject({ status: 404, body: { error: 'not_found' } })
  }
})
