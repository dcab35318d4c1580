import { expect, test } from 'vitest'
import { sourcesRoutes } from '../../../../server/http/api/sources.ts'
import type { Site, SiteOptions } from '../../../support/http.ts'
import { gatedPath, hostileNames, openNounSite, read, refusedNames } from './noun-site.ts'

const path = '/api/v1/sources'
const open = (options: SiteOptions = {}) => openNounSite(sourcesRoutes, options)
const untested = `${path}?probe=false`

function sqlite(site: Site, name: string) {
  return { name, dialect: 'sqlite', config: { path: site.house.path(`${name}.db`) } }
}

test('a source is tested, kept, shown, changed and removed', async () => {
  await using site = await open()
  site.house.sqlite('shop.db', 'create table people (name text); insert into people values (1), (2); create table orders (id int)')
  const added = await site.post(path, sqlite(site, 'shop'))
  const [status, source] = await read(added)
  expect(status).toBe(201)
  expect(source).toMatchObject({ name: 'shop', dialect: 'sqlite', folder: 'shop', report: { tableCount: 2, tables: expect.any(Array) } })
  expect(added.headers.get('location')).toBe(`${path}/${source['id']}`)
  const { report: _, ...shown } = source as Record<string, unknown>
  for (const name of ['shop', String(shown['id'])])
    expect(await read(await site.get(`${path}/${name}`, { as: 'viewer' }))).toEqual([200, shown])
  const renamed = await site.request(`${path}/shop`, { method: 'PATCH', json: { name: 'store' } })
  expect(await read(renamed)).toMatchObject([200, { id: shown['id'], name: 'store', config: shown['config'], report: null }])
  expect((await site.get(`${path}/shop`)).status).toBe(404)
  const removed = await read(await site.delete(`${path}/store`))
  expect(removed).toMatchObject([200, { removed: 'store', consequences: { plans: [], sentences: [] } }])
  expect(site.audited).toEqual(
    [
      { action: 'source.add', subject: 'shop' },
      { action: 'source.change', subject: 'store' },
      { action: 'source.remove', subject: 'store' },
    ].map((entry) => expect.objectContaining(entry)),
  )
})

test('what is wrong is named by its field', async () => {
  await using site = await open()
  for (const [body, field] of [
    [{ dialect: 'sqlite' }, 'name'],
    [{ ...sqlite(site, 'a'), dialect: 'sqlit' }, 'dialect'],
    [{ name: 'a', dialect: 'sqlite' }, 'config.path'],
    [{ name: 'a', dialect: 'sqlite', config: { path: '/x', pth: 1 } }, 'config.pth'],
    [{ ...sqlite(site, 'a'), color: 'red' }, 'color'],
    [{ name: 'a', dialect: 'bundle', config: { members: ['nobody', 'else'] } }, 'config.members'],
  ] as const) {
    expect(await read(await site.post(untested, body)), JSON.stringify(body)).toMatchObject([
      400,
      { fields: expect.arrayContaining([field]) },
    ])
  }
  for (const name of refusedNames)
    expect(await read(await site.post(untested, sqlite(site, name))), name).toMatchObject([400, { fields: ['name'] }])
  await site.post(untested, sqlite(site, 'a'))
  expect(await read(await site.post(untested, sqlite(site, 'a')))).toMatchObject([409, { code: 'conflict' }])
  expect(await read(await site.get(`${path}?probe=perhaps`))).toMatchObject([400, { fields: ['probe'] }])
  expect(await read(await site.post(`${path}?probe=perhaps`, sqlite(site, 'b')))).toMatchObject([400, { fields: ['probe'] }])
})

test('what does not answer is not kept, and its refusal is not taken for one of the key', async () => {
  await using site = await open({ pluginPaths: [gatedPath] })
  const gate = { name: 'gate', dialect: 'gated', config: { host: 'g', password: 'canary-1' } }
  const refused = await site.post(path, gate)
  const text = await refused.clone().text()
  expect(await read(refused)).toMatchObject([
    400,
    { code: 'invalid', fields: ['config'], detail: expect.stringContaining('test of the connection failed') },
  ])
  expect(text).not.toContain('canary-1')
  expect(refused.headers.get('www-authenticate')).toBeNull()
  expect((await site.post(path, { name: 'gone', dialect: 'sqlite', config: { path: site.house.path('gone.db') } })).status).toBe(400)
  expect((await read(await site.get(path)))[1]).toMatchObject({ items: [] })
  expect(await read(await site.post(untested, gate))).toMatchObject([201, { config: { host: 'g', password: '••••••' }, report: null }])
})

