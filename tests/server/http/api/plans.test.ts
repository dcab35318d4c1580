import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { plansRoutes } from '../../../../server/http/api/plans.ts'
import type { Site, SiteOptions } from '../../../support/http.ts'
import { hostileNames, openNounSite, read, refusedNames } from './noun-site.ts'

const path = '/api/v1/plans'

async function open(options: SiteOptions = {}): Promise<Site & { readonly ids: readonly string[] }> {
  const site = await openNounSite(plansRoutes, options)
  const ids = []
  for (const name of ['shop', 'blog']) {
    site.house.sqlite(`${name}.db`, 'create table people (name text); insert into people values (1)')
    ids.push((await site.house.addSource({ name })).id)
  }
  await site.house.addTarget({ name: 'nas' })
  return Object.assign(site, { ids })
}

const nightly = {
  name: 'nightly',
  sources: ['shop', 'blog'],
  targets: ['nas'],
  settings: { schedule: { kind: 'daily', time: '03:00' }, zone: 'Asia/Shanghai', retention: { keepLast: 2 } },
}

test('a plan is kept, shown with names, changed field by field, paused, resumed and removed', async () => {
  await using site = await open()
  const added = await site.post(path, nightly)
  const [status, plan] = await read(added)
  expect([status, plan]).toMatchObject([
    201,
    {
      sources: [{ id: site.ids[0], name: 'shop' }, { name: 'blog' }],
      targets: [{ name: 'nas' }],
      settings: { mode: 'full', retention: { keepLast: 2, keepDays: null } },
      schedule: 'every day at 03:00 (Asia/Shanghai)',
      nextRunAt: '2026-01-02T19:00:00.000Z',
    },
  ])
  expect(added.headers.get('location')).toBe(`${path}/${plan['id']}`)
  const change = (json: unknown) => site.request(`${path}/nightly`, { method: 'PATCH', json })
  expect(await read(await change({ sources: ['blog'], settings: { retention: { keepDays: 30 } } }))).toMatchObject([
    200,
    { sources: [{ name: 'blog' }], settings: { retention: { keepLast: 2, keepDays: 30 }, zone: 'Asia/Shanghai' } },
  ])
  expect(await read(await site.post(`${path}/nightly/pause`))).toMatchObject([200, { isPaused: true, nextRunAt: null }])
  expect(await read(await site.get(`${path}/nightly/next?count=2`, { as: 'viewer' }))).toEqual([
    200,
    { isPaused: true, runs: ['2026-01-02T19:00:00.000Z', '2026-01-03T19:00:00.000Z'] },
  ])
  expect(await read(await site.get(`${path}?is_paused=true&source=blog&target=nas`))).toMatchObject([200, { items: [{ name: 'nightly' }] }])
  expect(await read(await site.get(`${path}?source=shop`))).toMatchObject([200, { items: [] }])
  expect(await read(await site.post(`${path}/nightly/resume`))).toMatchObject([200, { isPaused: false }])
  expect((await read(await site.get(`${path}/nightly/consequences`)))[1]).toMatchObject({ noun: 'plan', backups: 0 })
  expect(await read(await site.delete(`${path}/nightly`))).toMatchObject([200, { removed: 'nightly' }])
  expect(site.audited.map(({ action }) => action)).toEqual(['plan.add', 'plan.change', 'plan.pause', 'plan.resume', 'plan.remove'])
})

