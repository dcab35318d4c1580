import { expect, test } from 'vitest'
import { Scheduler } from '../../../../../server/control/scheduler.ts'
import { openSite, type Site } from '../../../../support/http.ts'
import { addEverything, ask, backups, configs, ended, openShop } from './bench.ts'

const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+08:00$/)
const daily = { enabled: true, backup_type: 'full', frequency: 'daily', retention_days: 30, backup_time: '02:00:00' }

async function add(site: Site, change: object = {}) {
  return (await ask(site, ['POST', configs], { json: { ...daily, ...change } })).body.data
}

/** Queues what is due and works it off. */
async function live(site: Site): Promise<void> {
  const scheduler = new Scheduler(site.house.installation, { onUnexpected: (failure) => site.unexpected.push(failure) })
  await scheduler.look(new AbortController().signal)
  await site.house.run()
}

test('a configuration that is made has every field of the document, and runs next when it says', async () => {
  await using site = await openShop({ isWorking: false })
  const { status, body } = await ask(site, ['POST', configs], { json: daily })
  const shown = {
    id: 1,
    ...daily,
    backup_type_display: '完整备份',
    frequency_display: '每天',
    last_backup: null,
    next_backup: '2026-01-03T02:00:00+08:00',
    created_at: time,
    updated_at: time,
  }
  expect([status, body]).toEqual([200, { code: 0, message: 'success', data: shown }])
  const list = await ask(site, ['GET', configs], { as: 'viewer' })
  expect(list.body).toEqual({ code: 0, message: 'success', data: { count: 1, next: null, previous: null, results: [shown] } })
  expect((await ask(site, ['GET', `${configs}1/`], { as: 'viewer' })).body).toEqual({ code: 0, message: 'success', data: shown })
  expect(site.audited).toMatchObject([{ action: 'plan.add', subject: '完整备份' }])
})

test('each frequency has its display and its next run: weekly on Mondays, monthly on the first', async () => {
  await using site = await openShop({ isWorking: false })
  const seen = []
  for (const [frequency, backup_time] of [
    ['daily', '23:30'],
    ['weekly', '02:00:00'],
    ['monthly', '02:00:07'],
  ]) {
    const { frequency_display, backup_time: kept, next_backup } = await add(site, { frequency, backup_time })
    seen.push([frequency_display, kept, next_backup])
  }
  expect(seen).toEqual([
    ['每天', '23:30:00', '2026-01-02T23:30:00+08:00'],
    ['每周', '02:00:00', '2026-01-05T02:00:00+08:00'],
    ['每月', '02:00:07', '2026-02-01T02:00:07+08:00'],
  ])
  const { data } = (await ask(site, ['GET', `${configs}?page=2&page_size=1`])).body
  expect(data).toMatchObject({ count: 3, results: [{ id: 2 }], next: expect.stringContaining('/configs/?page_size=1&page=3') })
})

test('what is due is backed up as the configuration says, on behalf of who made it, and what is too old goes', async () => {
  await using site = await openShop({ isWorking: false })
  await addEverything(site)
  const { id } = await add(site, { retention_days: 1 })
  const days = 4
  for (let day = 0; day < days; day += 1) {
    // A little less than a day apart: exactly a day would be kept or not by the milliseconds that a job takes.
    site.house.clock.advance(Date.UTC(2026, 0, 2 + day, 18, 20 - 5 * day, 1) - site.house.clock.now().getTime())
    await live(site)
  }
  const { results } = (await ask(site, ['GET', backups])).body.data
  expect(results.map((record: { id: number }) => record.id)).toEqual([4, 3])
  expect(results[0]).toMatchObject({
    name: '完整备份_20260106_020501',
    backup_type: 'full',
    description: '每日自动备份',
    status: 'completed',
    is_auto: true,
    created_at: '2026-01-06T02:05:01+08:00',
    created_by: expect.any(Number),
    created_by_name: 'admin',
  })
  const config = (await ask(site, ['GET', `${configs}${id}/`])).body.data
  expect(config).toMatchObject({ last_backup: '2026-01-06T02:05:01+08:00', next_backup: '2026-01-07T02:00:00+08:00' })
  expect(site.unexpected).toEqual([])
})