test('a secret is never shown, stays behind its dots, and is taken away by null', async () => {
  await using site = await open({ pluginPaths: [gatedPath] })
  await site.post(untested, { name: 'gate', dialect: 'gated', config: { host: 'g', password: 'open sesame' } })
  const change = (config: unknown, query = '') => site.request(`${path}/gate${query}`, { method: 'PATCH', json: { config } })
  expect((await change({ host: 'h', password: '••••••' })).status).toBe(200)
  expect((await site.http.sources.find('gate')).config).toEqual({ host: 'h', password: 'open sesame' })
  expect(await read(await change({ password: null }, '?probe=false'))).toMatchObject([400, { fields: ['config.password'] }])
  for (const answer of [await site.get(path), await site.get(`${path}/gate`)]) expect(await answer.text()).not.toContain('sesame')
})

test('a test tells what came of it, of what is kept and of what is not', async () => {
  await using site = await open({ pluginPaths: [gatedPath] })
  await site.post(untested, { name: 'gate', dialect: 'gated', config: { host: 'g', password: 'open sesame' } })
  expect(await read(await site.post(`${path}/gate/test`, undefined, { as: 'backup_operator' }))).toMatchObject([
    200,
    { isAnswering: true, report: { engine: 'gate' } },
  ])
  const trial = { dialect: 'gated', config: { host: 'h', password: '••••••' } }
  expect(await read(await site.post(`${path}/test`, { ...trial, like: 'gate' }))).toMatchObject([200, { isAnswering: true, failure: null }])
  const [status, failed] = await read(await site.post(`${path}/test`, { ...trial, config: { host: 'h', password: 'canary-2' } }))
  expect([status, failed]).toMatchObject([200, { isAnswering: false, report: null, failure: { code: 'unauthenticated' } }])
  expect(JSON.stringify(failed)).not.toContain('canary-2')
  expect(await read(await site.post(`${path}/test`, { ...trial, like: 'nobody' }))).toMatchObject([400, { fields: ['like'] }])
  expect(await read(await site.post(`${path}/test`, { dialect: 'nothing' }))).toMatchObject([400, { fields: ['dialect'] }])
  expect((await site.post(`${path}/nobody/test`)).status).toBe(404)
})

test('the tables are those that are there now, those that were searched for, and not too many', async () => {
  await using site = await open()
  site.house.sqlite('shop.db', 'create table people (name text); create table orders (id int); create table paid (id int)')
  await site.house.addSource({ name: 'shop' })
  const tables = async (query = '') => (await read(await site.get(`${path}/shop/tables${query}`)))[1]
  expect(await tables('?name=P')).toMatchObject({ total: 3, items: [{ name: 'people' }, { name: 'paid' }], isWhole: true })
  expect(await tables('?limit=1')).toMatchObject({ total: 3, items: [{}], isWhole: false })
  await site.house.addSource({ name: 'gone' })
  expect(await read(await site.get(`${path}/gone/tables`))).toMatchObject([503, { code: 'unavailable' }])
})

test('removing says what it breaks, and does it when it is forced', async () => {
  await using site = await open()
  const source = await site.house.addSource({ name: 'shop' })
  const target = await site.house.addTarget({ name: 'nas' })
  await site.house.addPlan({ name: 'nightly', sourceIds: [source.id], targetIds: [target.id] })
  expect(await read(await site.get(`${path}/shop/consequences`))).toMatchObject([
    200,
    { plans: ['nightly'], pausedPlans: ['nightly'], sentences: [expect.any(String), expect.any(String)] },
  ])
  expect(await read(await site.delete(`${path}/shop`))).toMatchObject([409, { detail: expect.stringContaining('"nightly"') }])
  expect((await site.delete(`${path}/shop?force=true`)).status).toBe(200)
  expect((await site.http.plans.find('nightly')).isPaused).toBe(true)
  expect((await site.delete(`${path}/shop`)).status).toBe(404)
})

