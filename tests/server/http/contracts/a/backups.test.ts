import { expect, test } from 'vitest'
import { openSite } from '../../../../support/http.ts'
import { addEverything, ask, backups, made, openShop } from './bench.ts'

const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+08:00$/)

test('a backup that is asked for is answered at once as pending, with every field of the document', async () => {
  await using site = await openShop({ isWorking: false })
  const json = { name: '手动备份_20250210_235959', backup_type: 'full', description: '手动创建的完整备份' }
  const { status, body } = await ask(site, ['POST', backups], { json, as: 'backup_operator' })
  expect(status).toBe(200)
  expect(body).toEqual({
    code: 0,
    message: 'success',
    data: {
      id: 1,
      ...json,
      backup_type_display: '完整备份',
      file_path: '',
      file_size: 0,
      status: 'pending',
      status_display: '等待中',
      error_message: '',
      is_auto: false,
      created_at: time,
      started_at: null,
      completed_at: null,
      created_by: expect.any(Number),
      created_by_name: 'backup_operator',
    },
  })
  expect(site.audited).toMatchObject([{ action: 'backup.start', subject: 'shop' }])
})

test('a backup that is there says where and how large it is, in its details and in the list', async () => {
  await using site = await openShop()
  const record = await made(site, { backup_type: 'db' })
  expect(record).toEqual({
    id: 1,
    name: expect.stringMatching(/^数据库备份_20260102_11\d{4}$/),
    backup_type: 'db',
    backup_type_display: '数据库备份',
    description: '',
    file_path: expect.stringMatching(/shelf\/shop\/backup_manual_.*\.sql\.zip$/),
    file_size: expect.any(Number),
    status: 'completed',
    status_display: '已完成',
    error_message: '',
    is_auto: false,
    created_at: time,
    started_at: time,
    completed_at: time,
    created_by: expect.any(Number),
    created_by_name: 'admin',
  })
  expect(record.file_size).toBeGreaterThan(100)
  const { body } = await ask(site, ['GET', backups], { as: 'viewer' })
  expect(body).toEqual({ code: 0, message: 'success', data: { count: 1, next: null, previous: null, results: [record] } })
})

test('both forms of a path answer, with a slash at the end and without', async () => {
  await using site = await openShop({ isWorking: false })
  for (const path of ['/api/v1/backup/backups', '/api/v1/backup/backups/']) {
    expect((await ask(site, ['POST', path], { json: { backup_type: 'db' } })).status).toBe(path.endsWith('/') ? 409 : 200)
    expect((await ask(site, ['GET', path])).body.data.count).toBe(1)
  }
  for (const path of ['/api/v1/backup/backups/1', '/api/v1/backup/backups/1/'])
    expect((await ask(site, ['GET', path])).body.data.id).toBe(1)
})

test('each type has its source: everything in one archive, the database, the files or the settings', async () => {
  await using site = await openShop()
  await addEverything(site)
  const displays = { full: '完整备份', db: '数据库备份', files: '文件备份', settings: '系统设置备份' }
  for (const [type, display] of Object.entries(displays)) {
    const record = await made(site, { backup_type: type })
    expect([record.backup_type, record.backup_type_display, record.status, record.error_message]).toEqual([type, display, 'completed', ''])
    expect(record.name).toMatch(new RegExp(`^${display}_\\d{8}_\\d{6}$`))
    expect((await ask(site, ['GET', `${backups}?backup_type=${type}`])).body.data.results).toEqual([record])
  }
  const [bundle] = (await site.house.installation.store.sources.list()).filter(({ dialect }) => dialect === 'bundle')
  expect(bundle?.name).toBe('shop + uploads + holdfast')
})

test('a full backup of nothing but a database stays what was asked for', async () => {
  await using site = await openShop()
  const record = await made(site, { backup_type: 'full' })
  expect([record.backup_type, record.backup_type_display, record.status]).toEqual(['full', '完整备份', 'completed'])
  expect((await ask(site, ['GET', `${backups}?backup_type=full`])).body.data.count).toBe(1)
  expect((await ask(site, ['GET', `${backups}?backup_type=db`])).body.data.count).toBe(0)
})

