import { expect, test } from 'vitest'
import { Scheduler } from '../../../../../server/control/scheduler.ts'
import { plansRoutes } from '../../../../../server/http/api/plans.ts'
import { contractC } from '../../../../../server/http/contracts/c/index.ts'
import { openSite, type Site } from '../../../../support/http.ts'
import { read } from '../../api/noun-site.ts'

const path = '/api/v1/backups/config'
const dayMs = 86_400_000

async function open(): Promise<Site> {
  const native = { name: 'native', bases: ['/api/v1'], routes: plansRoutes }
  const site = await openSite({ isWorking: false, groups: [contractC, native] })
  site.house.sqlite('shop.db', 'create table people (name text); insert into people values (1)')
  await site.house.addSource({ name: 'shop' })
  await site.house.addTarget({ name: 'nas' })
  await site.http.contracts.change({ zone: 'Asia/Shanghai' })
  return site
}

const initial = {
  enabled: false,
  frequency: 'daily',
  time: '02:00',
  weekday: null,
  keepLast: 7,
  source: 'shop',
  target: 'nas',
  zone: 'Asia/Shanghai',
  lastRun: null,
  nextRun: null,
}

test('before anybody sets it, it says what it would be at first', async () => {
  await using site = await open()
  expect(await read(await site.get(path, { as: 'viewer' }))).toEqual([200, initial])
  expect(await site.http.plans.list()).toEqual([])
})

test('it says so without a source and a target too, and can not be set then', async () => {
  await using site = await openSite({ isWorking: false, groups: [contractC] })
  expect(await read(await site.get(path))).toMatchObject([200, { enabled: false, source: null, target: null }])
  expect(await read(await site.put(path, { enabled: true }))).toMatchObject([409, { remedy: expect.stringContaining('Add a source') }])
})

test('what is set is kept, what is left out stays, and what was read may be sent back', async () => {
  await using site = await open()
  const put = async (json: unknown) => read(await site.put(path, json))
  const daily = { ...initial, enabled: true, time: '03:30', keepLast: 2, nextRun: '2026-01-02T19:30:00.000Z' }
  expect(await put({ enabled: true, time: '03:30', keepLast: 2 })).toEqual([200, daily])
  expect(await put({ frequency: 'weekly', weekday: 'Sunday' })).toEqual([
    200,
    { ...daily, frequency: 'weekly', weekday: 0, nextRun: '2026-01-03T19:30:00.000Z' },
  ])
  expect(await put({ weekday: 3 })).toMatchObject([200, { weekday: 3, time: '03:30', nextRun: '2026-01-06T19:30:00.000Z' }])
  expect(await put({ keepLast: null, zone: 'UTC' })).toMatchObject([
    200,
    { keepLast: null, zone: 'UTC', nextRun: '2026-01-07T03:30:00.000Z' },
  ])
  const [, shown] = await read(await site.get(path))
  expect(await put(shown)).toEqual([200, shown])
  expect(await put({ enabled: false })).toMatchObject([200, { enabled: false, nextRun: null, frequency: 'weekly' }])
  await site.house.addSource({ name: 'blog' })
  await site.house.addTarget({ name: 'cloud' })
  expect(await put({ source: 'blog', target: 'cloud' })).toMatchObject([200, { source: 'blog', target: 'cloud', enabled: false }])
  expect(await site.http.plans.list()).toHaveLength(1)
})

test('a weekday means weekly unless daily is said with it, and one that is none is told what would be', async () => {
  await using site = await open()
  const put = async (json: unknown) => read(await site.put(path, json))
  expect(await put({ frequency: 'daily', weekday: 1 })).toMatchObject([200, { frequency: 'daily', weekday: null }])
  expect(await put({ weekday: 'fri' })).toMatchObject([200, { frequency: 'weekly', weekday: 5 }])
  expect(await put({ weekday: 'someday' })).toMatchObject([400, { detail: expect.stringContaining('weekday: must be 0 (Sunday) to 6') }])
})

test('two that set it at once for the first time make one plan', async () => {
  await using site = await open()
  await Promise.all([site.put(path, { enabled: true }), site.put(path, { keepLast: 3 }), site.put(path, { time: '04:00' })])
  expect(await site.http.plans.list()).toHaveLength(1)
  expect(await read(await site.get(path))).toMatchObject([200, { enabled: true, keepLast: 3, time: '04:00' }])
})