test('what is wrong is named by its field, and nothing is kept', async () => {
  await using site = await open()
  for (const [body, field] of [
    [{ ...nightly, sources: ['shpo'] }, 'sources'],
    [{ ...nightly, sources: [] }, 'sources'],
    [{ ...nightly, targets: ['nsa'] }, 'targets'],
    [{ ...nightly, targets: 'nas' }, 'targets'],
    [{ ...nightly, settings: { mode: 'half' } }, 'settings.mode'],
    [{ ...nightly, settings: { moed: 'full' } }, 'settings.moed'],
    [{ ...nightly, settings: { constructor: 1 } }, 'settings.constructor'],
    [{ ...nightly, settings: { zone: 'Mars/Olympus' } }, 'settings.zone'],
    [{ ...nightly, settings: { recipients: ['age1x'] } }, 'settings.recipients'],
    [{ ...nightly, settings: { schedule: { kind: 'daily', time: '24:00' } } }, 'settings.schedule.time'],
    [{ ...nightly, settings: { schedule: { kind: 'cron', expression: '0 0 30 2 *' } } }, 'settings.schedule'],
    [{ ...nightly, settings: { retention: null } }, 'settings.retention'],
    [{ ...nightly, settings: { retention: { keepLast: 0 } } }, 'settings.retention.keepLast'],
    [{ ...nightly, settings: { verification: { levle: 'proven' } } }, 'settings.verification.levle'],
    [{ ...nightly, settings: { verification: [] } }, 'settings.verification'],
    [{ ...nightly, enabled: true }, 'enabled'],
  ] as const) {
    expect(await read(await site.post(path, body)), JSON.stringify(body)).toMatchObject([400, { fields: [field] }])
  }
  for (const name of refusedNames)
    expect(await read(await site.post(path, { ...nightly, name })), name).toMatchObject([400, { fields: ['name'] }])
  expect(await read(await site.get(path))).toMatchObject([200, { items: [] }])
  for (const name of hostileNames) expect((await site.post(path, { ...nightly, name })).status, name).toBe(201)
  for (const name of hostileNames) expect((await site.get(`${path}/${encodeURIComponent(name)}`)).status, name).toBe(200)
  expect((await site.post(path, { ...nightly, name: '--help' })).status).toBe(409)
  expect((await site.get(`${path}/nobody/next?count=0`)).status).toBe(400)
})

test('a run backs up all its sources, those that were named, or none of them', async () => {
  await using site = await open({ isWorking: true })
  await site.post(path, nightly)
  const run = (json: unknown, query = '?wait=60') => site.post(`${path}/nightly/run${query}`, json, { as: 'backup_operator' })
  const [status, { jobs }] = await read(await run({ description: 'before the move' }))
  expect([status, jobs]).toMatchObject([
    200,
    [
      { kind: 'backup', state: 'completed', sourceId: site.ids[0], trigger: 'manual', requestedBy: expect.stringMatching(/^key:/) },
      { state: 'completed', sourceId: site.ids[1] },
    ],
  ])
  expect(await read(await run({ sources: ['blog'], mode: 'full' }))).toMatchObject([200, { jobs: [{ sourceId: site.ids[1] }] }])
  expect(await read(await run({ sources: ['nobody'] }))).toMatchObject([400, { fields: ['sources'] }])
  await site.house.addSource({ name: 'other' })
  expect(await read(await run({ sources: ['other'] }))).toMatchObject([400, { fields: ['sources'] }])
  expect(await read(await run({ mode: 'half' }))).toMatchObject([400, { fields: ['mode'] }])
  expect(site.audited.filter(({ action }) => action === 'backup.start')).toHaveLength(2)
})

test('of two runs at once the second is refused, and queues nothing', async () => {
  await using site = await open()
  await site.post(path, nightly)
  expect((await site.post(`${path}/nightly/run`, { sources: ['blog'] })).status).toBe(202)
  expect(await read(await site.post(`${path}/nightly/run`, {}))).toMatchObject([409, { code: 'conflict' }])
  expect(await site.house.jobs.count({})).toBe(1)
})