test('a type without a source is refused and says what is missing', async () => {
  await using site = await openShop({ isWorking: false })
  for (const [type, word] of [
    ['files', 'files'],
    ['settings', 'the settings'],
  ]) {
    const { status, body } = await ask(site, ['POST', backups], { json: { backup_type: type } })
    expect([status, body.code, body.data]).toEqual([409, 409, null])
    expect(body.message).toContain(`No source of ${word} is configured`)
  }
})

test('what is wrong in a request is named, in the envelope', async () => {
  await using site = await openShop({ isWorking: false })
  const wrong = async (method: string, path: string, json?: unknown) => {
    const { status, body } = await ask(site, [method, path], json === undefined ? {} : { json })
    expect([status, body.code, body.data]).toEqual([400, 400, null])
    expect(body.message).toMatch(/^请求参数错误：/)
    return body.message
  }
  expect(await wrong('POST', backups, {})).toContain('backup_type')
  expect(await wrong('POST', backups, { backup_type: 'everything' })).toContain('backup_type')
  expect(await wrong('POST', backups, { backup_type: 'db', name: 7 })).toContain('name')
  expect(await wrong('POST', backups, { backup_type: 'db', name: 'x'.repeat(201) })).toContain('name')
  expect(await wrong('POST', backups, { backup_type: 'db', description: 'x'.repeat(2001) })).toContain('description')
  expect(await wrong('POST', backups, 'text')).toContain('body')
  for (const query of ['page=0', 'page=x', 'page_size=0', 'page_size=1001', 'backup_type=x', 'status=x', 'is_auto=perhaps']) {
    expect(await wrong('GET', `${backups}?${query}`)).toContain(query.split('=')[0])
  }
  for (const query of ['start_date=2026-02-30', 'end_date=yesterday', 'start_date=2026-02-01T00:00:00Z']) {
    expect(await wrong('GET', `${backups}?${query}`)).toContain(query.split('=')[0])
  }
  expect(await wrong('GET', `${backups}seven/`)).toContain('id')
})

test('nothing, a wrong method and too low a role are answered in the envelope too', async () => {
  await using site = await openShop({ isWorking: false })
  const answer = async (method: string, path: string, as: 'viewer' | null | 'admin' | 'backup_operator' = 'admin') => {
    const { status, body } = await ask(site, [method, path], { as })
    expect(Object.keys(body)).toEqual(['code', 'message', 'data'])
    return [status, body.code, body.message.split('：')[0], body.data]
  }
  expect(await answer('GET', `${backups}99/`)).toEqual([404, 404, '未找到', null])
  expect(await answer('GET', `${backups}1/nothing/`)).toEqual([404, 404, '未找到', null])
  expect(await answer('PUT', backups)).toEqual([405, 405, '不支持该请求方法', null])
  expect(await answer('GET', backups, null)).toEqual([401, 401, '未登录或密钥无效', null])
  expect(await answer('POST', backups, 'viewer')).toEqual([403, 403, '没有权限', null])
  for (const as of ['viewer', 'backup_operator'] as const) {
    expect(await answer('DELETE', `${backups}1/`, as)).toEqual([403, 403, '没有权限', null])
    expect(await answer('POST', `${backups}1/restore/`, as)).toEqual([403, 403, '没有权限', null])
  }
  expect(await answer('GET', `${backups}1/download/`, 'viewer')).toEqual([403, 403, '没有权限', null])
})

test('without a database, every request says so in the envelope', async () => {
  await using site = await openSite({ isWorking: false })
  await site.house.addTarget({ name: 'shelf' })
  for (const [method, path] of [
    ['GET', backups],
    ['POST', backups],
    ['GET', `${backups}1/`],
  ] as const) {
    const { status, body } = await ask(site, [method, path], method === 'POST' ? { json: { backup_type: 'db' } } : {})
    expect([status, body.code, body.data]).toEqual([409, 409, null])
    expect(body.message).toContain('No database source is configured')
  }
  expect(site.unexpected).toEqual([])
})

test('a second backup of the same source is refused while the first one waits', async () => {
  await using site = await openShop({ isWorking: false })
  await ask(site, ['POST', backups], { json: { backup_type: 'db' } })
  const { status, body } = await ask(site, ['POST', backups], { json: { backup_type: 'db' } })
  expect([status, body.code]).toEqual([409, 409])
  expect(body.message).toContain('running or waiting already')
})