test('it really runs at its time, and keeps the last N', async () => {
  await using site = await open()
  await site.put(path, { enabled: true, time: '03:30', keepLast: 2 })
  const unexpected: unknown[] = []
  const scheduler = new Scheduler(site.house.installation, { onUnexpected: (failure) => unexpected.push(failure) })
  const { signal } = new AbortController()
  const look = async (): Promise<number> => {
    const queued = await scheduler.look(signal)
    await site.house.run()
    return queued
  }
  expect(await look()).toBe(0)
  for (let day = 0; day < 4; day += 1) {
    site.house.clock.advance(dayMs)
    expect(await look()).toBe(1)
    expect(await look()).toBe(0)
  }
  expect(await site.http.backups.count({ state: 'kept' })).toBe(2)
  const [, { lastRun, nextRun }] = (await read(await site.get(path))) as unknown as [number, { lastRun: string; nextRun: string }]
  expect(Date.parse(lastRun)).toBeLessThan(site.house.clock.now().getTime())
  expect(nextRun).toBe('2026-01-06T19:30:00.000Z')
  await site.put(path, { enabled: false })
  site.house.clock.advance(2 * dayMs)
  expect(await look()).toBe(0)
  expect(unexpected).toEqual([])
})

test('a plan that was changed elsewhere is shown as far as the contract has words for it, and left as it is', async () => {
  await using site = await open()
  await site.put(path, { enabled: true })
  const [plan] = await site.http.plans.list()
  const native = `/api/v1/plans/${plan!.id}`
  await site.request(native, { method: 'PATCH', json: { settings: { schedule: { kind: 'cron', expression: '0 * * * *' } } } })
  expect(await read(await site.get(path))).toMatchObject([200, { enabled: true, frequency: null, time: null, weekday: null }])
  const [, shown] = await read(await site.get(path))
  await site.put(path, { ...shown, keepLast: 5 })
  expect(await read(await site.get(native))).toMatchObject([200, { settings: { schedule: { kind: 'cron' }, retention: { keepLast: 5 } } }])
  expect(await read(await site.put(path, { weekday: 'tue' }))).toMatchObject([200, { frequency: 'weekly', weekday: 2, time: '02:00' }])
  await site.delete(`${native}?force=true`)
  expect(await read(await site.get(path))).toEqual([200, initial])
})

test('what is wrong is named by its field, in the words of the native API', async () => {
  await using site = await open()
  for (const [json, field] of [
    [{ enabled: 'yes' }, 'enabled'],
    [{ frequency: 'monthly' }, 'frequency'],
    [{ time: '25:00' }, 'time'],
    [{ time: '3:00' }, 'time'],
    [{ weekday: 7 }, 'weekday'],
    [{ weekday: 'someday' }, 'weekday'],
    [{ keepLast: 0 }, 'keepLast'],
    [{ keepLast: 1.5 }, 'keepLast'],
    [{ source: 'nobody' }, 'source'],
    [{ target: '../x' }, 'target'],
    [{ zone: 'Mars/Olympus' }, 'zone'],
    [{ keeplast: 5 }, 'keeplast'],
  ] as const) {
    const response = await site.put(path, json)
    expect(response.headers.get('content-type')).toBe('application/problem+json')
    expect(await read(response), JSON.stringify(json)).toMatchObject([400, { fields: [field] }])
  }
  expect(await site.http.plans.list()).toEqual([])
})

test('only admins set it, and keys for some sources do not see it', async () => {
  await using site = await open()
  for (const as of ['viewer', 'backup_operator'] as const) expect((await site.put(path, {}, { as })).status).toBe(403)
  expect((await site.get(path, { as: 'admin', sourceIds: ['s'] })).status).toBe(403)
  expect((await site.get(path, { as: null })).status).toBe(401)
})

test('it stands before the backups of the native API, whose names it would otherwise be one of', async () => {
  await using site = await openSite({ isWorking: false })
  expect(await read(await site.get(path))).toMatchObject([200, { enabled: false, keepLast: 7 }])
})