test('what is scheduled as full is shown and found as full, also where there is nothing but a database', async () => {
  await using site = await openShop({ isWorking: false })
  await add(site)
  site.house.clock.advance(86_400_000)
  await live(site)
  const { results } = (await ask(site, ['GET', `${backups}?backup_type=full&is_auto=true`])).body.data
  expect(results).toMatchObject([{ backup_type: 'full', backup_type_display: '完整备份', status: 'completed' }])
})

test('an update takes every field, and really changes when it runs', async () => {
  await using site = await openShop({ isWorking: false })
  await addEverything(site)
  const { id } = await add(site)
  const json = { enabled: true, backup_type: 'db', frequency: 'weekly', retention_days: 7, backup_time: '03:15:00' }
  const { status, body } = await ask(site, ['PUT', `${configs}${id}/`], { json })
  expect(status).toBe(200)
  expect(body.data).toEqual({
    id,
    ...json,
    backup_type_display: '数据库备份',
    frequency_display: '每周',
    last_backup: null,
    next_backup: '2026-01-05T03:15:00+08:00',
    created_at: time,
    updated_at: time,
  })
  const [plan] = await site.http.plans.list()
  expect(plan).toMatchObject({ sourceIds: [(await site.http.sources.find('shop')).id], settings: { retention: { keepDays: 7 } } })
  for (const missing of Object.keys(json)) {
    const { [missing]: _, ...rest } = json as Record<string, unknown>
    const refused = await ask(site, ['PUT', `${configs}${id}/`], { json: rest })
    expect([refused.status, refused.body.code]).toEqual([400, 400])
    expect(refused.body.message).toContain(missing)
  }
})

test('one field can be changed alone, and a disabled configuration has no next run', async () => {
  await using site = await openShop({ isWorking: false })
  const { id } = await add(site)
  await site.http.plans.change('完整备份', { settings: { schedule: { kind: 'cron', expression: '*/7 * * * *' } } })
  const off = (await ask(site, ['PATCH', `${configs}${id}/`], { json: { enabled: false } })).body.data
  expect(off).toMatchObject({ enabled: false, next_backup: null, frequency: 'daily', backup_time: '02:00:00', retention_days: 30 })
  expect((await site.http.plans.find('完整备份')).settings.schedule).toEqual({ kind: 'cron', expression: '*/7 * * * *' })
  const on = (await ask(site, ['PATCH', `${configs}${id}/`], { json: { enabled: true, backup_time: '04:00:00' } })).body.data
  expect(on).toMatchObject({ enabled: true, next_backup: '2026-01-03T04:00:00+08:00' })
})

test('what was changed natively is shown here too', async () => {
  await using site = await openShop({ isWorking: false })
  const { id } = await add(site)
  await site.http.plans.change('完整备份', {
    settings: { schedule: { kind: 'weekly', weekday: 3, time: '05:00' }, retention: { keepDays: 9 } },
  })
  await site.http.plans.pause('完整备份')
  const shown = (await ask(site, ['GET', `${configs}${id}/`])).body.data
  expect(shown).toMatchObject({ enabled: false, frequency: 'weekly', backup_time: '05:00:00', retention_days: 9 })
})

test('a trial starts a backup that belongs to the configuration', async () => {
  await using site = await openShop()
  const { id } = await add(site, { backup_type: 'db' })
  const { status, body } = await ask(site, ['POST', `${configs}${id}/test/`], { as: 'backup_operator' })
  expect([status, body]).toEqual([200, { code: 0, message: '测试备份已启动' }])
  const record = await ended(site, 1)
  expect(record).toMatchObject({
    backup_type: 'db',
    status: 'completed',
    is_auto: false,
    description: '测试备份',
    created_by_name: 'backup_operator',
  })
  expect(record.name).toMatch(/^测试_数据库备份_\d{8}_\d{6}$/)
  expect((await ask(site, ['GET', `${configs}${id}/`])).body.data.last_backup).toEqual(time)
})

