import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { targetsRoutes } from '../../../../server/http/api/targets.ts'
import type { Site, SiteOptions } from '../../../support/http.ts'
import { hostileNames, openNounSite, read, refusedNames } from './noun-site.ts'

const path = '/api/v1/targets'
const untested = `${path}?probe=false`
const open = (options: SiteOptions = {}) => openNounSite(targetsRoutes, options)

function local(site: Site, name: string, folder = name) {
  return { name, kind: 'local', config: { path: site.house.path(folder) } }
}

test('a target is tested, kept, shown, changed and removed', async () => {
  await using site = await open()
  const [status, target] = await read(await site.post(path, { ...local(site, 'nas'), prefix: 'ours' }))
  expect([status, target]).toMatchObject([201, { name: 'nas', prefix: 'ours/', identity: expect.any(String), report: { wasNew: true } }])
  expect(await read(await site.get(`${path}/${target['id']}`, { as: 'viewer' }))).toMatchObject([200, { name: 'nas', kind: 'local' }])
  const change = (json: unknown, query = '') => site.request(`${path}/nas${query}`, { method: 'PATCH', json })
  expect(await read(await change({ name: 'nas 2', prefix: '' }, '?probe=false&rebind=true'))).toMatchObject([
    200,
    { name: 'nas 2', prefix: '', identity: null },
  ])
  expect(await read(await site.get(path))).toMatchObject([200, { items: [{ name: 'nas 2' }], nextCursor: null }])
  expect(await read(await site.get(`${path}?kind=database`))).toMatchObject([200, { items: [] }])
  expect((await read(await site.get(`${path}/nas%202/consequences`)))[1]).toMatchObject({ copies: 0 })
  expect(await read(await site.delete(`${path}/nas%202`))).toMatchObject([200, { removed: 'nas 2' }])
  expect(site.audited.map(({ action }) => action)).toEqual(['target.add', 'target.change', 'target.remove'])
})

test('another place is refused unless it is bound anew, and so is a place that is taken', async () => {
  await using site = await open()
  await site.post(path, local(site, 'nas'))
  const change = (query = '') =>
    site.request(`${path}/nas${query}`, { method: 'PATCH', json: { config: { path: site.house.path('other') } } })
  expect(await read(await change())).toMatchObject([409, { remedy: expect.stringContaining('rebind=true') }])
  const [, before] = await read(await site.get(`${path}/nas`))
  expect(await read(await change('?rebind=true'))).toMatchObject([200, { report: { wasNew: true } }])
  expect((await read(await site.get(`${path}/nas`)))[1]['identity']).not.toBe(before['identity'])
  expect(await read(await site.post(path, local(site, 'twin', 'other')))).toMatchObject([
    409,
    { detail: expect.stringContaining('"nas" already') },
  ])
})

test('what is wrong is named by its field', async () => {
  await using site = await open()
  for (const [body, field] of [
    [{ ...local(site, 'a'), kind: 'lokal' }, 'kind'],
    [{ name: 'a', kind: 'local' }, 'config.path'],
    [{ ...local(site, 'a'), config: { path: 'a\u0000b' } }, 'config.path'],
    [{ ...local(site, 'a'), prefix: 7 }, 'prefix'],
    [{ ...local(site, 'a'), size: 7 }, 'size'],
  ] as const) {
    expect(await read(await site.post(untested, body)), JSON.stringify(body)).toMatchObject([400, { fields: [field] }])
  }
  expect((await site.post(untested, { ...local(site, 'a'), prefix: '../up' })).status).toBe(400)
  for (const name of refusedNames) expect((await site.post(untested, local(site, name))).status, name).toBe(400)
  for (const name of hostileNames) expect((await site.post(untested, local(site, name))).status, name).toBe(201)
  for (const name of hostileNames) expect((await site.get(`${path}/${encodeURIComponent(name)}`)).status, name).toBe(200)
})

test('a test tells what came of it, and gives an identity to none but those that are kept', async () => {
  await using site = await open()
  mkdirSync(site.house.path('here'))
  const trial = { kind: 'local', config: { path: site.house.path('here') } }
  expect(await read(await site.post(`${path}/test`, trial))).toMatchObject([
    200,
    { isAnswering: true, report: { identity: null, wasNew: false } },
  ])
  await site.post(untested, local(site, 'nas'))
  expect(await read(await site.post(`${path}/nas/test`, undefined, { as: 'backup_operator' }))).toMatchObject([
    200,
    { report: { wasNew: true } },
  ])
  rmSync(site.house.path('nas'), { recursive: true })
  const gone = await read(await site.post(`${path}/nas/test`))
  expect(gone).toMatchObject([200, { isAnswering: false, failure: { code: 'unavailable' } }])
  expect(await read(await site.post(`${path}/test`, { kind: 'tape' }))).toMatchObject([400, { fields: ['kind'] }])
})

