import { expect, test } from 'vitest'
import { configShape, cronOf, statusConfigShape } from '../../../../../server/http/contracts/b/config.ts'
import type { Site } from '../../../../support/http.ts'
import { ask, create, idle, openShop, runSchedules } from './bench.ts'

const example = { backup_enabled: 1, backup_cron: '0 3 * * *', backup_retention: 7, backup_max_count: 10, backup_compress: 1 }
const dayMs = 86_400_000

const total = async (site: Site, type = 'all') => (await ask(site, `GET /api/backup/list?type=${type}`)).data.total as number

test('before anybody sets it the config is whole, and neither runs nor removes anything', async () => {
  await using site = await openShop()
  const { data, ...envelope } = await ask(site, 'GET /api/backup/config')
  expect(envelope).toEqual({ status: 200, code: 0, message: 'success' })
  expect(configShape.strict().parse(data)).toEqual(data)
  expect(data).toMatchObject({ id: 1, backup_enabled: 0, backup_path: '', backup_retention: 0, backup_max_count: 0, backup_compress: 1 })
  for (let left = 12; left > 0; left -= 1) {
    await create(site)
    site.house.clock.advance(dayMs)
  }
  await idle(site)
  expect(await total(site)).toBe(12)
  expect(await runSchedules(site)).toBe(0)
})

test('the example of the document is kept, and read back', async () => {
  await using site = await openShop()
  expect(await ask(site, 'PUT /api/backup/config', example)).toEqual({ status: 200, code: 0, message: '配置已更新', data: null })
  const { data } = await ask(site, 'GET /api/backup/config')
  expect(configShape.strict().parse(data)).toMatchObject({ id: 1, ...example, backup_path: '' })
  expect(await ask(site, 'PUT /api/backup/config', { ...data, backup_enabled: 0, backup_path: '/elsewhere' })).toMatchObject({ code: 0 })
  expect((await ask(site, 'GET /api/backup/config')).data).toMatchObject({ ...example, backup_enabled: 0, backup_path: '' })
  expect(await site.http.plans.list()).toHaveLength(1)
  expect(site.audited).toContainEqual(expect.objectContaining({ action: 'plan.change' }))
})

test('two clients that set it for the first time at once make one plan', async () => {
  await using site = await openShop({ isWorking: false })
  const answers = await Promise.all([1, 2, 3].map((count) => ask(site, 'PUT /api/backup/config', { ...example, backup_max_count: count })))
  expect(answers.map(({ code }) => code)).toEqual([0, 0, 0])
  expect(await site.http.plans.list()).toHaveLength(1)
})

test('the status says whether a backup runs, where backups go, and the config as the document has it there', async () => {
  await using site = await openShop()
  await ask(site, 'PUT /api/backup/config', example)
  const { data, ...envelope } = await ask(site, 'GET /api/backup/status')
  expect(envelope).toEqual({ status: 200, code: 0, message: 'success' })
  expect(Object.keys(data)).toEqual(['is_running', 'backup_dir', 'config'])
  expect(data.is_running).toBe(false)
  expect(statusConfigShape.strict().parse(data.config)).toEqual({ id: 1, ...example })
  const { file_path } = await create(site)
  expect(file_path.startsWith(`${data.backup_dir}/`)).toBe(true)
})

test('a target that somebody chose is the path of the config', async () => {
  await using site = await openShop({ isWorking: false })
  await site.house.addTarget({ name: 'second' })
  await site.http.contracts.change({ contracts: { b: { target: 'second' } } })
  expect((await ask(site, 'GET /api/backup/config')).data.backup_path).toBe(site.house.path('second'))
  expect((await ask(site, 'GET /api/backup/status')).data.backup_dir).toBe(site.house.path('second'))
})

test.each([
  ['backup_enabled', [2, true, '1', undefined]],
  ['backup_cron', ['', 'x', '99 3 * * *', '0 3 * *', '0 0 30 2 *', 5, undefined, '* '.repeat(200)]],
  ['backup_retention', [-1, 1.5, '7', null, undefined, 1e9]],
  ['backup_max_count', [-1, 1.5, '10', undefined]],
  ['backup_compress', [2, false, undefined]],
] as const)('a wrong %s is refused and named, and nothing is kept', async (field, values) => {
  await using site = await openShop({ isWorking: false })
  for (const value of values) {
    const refused = await ask(site, 'PUT /api/backup/config', { ...example, [field]: value })
    expect(refused).toMatchObject({ status: 400, code: 1, data: null, message: expect.stringContaining(field) })
  }
  expect(await site.http.plans.list()).toEqual([])
})