test('a preview and a dry run say what would be removed and why, and a prune removes it', async () => {
  await using site = await open()
  await site.post(path, { ...nightly, sources: ['shop'] })
  const { id: planId } = await site.http.plans.find('nightly')
  for (let day = 0; day < 3; day += 1) {
    site.house.clock.advance(86_400_000)
    await site.house.backup({ sourceId: site.ids[0]!, planId })
  }
  const before = await site.http.backups.count({ planId, state: 'kept' })
  const preview = await read(await site.post(`${path}/nightly/preview`, { retention: { keepLast: 1 } }, { as: 'viewer' }))
  expect(preview).toMatchObject([
    200,
    { settings: { retention: { keepLast: 1 } }, runs: expect.any(Array), retention: { kept: 1, removed: before - 1 } },
  ])
  const { decisions } = (preview[1] as unknown as { retention: { decisions: { reasons: { text: string }[] }[] } }).retention
  expect(decisions[0]?.reasons[0]?.text).toMatch(/\.$/)
  await site.request(`${path}/nightly`, { method: 'PATCH', json: { settings: { retention: { keepLast: 1 } } } })
  expect(await read(await site.post(`${path}/nightly/prune?dry_run=true`))).toMatchObject([200, { removed: before - 1 }])
  expect(await site.house.jobs.count({ kind: 'prune', states: ['pending'] })).toBe(0)
  expect((await site.post(`${path}/nightly/prune`)).status).toBe(202)
  await site.house.run()
  expect(await site.http.backups.count({ planId, state: 'kept' })).toBe(1)
  expect(await read(await site.post(`${path}/preview`, { schedule: { kind: 'daily', time: '04:00' }, zone: 'UTC' }))).toMatchObject([
    200,
    { retention: null, settings: { codec: 'zstd' } },
  ])
  expect(await read(await site.post(`${path}/preview`, { shedule: null }))).toMatchObject([400, { fields: ['shedule'] }])
})

test('viewers and operators change nothing, and a key for some sources sees only plans of nothing else', async () => {
  await using site = await open()
  await site.post(path, nightly)
  await site.post(path, { ...nightly, name: 'only-blog', sources: ['blog'] })
  for (const as of ['viewer', 'backup_operator'] as const) {
    expect((await site.post(path, nightly, { as })).status).toBe(403)
    expect((await site.request(`${path}/nightly`, { method: 'PATCH', json: {}, as })).status).toBe(403)
    for (const rest of ['/pause', '/resume', '/prune'])
      expect((await site.post(`${path}/nightly${rest}`, undefined, { as })).status).toBe(403)
    expect((await site.delete(`${path}/nightly`, { as })).status).toBe(403)
  }
  expect((await site.post(`${path}/nightly/run`, {}, { as: 'viewer' })).status).toBe(403)
  const bound = { as: 'backup_operator', sourceIds: [site.ids[1]!] } as const
  expect(await read(await site.get(path, bound))).toMatchObject([200, { items: [{ name: 'only-blog' }] }])
  expect((await site.get(`${path}/only-blog`, bound)).status).toBe(200)
  expect((await site.post(`${path}/only-blog/run`, {}, bound)).status).toBe(202)
  for (const name of ['nightly', 'nightl', 'nothing']) {
    for (const rest of ['', '/next']) {
      const refused = await read(await site.get(`${path}/${name}${rest}`, bound))
      expect(refused).toMatchObject([403, { detail: 'This key is for other sources.' }])
    }
    expect((await site.post(`${path}/${name}/run`, {}, bound)).status).toBe(403)
  }
  expect((await site.post(`${path}/only-blog/preview`, {}, bound)).status).toBe(403)
})

test('a plan is tested by what it stands on, and says what a backup would meet', async () => {
  await using site = await open()
  await site.post(path, nightly)
  const tested = async () => read(await site.post(`${path}/nightly/test`))
  const answering = { isAnswering: true, failure: null }
  const nas = { noun: 'target', name: 'nas', ...answering }
  expect(await tested()).toEqual([
    200,
    { isAnswering: true, items: [{ noun: 'source', name: 'shop', ...answering }, { noun: 'source', name: 'blog', ...answering }, nas] },
  ])
  await rm(join(site.house.folder, 'blog.db'))
  expect(await tested()).toMatchObject([
    200,
    { isAnswering: false, items: [answering, { name: 'blog', isAnswering: false, failure: { code: 'not_found' } }, answering] },
  ])
  expect((await site.post(`${path}/nightly/test`, undefined, { as: 'backup_operator' })).status).toBe(403)
})