test('what lies there is listed folder by folder and page by page, ours and what others put there', async () => {
  await using site = await open()
  await site.post(path, { ...local(site, 'nas'), prefix: 'ours' })
  for (const folder of ['a', 'b/c']) mkdirSync(site.house.path('nas', 'ours', folder), { recursive: true })
  for (const file of ['a/1', 'a/2', 'b/c/3', '<b>.txt']) writeFileSync(site.house.path('nas', 'ours', file), 'xyz')
  writeFileSync(site.house.path('nas', 'outside'), '')
  const browse = async (query = '') => (await read(await site.get(`${path}/nas/browse${query}`, { as: 'backup_operator' })))[1]
  expect(await browse()).toMatchObject({
    prefix: '',
    items: [
      { name: '<b>.txt', kind: 'object', sizeBytes: 3 },
      { name: 'a', kind: 'folder', objects: 2, sizeBytes: 6 },
      { name: 'b', kind: 'folder', objects: 1 },
      { name: 'holdfast-target.json', kind: 'object' },
    ],
    nextCursor: null,
    isWhole: true,
  })
  expect(await browse('?prefix=/b/c')).toMatchObject({ prefix: 'b/c/', items: [{ name: '3' }] })
  const first = await browse('?page_size=3')
  expect(first).toMatchObject({ items: [{}, {}, { name: 'b' }], nextCursor: expect.any(String) })
  expect(await browse(`?page_size=3&cursor=${first['nextCursor']}`)).toMatchObject({
    items: [{ name: 'holdfast-target.json' }],
    nextCursor: null,
  })
  for (const prefix of ['..', '../..', 'a/../..', 'a%00b', 'a%5Cb']) {
    expect(await read(await site.get(`${path}/nas/browse?prefix=${prefix}`)), prefix).toMatchObject([400, { fields: ['prefix'] }])
  }
  expect(await read(await site.get(`${path}/nas/browse?cursor=x`))).toMatchObject([400, { fields: ['cursor'] }])
  rmSync(site.house.path('nas', 'ours', 'holdfast-target.json'))
  expect(await read(await site.get(`${path}/nas/browse`))).toMatchObject([503, { code: 'unavailable' }])
})

test('a rescan is queued, done once for one idempotency key, and waited for', async () => {
  await using site = await open({ isWorking: true })
  await site.post(path, local(site, 'nas'))
  const rescan = () => site.post(`${path}/nas/rescan?wait=60`, undefined, { headers: { 'idempotency-key': 'one' } })
  const first = await read(await rescan())
  expect(first).toMatchObject([200, { kind: 'rescan', state: 'completed', requestedBy: expect.stringContaining('key:') }])
  expect(await read(await rescan())).toEqual(first)
  const audited = await site.house.installation.store.audit.list({ action: 'target.rescan' }, { limit: 9 })
  expect(audited.map(({ subject }) => subject)).toEqual(['nas'])
  expect((await site.post(`${path}/nobody/rescan`)).status).toBe(404)
})

test('viewers and operators change nothing, and targets are not for keys of some sources', async () => {
  await using site = await open()
  await site.post(untested, local(site, 'nas'))
  for (const as of ['viewer', 'backup_operator'] as const) {
    expect((await site.post(path, local(site, 'a'), { as })).status).toBe(403)
    expect((await site.post(`${path}/test`, { kind: 'local' }, { as })).status).toBe(403)
    expect((await site.request(`${path}/nas`, { method: 'PATCH', json: {}, as })).status).toBe(403)
    expect((await site.delete(`${path}/nas`, { as })).status).toBe(403)
    expect((await site.post(`${path}/nas/rescan`, undefined, { as })).status).toBe(403)
  }
  expect((await site.get(`${path}/nas/browse`, { as: 'viewer' })).status).toBe(403)
  for (const rest of ['', '/nas', '/nas/browse', '/nas/consequences']) {
    expect((await site.get(`${path}${rest}`, { as: 'admin', sourceIds: ['s'] })).status).toBe(403)
  }
})
