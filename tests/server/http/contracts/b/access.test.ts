import { expect, test } from 'vitest'
import { contractB } from '../../../../../server/http/contracts/b/index.ts'
import { openSite } from '../../../../support/http.ts'
import { ask, create, enveloped, openShop } from './bench.ts'

const lines = [
  ['POST /api/backup/create', 'backup_operator'],
  ['GET /api/backup/list', 'viewer'],
  ['GET /api/backup/records/1', 'viewer'],
  ['DELETE /api/backup/records/1', 'admin'],
  ['POST /api/backup/restore', 'admin'],
  ['POST /api/backup/upload-restore', 'admin'],
  ['GET /api/backup/download/1', 'backup_operator'],
  ['GET /api/backup/config', 'viewer'],
  ['PUT /api/backup/config', 'admin'],
  ['GET /api/backup/status', 'viewer'],
  ['POST /api/backup/cancel', 'backup_operator'],
] as const

const roles = ['viewer', 'backup_operator', 'admin'] as const

test('the routes are those of the document', () => {
  const documented = lines.map(([line]) => line.replace('/1', '/{id}'))
  expect(contractB.routes.map(({ method, path }) => `${method.toUpperCase()} ${path}`).sort()).toEqual([...documented].sort())
})

test.each(lines)('%s is for %s and more, and for nobody without a key', async (line, least) => {
  await using site = await openShop({ isWorking: false })
  const nobody = await ask(site, `nobody ${line}`)
  expect(nobody).toMatchObject({ status: 401, code: 2, message: expect.stringContaining('未授权'), data: null })
  for (const role of roles.slice(0, roles.indexOf(least))) {
    const refused = await ask(site, `${role} ${line}`)
    expect(refused).toMatchObject({ status: 403, code: 2, message: expect.stringContaining('权限不足'), data: null })
  }
})

test.each(lines.filter(([line]) => !line.includes('create')))('%s lets %s in', async (line, least) => {
  await using site = await openShop({ isWorking: false })
  expect([401, 403]).not.toContain((await ask(site, `${least} ${line}`)).status)
})

test('a key that is for another source sees and does nothing', async () => {
  await using site = await openShop()
  await create(site)
  const other = await site.house.addSource({ name: 'other' })
  for (const [line] of lines) {
    const [method, path] = line.split(' ') as [string, string]
    const json = line.startsWith('PUT')
      ? { backup_enabled: 1, backup_cron: '0 3 * * *', backup_retention: 7, backup_max_count: 10, backup_compress: 1 }
      : { record_id: 1 }
    const refused = await enveloped(await site.request(path, { method, sourceIds: [other.id], ...(method === 'GET' ? {} : { json }) }))
    expect(refused).toMatchObject({ status: 403, code: 2, data: null })
  }
  const own = (await site.http.sources.find('shop')).id
  expect((await enveloped(await site.get('/api/backup/list', { sourceIds: [own] }))).data.total).toBe(1)
})

test('without a database source everything says so in the envelope', async () => {
  await using site = await openSite({ groups: [contractB], isWorking: false })
  await site.house.addTarget({ name: 'disk' })
  await site.house.addSource({ name: 'tree', dialect: 'files', config: { path: site.house.folder } })
  for (const [line] of lines) {
    const json = line.startsWith('PUT')
      ? { backup_enabled: 1, backup_cron: '0 3 * * *', backup_retention: 7, backup_max_count: 10, backup_compress: 1 }
      : { record_id: 1 }
    const refused = await ask(site, line, line.startsWith('GET') ? undefined : json)
    expect(refused).toMatchObject({ status: 409, code: 1, data: null, message: expect.stringContaining('No database source') })
  }
  expect(site.unexpected).toEqual([])
})

test('an unknown path, another method and a broken body are said in the envelope too', async () => {
  await using site = await openShop({ isWorking: false })
  expect(await ask(site, 'GET /api/backup/nothing')).toMatchObject({ status: 404, code: 1, data: null })
  expect(await ask(site, 'GET /api/backup/create')).toMatchObject({ status: 405, code: 1, data: null })
  const broken = await site.request('/api/backup/restore', { method: 'POST', body: '{"record_id":' })
  expect(await enveloped(broken)).toMatchObject({ status: 400, code: 1, data: null })
})
