import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { openSite } from '../../../../support/http.ts'
import { ask, openShop, options } from './bench.ts'

const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)

test('the documented request is answered with 201 and its backup_id once the backup is complete', async () => {
  await using site = await openShop()
  const { status, body } = await ask(site, 'POST /create', { json: options, as: 'backup_operator' })
  expect([status, body]).toEqual([
    201,
    {
      backup_id: 'backup-1',
      id: 'backup-1',
      created_at: time,
      size: expect.any(Number),
      status: 'completed',
      type: 'full',
      name: expect.stringMatching(/^backup_manual_\d{8}_\d{6}\.sql\.zip$/),
      description: '',
      trigger: 'manual',
      includes_database: true,
      includes_files: false,
      started_at: time,
      completed_at: time,
      notes: [],
      error: null,
    },
  ])
  const { backup_id: _, ...backup } = body
  expect(await ask(site, 'GET /list', { as: 'backup_operator' })).toEqual({ status: 200, body: [backup] })
  expect(await ask(site, 'GET /backup-1', { as: 'backup_operator' })).toEqual({ status: 200, body: backup })
  expect(site.audited).toMatchObject([{ action: 'backup.start', subject: 'shop' }])
})

test('nothing has to be said, and what is said is kept', async () => {
  await using site = await openShop()
  expect((await ask(site, 'POST /create')).body).toMatchObject({ status: 'completed', type: 'full', includes_database: true })
  const named = await ask(site, 'POST /create', { json: { name: 'before the update', description: 'by hand' } })
  expect(named.body).toMatchObject({ backup_id: 'backup-2', name: 'before the update', description: 'by hand' })
  expect((await ask(site, 'GET /list')).body.map(({ id }: { id: string }) => id)).toEqual(['backup-2', 'backup-1'])
  expect((await ask(site, 'GET /list?page=2&page_size=1')).body.map(({ id }: { id: string }) => id)).toEqual(['backup-1'])
})

test('database and files go into one archive, or each into its own', async () => {
  await using site = await openShop()
  mkdirSync(site.house.path('uploads'))
  writeFileSync(site.house.path('uploads', 'letter'), 'then')
  await site.house.addSource({ name: 'uploads', dialect: 'files', config: { path: site.house.path('uploads') } })
  const held = async (include_files: boolean, include_database: boolean) => {
    const { status, body } = await ask(site, 'POST /create', { json: { type: 'full', include_files, include_database } })
    return [status, body.includes_files, body.includes_database]
  }
  expect(await held(true, true)).toEqual([201, true, true])
  expect(await held(true, false)).toEqual([201, true, false])
  expect(await held(false, true)).toEqual([201, false, true])
  expect((await ask(site, 'GET /list')).body).toHaveLength(3)
})

test('an incremental or differential one needs a full one, and is one where there is none', async () => {
  await using site = await openShop()
  const make = async (type: string) => (await ask(site, 'POST /create', { json: { type } })).body
  const first = await make('incremental')
  expect(first.type).toBe('full')
  expect(first.notes.join()).toContain('This is a full backup')
  expect(await make('incremental')).toMatchObject({ type: 'incremental', notes: [] })
  expect(await make('differential')).toMatchObject({ type: 'differential', notes: [] })
  const { status, body } = await ask(site, 'DELETE /backup-1')
  expect([status, body.error]).toEqual([409, 'conflict'])
  expect(body.message).toContain('could not be restored any more')
})

test('whoever does not want to wait learns later how it went', async () => {
  await using site = await openShop({ isWorking: false })
  const { status, body } = await ask(site, 'POST /create?wait=0', { json: options })
  expect([status, body]).toMatchObject([
    201,
    { backup_id: 'backup-1', status: 'pending', size: 0, completed_at: null, includes_database: true },
  ])
  expect((await ask(site, 'GET /list')).body).toEqual([])
  expect((await ask(site, 'DELETE /backup-1')).status).toBe(409)
  await site.house.run()
  expect((await ask(site, 'GET /backup-1')).body).toMatchObject({ status: 'completed', error: null })
})

test('a backup that fails is 500 with what it failed with, and its id', async () => {
  await using site = await openShop()
  rmSync(site.house.path('shop.db'))
  const { status, body } = await ask(site, 'POST /create', { json: options })
  expect([status, body]).toEqual([
    500,
    { error: 'job_failed', message: expect.stringContaining('shop.db'), remedy: expect.any(String), backup_id: 'backup-1' },
  ])
  expect((await ask(site, 'GET /backup-1')).body).toMatchObject({ status: 'failed', error: expect.stringContaining('shop.db') })
  expect((await ask(site, 'GET /list')).body).toEqual([])
  expect(await ask(site, 'DELETE /backup-1')).toEqual({ status: 200, body: { id: 'backup-1', status: 'deleted' } })
  expect((await ask(site, 'GET /backup-1')).status).toBe(404)
  expect(site.unexpected).toEqual([])
})

test('one that is cancelled says so', async () => {
  await using site = await openShop({ isWorking: false })
  await ask(site, 'POST /create?wait=0', { json: options })
  const [job] = await site.house.jobs.list({}, { limit: 1 })
  await site.house.jobs.cancel(job!.id)
  expect((await ask(site, 'GET /backup-1')).body).toMatchObject({ status: 'cancelled', error: 'The backup was cancelled. Start it again.' })
})