test('a list is paged, filtered and in order, whatever the names', async () => {
  await using site = await open()
  for (const name of [...hostileNames, 'x']) expect((await site.post(untested, sqlite(site, name))).status, name).toBe(201)
  for (const name of hostileNames) {
    expect(await read(await site.get(`${path}/${encodeURIComponent(name)}`)), name).toMatchObject([200, { name }])
  }
  const all = (await read(await site.get(path)))[1] as unknown as { items: { name: string }[] }
  const names = all.items.map(({ name }) => name)
  expect(new Set(names)).toEqual(new Set([...hostileNames, 'x']))
  const seen: string[] = []
  for (let cursor: string | null = ''; cursor !== null; ) {
    const page = (await read(await site.get(`${path}?page_size=4${cursor === '' ? '' : `&cursor=${cursor}`}`)))[1] as unknown as {
      items: { name: string }[]
      nextCursor: string | null
    }
    seen.push(...page.items.map(({ name }) => name))
    cursor = page.nextCursor
  }
  expect(seen).toEqual(names)
  expect((await read(await site.get(`${path}?page=2&page_size=4`)))[1]).toMatchObject({
    total: names.length,
    items: names.slice(4, 8).map((name) => ({ name })),
  })
  expect((await read(await site.get(`${path}?name=SCRIPT`)))[1]).toMatchObject({ items: [{ name: '<script>alert(1)</script>' }] })
  expect((await read(await site.get(`${path}?dialect=files`)))[1]).toMatchObject({ items: [] })
  expect((await site.get(`${path}?cursor=nonsense`)).status).toBe(400)
})

test('a path that no source can have is 400 or 404, never more', async () => {
  await using site = await open()
  for (const name of ['%00', '%2e%2e%2fx', '%252f', 'a%2Fb', '--help', '%E5%A4', 'x'.repeat(300)])
    expect((await site.get(`${path}/${name}`)).status, name).toBe(404)
  expect((await site.get(`${path}/${'x'.repeat(500)}`)).status).toBe(400)
})

test('viewers and operators change nothing, and a key for some sources learns nothing of others', async () => {
  await using site = await open()
  site.house.sqlite('mine.db', 'create table a (b)')
  const mine = await site.house.addSource({ name: 'mine' })
  await site.house.addSource({ name: 'secret-project' })
  for (const as of ['viewer', 'backup_operator'] as const) {
    expect((await site.post(path, sqlite(site, 'a'), { as })).status).toBe(403)
    expect((await site.post(`${path}/test`, { dialect: 'sqlite' }, { as })).status).toBe(403)
    expect((await site.request(`${path}/mine`, { method: 'PATCH', json: {}, as })).status).toBe(403)
    expect((await site.delete(`${path}/mine`, { as })).status).toBe(403)
  }
  expect((await site.get(`${path}/mine/tables`, { as: 'viewer' })).status).toBe(403)
  const bound = { as: 'admin', sourceIds: [mine.id] } as const
  const list = await (await site.get(path, bound)).text()
  expect(list).toContain('"mine"')
  expect(list).not.toContain('secret-project')
  expect((await site.get(`${path}/mine`, bound)).status).toBe(200)
  expect((await site.get(`${path}/mine/tables`, bound)).status).toBe(200)
  const answers = []
  for (const name of ['secret-project', 'secret-projec', 'nothing-like-it']) {
    for (const rest of ['', '/tables']) answers.push(await site.get(`${path}/${name}${rest}`, bound))
    answers.push(await site.post(`${path}/${name}/test`, undefined, bound))
  }
  for (const answer of answers) {
    expect(answer.status).toBe(403)
    expect((await read(answer))[1]).toMatchObject({ detail: 'This key is for other sources.' })
  }
  for (const method of ['PATCH', 'DELETE'])
    expect((await site.request(`${path}/mine`, { method, ...(method === 'PATCH' ? { json: {} } : {}), ...bound })).status).toBe(403)
  expect((await site.get(path, { as: null })).status).toBe(401)
})
