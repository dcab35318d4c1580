import { expect, test } from 'vitest'
import { scheduleShape } from '../../../../../server/http/contracts/e/schedule-shape.ts'
import { ask, openReady, runSchedules } from './bench.ts'

const path = '/api/admin/backup/schedule'
const example = { enabled: true, frequency: 'daily', time: '02:00', retentionDays: 30, maxBackups: 50 }
const hourMs = 3_600_000

test('before anybody sets it the schedule is off, and neither runs nor removes anything', async () => {
  await using site = await openReady()
  const { status, body } = await ask(site, `GET ${path}`)
  expect(status).toBe(200)
  expect(scheduleShape.strict().parse(body)).toEqual({ ...example, enabled: false, timezone: body.timezone, lastRun: null, nextRun: null })
  expect(await site.http.plans.list()).toEqual([])
})

test('the example of the document is kept, and read back', async () => {
  await using site = await openReady({ isWorking: false })
  await site.http.contracts.change({ zone: 'UTC' })
  const { status, body } = await ask(site, `POST ${path}`, example)
  expect(status).toBe(200)
  expect(scheduleShape.strict().parse(body)).toEqual({ ...example, timezone: 'UTC', lastRun: null, nextRun: '2026-01-03T02:00:00.000Z' })
  expect((await ask(site, `GET ${path}`)).body).toEqual(body)
  expect(site.audited).toContainEqual(expect.objectContaining({ action: 'plan.change' }))
})

test('what is left out stays', async () => {
  await using site = await openReady({ isWorking: false })
  await ask(site, `POST ${path}`, example)
  expect((await ask(site, `POST ${path}`, { maxBackups: 5 })).body).toMatchObject({ ...example, maxBackups: 5 })
  expect((await ask(site, `POST ${path}`, { time: '03:30' })).body).toMatchObject({ ...example, maxBackups: 5, time: '03:30' })
  expect((await ask(site, `POST ${path}`, { enabled: false })).body).toMatchObject({ enabled: false, time: '03:30', nextRun: null })
  expect((await ask(site, `POST ${path}`, { retentionDays: 0 })).body).toMatchObject({ enabled: false, retentionDays: 0 })
  expect(await site.http.plans.list()).toHaveLength(1)
})

test.each([
  ['hourly', '00:15', '2026-01-02T03:15:00.000Z'],
  ['daily', '02:00', '2026-01-03T02:00:00.000Z'],
  ['weekly', '02:00', '2026-01-04T02:00:00.000Z'],
  ['monthly', '02:00', '2026-02-01T02:00:00.000Z'],
])('a schedule can be %s', async (frequency, time, nextRun) => {
  await using site = await openReady({ isWorking: false })
  await site.http.contracts.change({ zone: 'UTC' })
  expect((await ask(site, `POST ${path}`, { ...example, frequency, time })).body).toMatchObject({ frequency, time, nextRun })
})

test('a schedule that somebody set elsewhere is told, and its day stays', async () => {
  await using site = await openReady({ isWorking: false })
  await ask(site, `POST ${path}`, example)
  const [plan] = await site.http.plans.list()
  await site.http.plans.change(plan!.id, { settings: { schedule: { kind: 'cron', expression: '*/7 * * * *' } } })
  expect((await ask(site, `GET ${path}`)).body).toMatchObject({ frequency: 'custom', time: null })
  await ask(site, `POST ${path}`, { maxBackups: 4 })
  expect((await ask(site, `GET ${path}`)).body).toMatchObject({ frequency: 'custom', maxBackups: 4 })
  await site.http.plans.change(plan!.id, { settings: { schedule: { kind: 'weekly', weekday: 3, time: '05:00' } } })
  await ask(site, `POST ${path}`, { time: '06:00' })
  expect((await site.http.plans.list())[0]!.settings.schedule).toEqual({ kind: 'weekly', weekday: 3, time: '06:00' })
})

test.each([
  ['enabled', 'yes'],
  ['frequency', 'yearly'],
  ['time', '24:00'],
  ['time', '2:00'],
  ['retentionDays', -1],
  ['retentionDays', '30'],
  ['maxBackups', 1.5],
])('a wrong %s is refused and named: %j', async (field, value) => {
  await using site = await openReady({ isWorking: false })
  const refused = await ask(site, `POST ${path}`, { ...example, [field]: value })
  expect(refused).toEqual({ status: 400, body: { error: 'Invalid request', message: expect.stringContaining(field) } })
  expect(await site.http.plans.list()).toEqual([])
})

test('the schedule runs when it says, and keeps no more than it says', async () => {
  await using site = await openReady()
  await site.http.contracts.change({ zone: 'UTC' })
  await ask(site, 'POST /api/admin/backup', { type: 'full' })
  await ask(site, `POST ${path}`, { ...example, maxBackups: 2 })
  expect(await runSchedules(site)).toBe(0)
  for (let left = 4; left > 0; left -= 1) {
    site.house.clock.advance(24 * hourMs)
    expect(await runSchedules(site)).toBe(1)
  }
  const { body } = await ask(site, 'GET /api/admin/backup')
  const scheduled = body.backups.filter(({ trigger }: { trigger: string }) => trigger === 'scheduled')
  expect(scheduled.map(({ id, status }: { id: number; status: string }) => [id, status])).toEqual([
    [5, 'completed'],
    [4, 'completed'],
  ])
  // One made by hand before there was a schedule is nobody's to remove.
  expect(body.total).toBe(3)
  expect((await ask(site, `GET ${path}`)).body.lastRun).toBe('2026-01-06T02:00:00.000Z')
  await ask(site, `POST ${path}`, { enabled: false })
  site.house.clock.advance(48 * hourMs)
  expect(await runSchedules(site)).toBe(0)
})

test('backups by hand count once there is a schedule, and those older than its days are removed', async () => {
  await using site = await openReady()
  await ask(site, `POST ${path}`, { ...example, retentionDays: 2 })
  await ask(site, 'POST /api/admin/backup', { type: 'full' })
  for (let left = 5; left > 0; left -= 1) {
    site.house.clock.advance(24 * hourMs)
    await runSchedules(site)
  }
  const { body } = await ask(site, 'GET /api/admin/backup')
  expect(body.total).toBeLessThanOrEqual(3)
  expect(body.backups.map(({ id }: { id: number }) => id)).not.toContain(1)
})