test('a delete answers when the archive is gone', async () => {
  await using site = await openShop()
  await ask(site, 'POST /create', { json: options })
  expect(readdirSync(site.house.path('shelf', 'shop'))).toHaveLength(2)
  expect(await ask(site, 'DELETE /backup-1')).toEqual({ status: 200, body: { id: 'backup-1', status: 'deleted' } })
  expect(existsSync(site.house.path('shelf', 'shop')) ? readdirSync(site.house.path('shelf', 'shop')) : []).toEqual([])
  for (const request of ['GET /backup-1', 'DELETE /backup-1']) {
    expect(await ask(site, request)).toMatchObject({ status: 404, body: { error: 'not_found' } })
  }
})

test('what is wrong in a request is 400 and named', async () => {
  await using site = await openShop({ isWorking: false })
  for (const [json, field] of [
    [{ type: 'partial' }, 'type'],
    [{ include_files: 'yes' }, 'include_files'],
    [{ include_database: 1 }, 'include_database'],
    [{ include_files: false, include_database: false }, 'include_database'],
    [{ include_files: true, include_database: false }, 'include_files'],
    [{ name: 'x'.repeat(201) }, 'name'],
  ] as const) {
    const { status, body } = await ask(site, 'POST /create', { json })
    expect([status, body.error]).toEqual([400, 'invalid'])
    expect(body.fields).toContain(field)
    expect(body.message).toContain(field)
  }
  expect(await ask(site, 'POST /create', { body: '{' })).toMatchObject({ status: 400, body: { error: 'invalid' } })
  expect(await ask(site, 'POST /create', { body: 'x'.repeat(2_000_000) })).toMatchObject({ status: 400 })
  expect(await ask(site, 'POST /create?wait=soon', { json: options })).toMatchObject({ status: 400, body: { fields: ['wait'] } })
})

test('ids that nothing can have are not found, and words of paths are no ids', async () => {
  await using site = await openShop({ isWorking: false })
  for (const id of [
    'backup-0',
    'backup-99',
    '1',
    'Backup-1',
    'backup-1x',
    'create',
    'restore',
    'backup-99999999999999999999',
    '%00',
    '..%2f..%2fetc',
  ]) {
    expect(await ask(site, `GET /${id}`)).toMatchObject({ status: 404, body: { error: 'not_found', message: expect.any(String) } })
  }
  expect((await ask(site, 'GET /list')).body).toEqual([])
  expect((await ask(site, 'GET /schedule')).body).toEqual([])
  expect(await ask(site, 'PATCH /list')).toMatchObject({ status: 405, body: { error: 'unsupported' } })
  expect(await ask(site, 'GET /nothing/at/all/here')).toMatchObject({ status: 404, body: { error: 'not_found' } })
})

test('the table of roles is the law', async () => {
  await using site = await openShop({ isWorking: false })
  const statuses = async (request: string) => {
    const given = []
    for (const as of [null, 'viewer', 'backup_operator', 'admin'] as const) {
      given.push(
        (await ask(site, request, { as, ...(request.startsWith('P') ? { json: { cron: 'x', type: 'x', target: 7 } } : {}) })).status,
      )
    }
    return given
  }
  expect(await statuses('POST /create')).toEqual([401, 403, 400, 400])
  expect(await statuses('GET /list')).toEqual([401, 403, 200, 200])
  expect(await statuses('GET /backup-9')).toEqual([401, 403, 404, 404])
  expect(await statuses('DELETE /backup-9')).toEqual([401, 403, 403, 404])
  expect(await statuses('POST /restore/backup-9')).toEqual([401, 403, 403, 400])
  expect(await statuses('GET /restore/nothing/status')).toEqual([401, 403, 403, 404])
  expect(await statuses('POST /schedule')).toEqual([401, 403, 403, 400])
  expect(await statuses('GET /schedule')).toEqual([401, 403, 403, 200])
  expect(await statuses('PUT /schedule/schedule-9')).toEqual([401, 403, 403, 400])
  expect(await statuses('DELETE /schedule/schedule-9')).toEqual([401, 403, 403, 404])
})

test('a key for some sources sees and starts nothing of others', async () => {
  await using site = await openShop()
  await ask(site, 'POST /create', { json: options })
  mkdirSync(site.house.path('uploads'))
  const files = await site.house.addSource({ name: 'uploads', dialect: 'files', config: { path: site.house.path('uploads') } })
  const bound = { as: 'admin', sourceIds: [files.id] } as const
  expect((await ask(site, 'GET /list', bound)).body).toEqual([])
  expect((await ask(site, 'GET /backup-1', bound)).status).toBe(404)
  expect((await ask(site, 'DELETE /backup-1', bound)).status).toBe(404)
  expect((await ask(site, 'POST /restore/backup-1', bound)).status).toBe(404)
  expect((await ask(site, 'POST /create', { json: options, ...bound })).status).toBe(403)
  expect((await ask(site, 'POST /create', { json: { include_database: false }, ...bound })).status).toBe(201)
})

test('without a database, or a target, that is what is said', async () => {
  await using site = await openSite({ isWorking: false })
  await site.house.addTarget({ name: 'shelf' })
  for (const request of ['POST /create', 'GET /list', 'GET /backup-1', 'POST /restore/backup-1']) {
    const { status, body } = await ask(site, request)
    expect([status, body.error]).toEqual([409, 'conflict'])
    expect(body.message).toContain('No database source is configured')
  }
  expect((await ask(site, 'POST /schedule', { json: { cron: '0 2 * * *' } })).body.message).toContain('No database source')
  expect(site.unexpected).toEqual([])
})
