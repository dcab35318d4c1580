import { mkdirSync, writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { Scheduler } from '../../../../../server/control/scheduler.ts'
import type { Site } from '../../../../support/http.ts'
import { ask, openShop } from './bench.ts'

/** The documented request, as it stands there. */
const documented = { cron: '0 2 * * *', type: 'incremental', retention_days: 30 }
const time = expect.stringMatching(/Z$/)

async function live(site: Site): Promise<void> {
  const scheduler = new Scheduler(site.house.installation, { onUnexpected: (failure) => site.unexpected.push(failure) })
  await scheduler.look(new AbortController().signal)
  await site.house.run()
}

test('the documented schedule is made, listed, and runs next when its cron says', async () => {
  await using site = await openShop({ isWorking: false })
  const { status, body } = await ask(site, 'POST /schedule', { json: documented })
  expect([status, body]).toEqual([
    201,
    {
      id: 'schedule-1',
      schedule_id: 'schedule-1',
      ...documented,
      include_files: false,
      include_database: true,
      enabled: true,
      last_run: null,
      next_run: '2026-01-03T02:00:00.000Z',
      created_at: time,
      updated_at: time,
    },
  ])
  expect(await ask(site, 'GET /schedule')).toEqual({ status: 200, body: [body] })
  expect(site.audited).toMatchObject([{ action: 'plan.add', subject: 'incremental backup' }])
})

test('what is due is backed up, incrementally after the first, and what is too old goes with nothing depending on it', async () => {
  await using site = await openShop({ isWorking: false })
  await ask(site, 'POST /schedule', { json: documented })
  await ask(site, 'POST /schedule', { json: { ...documented, type: 'full', retention_days: 1, cron: '30 3 * * *' } })
  for (let day = 0; day < 4; day += 1) {
    // A little less than a day apart: exactly a day would be kept or not by the milliseconds that a job takes.
    site.house.clock.advance(Date.UTC(2026, 0, 3 + day, 4, -5 * day) - site.house.clock.now().getTime())
    await live(site)
  }
  const { body: list } = await ask(site, 'GET /list')
  const types = (trigger: string) =>
    list.filter((one: { trigger: string }) => one.trigger === trigger).map(({ type }: { type: string }) => type)
  expect(types('manual')).toEqual([])
  expect(types('auto').filter((type: string) => type === 'incremental')).toHaveLength(3)
  // The one that the incremental ones refer to, and of the other schedule those of the last day.
  expect(types('auto').filter((type: string) => type === 'full')).toHaveLength(3)
  const [first, second] = (await ask(site, 'GET /schedule')).body
  expect([first.last_run?.slice(0, 10), first.next_run]).toEqual(['2026-01-06', '2026-01-07T02:00:00.000Z'])
  expect(second.next_run).toBe('2026-01-07T03:30:00.000Z')
  expect(site.unexpected).toEqual([])
})

test('an update changes what it names and nothing else', async () => {
  await using site = await openShop({ isWorking: false })
  mkdirSync(site.house.path('uploads'))
  writeFileSync(site.house.path('uploads', 'letter'), 'then')
  await site.house.addSource({ name: 'uploads', dialect: 'files', config: { path: site.house.path('uploads') } })
  const { body: made } = await ask(site, 'POST /schedule', { json: documented })
  expect(made).toMatchObject({ include_files: true, include_database: true })
  const update = async (json: object) => (await ask(site, 'PUT /schedule/schedule-1', { json })).body
  expect(await update({ cron: '15 4 * * 1' })).toEqual({
    ...made,
    cron: '15 4 * * 1',
    next_run: '2026-01-05T04:15:00.000Z',
    updated_at: time,
  })
  expect(await update({ type: 'differential', retention_days: 7 })).toMatchObject({
    type: 'differential',
    retention_days: 7,
    cron: '15 4 * * 1',
  })
  expect(await update({ include_files: false })).toMatchObject({ include_files: false, include_database: true })
  expect(await update({ enabled: false })).toMatchObject({ enabled: false, next_run: null })
  expect(await update({ enabled: true })).toMatchObject({ enabled: true, next_run: '2026-01-05T04:15:00.000Z' })
  expect((await site.http.plans.list())[0]?.settings).toMatchObject({ mode: 'differential', retention: { keepDays: 7 } })
})

test('what was changed natively is shown as cron', async () => {
  await using site = await openShop({ isWorking: false })
  await ask(site, 'POST /schedule', { json: documented })
  const crons = []
  for (const schedule of [
    { kind: 'daily', time: '05:06' },
    { kind: 'weekly', weekday: 7, time: '05:06' },
    { kind: 'monthly', day: 3, time: '05:06' },
    { kind: 'monthly', day: 'last', time: '05:06' },
    null,
  ] as const) {
    await site.http.plans.change('incremental backup', { settings: { schedule } })
    crons.push((await ask(site, 'GET /schedule')).body[0].cron)
  }
  expect(crons).toEqual(['6 5 * * *', '6 5 * * 0', '6 5 3 * *', '6 5 L * *', ''])
})

test('a schedule that is deleted is gone', async () => {
  await using site = await openShop({ isWorking: false })
  await ask(site, 'POST /schedule', { json: documented })
  expect(await ask(site, 'DELETE /schedule/schedule-1')).toEqual({ status: 200, body: { id: 'schedule-1', status: 'deleted' } })
  expect((await ask(site, 'GET /schedule')).body).toEqual([])
  expect(await site.http.plans.list()).toEqual([])
  expect((await ask(site, 'DELETE /schedule/schedule-1')).status).toBe(404)
  expect(await ask(site, 'PUT /schedule/schedule-1', { json: {} })).toMatchObject({ status: 404, body: { error: 'not_found' } })
  expect((await ask(site, 'PUT /schedule/7', { json: {} })).status).toBe(404)
})

test('what is wrong in a schedule is 400 and named', async () => {
  await using site = await openShop({ isWorking: false })
  await ask(site, 'POST /schedule', { json: documented })
  for (const [field, value] of [
    ['cron', 'every night'],
    ['cron', '61 * * * *'],
    ['cron', 7],
    ['type', 'partial'],
    ['retention_days', 0],
    ['retention_days', 'long'],
    ['enabled', 'yes'],
  ] as const) {
    for (const request of ['POST /schedule', 'PUT /schedule/schedule-1']) {
      const { status, body } = await ask(site, request, { json: { ...documented, [field]: value } })
      expect([status, body.error, body.fields]).toEqual([400, 'invalid', [field]])
    }
  }
  expect((await ask(site, 'POST /schedule', { json: { type: 'full' } })).body.fields).toEqual(['cron'])
  const never = await ask(site, 'POST /schedule', { json: { ...documented, cron: '0 0 30 2 *' } })
  expect([never.status, never.body.message]).toEqual([400, expect.stringContaining('never')])
})