test('a flag that is none is told what it may be, and an expression loses the space around it', async () => {
  await using site = await openShop({ isWorking: false })
  const { backup_enabled: _, ...others } = example
  const refused = await ask(site, 'PUT /api/backup/config', { ...others, backup_compress: true })
  expect(refused.message).toContain('backup_enabled: must be 0 or 1; backup_compress: must be 0 or 1')
  await ask(site, 'PUT /api/backup/config', { ...example, backup_cron: ' 0 4 * * * ' })
  expect((await ask(site, 'GET /api/backup/config')).data.backup_cron).toBe('0 4 * * *')
})

test.each(['0 3 * * *', '0 */6 * * *', '0 0 * * 0', '0 2 1 * *', '30 4 * * 1-5'])(
  'the expression %s of the document is taken',
  async (cron) => {
    await using site = await openShop({ isWorking: false })
    expect(await ask(site, 'PUT /api/backup/config', { ...example, backup_cron: cron })).toMatchObject({ code: 0 })
    expect((await ask(site, 'GET /api/backup/config')).data.backup_cron).toBe(cron)
  },
)

test('the schedule runs when it says, in the zone of the contracts, and a changed one at its new time', async () => {
  await using site = await openShop()
  await site.http.contracts.change({ zone: 'Asia/Shanghai' })
  // It is 03:04 UTC, 11:04 in Shanghai.
  await ask(site, 'PUT /api/backup/config', { ...example, backup_cron: '0 12 * * *' })
  expect(await runSchedules(site)).toBe(0)
  site.house.clock.advance(3_600_000)
  expect(await runSchedules(site)).toBe(1)
  expect((await ask(site, 'GET /api/backup/list?type=auto')).data.list[0]).toMatchObject({ status: 'completed', backup_type: 'auto' })
  await ask(site, 'PUT /api/backup/config', { ...example, backup_cron: '*/10 * * * *' })
  site.house.clock.advance(600_000)
  expect(await runSchedules(site)).toBe(1)
  await ask(site, 'PUT /api/backup/config', { ...example, backup_enabled: 0 })
  site.house.clock.advance(5 * dayMs)
  expect(await runSchedules(site)).toBe(0)
  expect(await total(site, 'auto')).toBe(2)
})

test('no more backups are kept than the config says, by hand or scheduled', async () => {
  await using site = await openShop()
  await ask(site, 'PUT /api/backup/config', { ...example, backup_retention: 30, backup_max_count: 2 })
  await create(site)
  for (let left = 3; left > 0; left -= 1) {
    site.house.clock.advance(dayMs)
    expect(await runSchedules(site)).toBe(1)
  }
  expect(await total(site)).toBe(2)
  expect((await ask(site, 'GET /api/backup/list')).data.list.map(({ id }: { id: number }) => id)).toEqual([4, 3])
})

test('backups older than the days of the config are removed', async () => {
  await using site = await openShop()
  await ask(site, 'PUT /api/backup/config', { ...example, backup_retention: 2, backup_max_count: 100 })
  for (let left = 6; left > 0; left -= 1) {
    site.house.clock.advance(dayMs)
    await runSchedules(site)
  }
  expect(await total(site)).toBeLessThanOrEqual(3)
  expect(await total(site)).toBeGreaterThanOrEqual(2)
})

test('another source or target that is chosen later is what the next backup is of and goes to', async () => {
  await using site = await openShop()
  await create(site)
  site.house.sqlite('second.db', 'create table t (x)')
  await site.house.addSource({ name: 'second' })
  await site.house.addTarget({ name: 'other' })
  await site.http.contracts.change({ contracts: { b: { source: 'second', target: 'other' } } })
  expect(await total(site)).toBe(0)
  expect((await create(site)).file_path).toContain(site.house.path('other'))
  expect(await ask(site, 'GET /api/backup/records/1')).toMatchObject({ status: 404, message: '备份记录不存在' })
})

test('a schedule that was set elsewhere is told as cron', () => {
  expect(cronOf({ kind: 'cron', expression: '0 3 * * *' })).toBe('0 3 * * *')
  expect(cronOf({ kind: 'daily', time: '03:05' })).toBe('5 3 * * *')
  expect(cronOf({ kind: 'weekly', weekday: 7, time: '00:00' })).toBe('0 0 * * 0')
  expect(cronOf({ kind: 'monthly', day: 31, time: '23:59' })).toBe('59 23 31 * *')
  expect(cronOf({ kind: 'monthly', day: 'last', time: '02:00' })).toBe('0 2 L * *')
})