test('a trial backs up all that the configuration is of, or nothing', async () => {
  await using site = await openShop({ isWorking: false })
  site.house.sqlite('other.db', 'create table t (a)')
  const { id: sourceId } = await site.house.addSource({ name: 'other' })
  const { id } = await add(site, { backup_type: 'db' })
  const { id: planId } = await site.http.plans.change('数据库备份', { sources: ['shop', 'other'] })
  const busy = { sourceId, planId, targetIds: null, mode: null, tables: null, description: '' }
  await site.http.records.start(busy, {}, null)
  expect((await ask(site, ['POST', `${configs}${id}/test/`])).status).toBe(409)
  expect(await site.house.jobs.count({})).toBe(1)
})

test('a configuration that is deleted runs no more, and leaves its backups', async () => {
  await using site = await openShop()
  const { id } = await add(site)
  await ask(site, ['POST', `${configs}${id}/test/`])
  await ended(site, 1)
  const { status, body } = await ask(site, ['DELETE', `${configs}${id}/`])
  expect([status, body]).toEqual([200, { code: 0, message: '备份配置已删除' }])
  expect(await site.http.plans.list()).toEqual([])
  expect((await ask(site, ['GET', backups])).body.data.results).toMatchObject([{ backup_type: 'full', status: 'completed' }])
  for (const method of ['GET', 'DELETE'])
    expect((await ask(site, [method, `${configs}${id}/`])).body).toMatchObject({ code: 404, data: null })
  expect((await ask(site, ['POST', `${configs}${id}/test/`])).status).toBe(404)
})

test('what is wrong in a configuration is named', async () => {
  await using site = await openShop({ isWorking: false })
  for (const [field, value] of [
    ['enabled', 'yes'],
    ['backup_type', 'all'],
    ['frequency', 'hourly'],
    ['retention_days', 0],
    ['retention_days', 1.5],
    ['backup_time', '25:00:00'],
    ['backup_time', 'noon'],
  ] as const) {
    const { status, body } = await ask(site, ['POST', configs], { json: { ...daily, [field]: value } })
    expect([status, body.code, body.data]).toEqual([400, 400, null])
    expect(body.message).toContain(field)
  }
  expect((await ask(site, ['GET', `${configs}x/`])).body.message).toContain('id')
})

test('only admins change configurations, and a key for some sources sees its own', async () => {
  await using site = await openShop({ isWorking: false })
  await addEverything(site)
  const { id } = await add(site, { backup_type: 'db' })
  for (const as of ['viewer', 'backup_operator'] as const) {
    expect((await ask(site, ['POST', configs], { json: daily, as })).status).toBe(403)
    expect((await ask(site, ['PUT', `${configs}${id}/`], { json: daily, as })).status).toBe(403)
    expect((await ask(site, ['PATCH', `${configs}${id}/`], { json: {}, as })).status).toBe(403)
    expect((await ask(site, ['DELETE', `${configs}${id}/`], { as })).status).toBe(403)
  }
  expect((await ask(site, ['POST', `${configs}${id}/test/`], { as: 'viewer' })).status).toBe(403)
  const files = { as: 'admin' as const, sourceIds: [(await site.http.sources.find('uploads')).id] }
  expect((await ask(site, ['GET', configs], files)).body.data.count).toBe(0)
  expect((await ask(site, ['GET', `${configs}${id}/`], files)).status).toBe(403)
  expect((await ask(site, ['PUT', `${configs}${id}/`], { json: { ...daily, backup_type: 'files' }, ...files })).status).toBe(403)
  expect((await ask(site, ['POST', configs], { json: daily, ...files })).status).toBe(403)
})

test('without a database there is nothing to configure, and the list is empty', async () => {
  await using site = await openSite({ isWorking: false })
  expect((await ask(site, ['POST', configs], { json: daily })).body).toMatchObject({ code: 409, data: null })
  expect((await ask(site, ['GET', configs])).body.data).toEqual({ count: 0, next: null, previous: null, results: [] })
})
