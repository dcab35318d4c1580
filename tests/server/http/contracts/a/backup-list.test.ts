import { expect, test } from 'vitest'
import { addEverything, ask, backups, ended, made, openShop } from './bench.ts'

const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+08:00$/)

test('the list is filtered by type, status, trigger and days, and its links keep the filters', async () => {
  await using site = await openShop()
  const { house } = site
  house.clock.advance(Date.UTC(2026, 1, 10, 15, 59) - house.clock.now().getTime())
  const first = await made(site)
  house.clock.advance(2 * 60_000)
  const second = await made(site)
  await house.jobs.enqueue(
    {
      kind: 'backup',
      sourceId: (await site.http.sources.find('shop')).id,
      planId: null,
      targetIds: null,
      mode: null,
      tables: null,
      description: '',
      purpose: 'regular',
    },
    { trigger: 'auto' },
  )
  const third = await ended(site, 3)
  expect([third.status, third.is_auto, third.created_by, third.created_by_name]).toEqual(['failed', true, null, ''])
  expect(third.status_display).toBe('失败')
  expect(third.error_message).toContain('no target')
  const ids = async (query: string) =>
    (await ask(site, ['GET', `${backups}?${query}`])).body.data.results.map(({ id }: { id: number }) => id)
  expect(await ids('status=completed')).toEqual([2, 1])
  expect(await ids('status=failed')).toEqual([3])
  expect(await ids('status=pending')).toEqual([])
  expect(await ids('page=&page_size=&backup_type=&status=&is_auto=&start_date=&end_date=')).toEqual([3, 2, 1])
  expect(await ids('is_auto=true')).toEqual([3])
  expect(await ids('is_auto=False')).toEqual([2, 1])
  expect(await ids('backup_type=db')).toEqual([3, 2, 1])
  expect([first.created_at.slice(0, 10), second.created_at.slice(0, 10)]).toEqual(['2026-02-10', '2026-02-11'])
  expect(await ids('end_date=2026-02-10')).toEqual([1])
  expect(await ids('start_date=2026-02-11')).toEqual([3, 2])
  expect(await ids('start_date=2026-02-10&end_date=2026-02-11')).toEqual([3, 2, 1])
  const { data } = (await ask(site, ['GET', `${backups}?page=2&page_size=1&backup_type=db&api_key=hf_x`])).body
  expect(data).toMatchObject({
    count: 3,
    next: 'http://127.0.0.1/api/v1/backup/backups/?page_size=1&backup_type=db&page=3',
    previous: 'http://127.0.0.1/api/v1/backup/backups/?page_size=1&backup_type=db&page=1',
    results: [{ id: 2 }],
  })
  expect((await ask(site, ['GET', `${backups}?page=9`])).body.data).toMatchObject({ count: 3, next: null, results: [] })
})

test('what another contract calls full is what it is here', async () => {
  await using site = await openShop({ isWorking: false })
  const sourceId = (await site.http.sources.find('shop')).id
  const order = {
    sourceId,
    planId: null,
    targetIds: [(await site.http.targets.find('shelf')).id],
    mode: null,
    tables: null,
    description: '',
  }
  await site.http.records.start(order, { origin: 'e', scope: 'full' }, null)
  const count = async (type: string) => (await ask(site, ['GET', `${backups}?backup_type=${type}`])).body.data.count
  expect([await count('full'), await count('db')]).toEqual([0, 1])
  await site.house.run()
  expect([await count('full'), await count('db')]).toEqual([0, 1])
  expect((await ask(site, ['GET', `${backups}1/`])).body.data.backup_type).toBe('db')
})

test('links lead to where people reach the daemon', async () => {
  await using site = await openShop({ isWorking: false, config: { publicUrl: 'https://backup.example.com' } })
  await ask(site, ['POST', backups], { json: { backup_type: 'db' } })
  await site.house.installation.store.jobs.requestCancel((await site.house.jobs.list({}, { limit: 1 }))[0]!.id, site.house.clock.now())
  await ask(site, ['POST', backups], { json: { backup_type: 'db' } })
  const { data } = (await ask(site, ['GET', `${backups}?page_size=1`])).body
  expect(data.next).toBe('https://backup.example.com/api/v1/backup/backups/?page_size=1&page=2')
})

test('what was cancelled or took too long has failed, and says which', async () => {
  await using site = await openShop({ isWorking: false })
  const { data } = (await ask(site, ['POST', backups], { json: { backup_type: 'db' } })).body
  const [job] = await site.house.jobs.list({}, { limit: 1 })
  await site.house.jobs.cancel(job!.id)
  const record = (await ask(site, ['GET', `${backups}${data.id}/`])).body.data
  expect([record.status, record.status_display, record.error_message]).toEqual([
    'failed',
    '失败',
    'The backup was cancelled. Start it again.',
  ])
  expect(record.completed_at).toEqual(time)
  expect((await ask(site, ['GET', `${backups}?status=failed`])).body.data.results).toEqual([record])
})

test('a key for some sources sees and starts nothing of others', async () => {
  await using site = await openShop({ isWorking: false })
  await addEverything(site)
  const { id: filesId } = await site.http.sources.find('uploads')
  const files = { as: 'admin' as const, sourceIds: [filesId] }
  await ask(site, ['POST', backups], { json: { backup_type: 'db' } })
  expect((await ask(site, ['GET', backups], files)).body.data.count).toBe(0)
  expect((await ask(site, ['GET', `${backups}1/`], files)).status).toBe(404)
  expect((await ask(site, ['POST', backups], { json: { backup_type: 'db' }, ...files })).status).toBe(403)
  expect((await ask(site, ['POST', backups], { json: { backup_type: 'full' }, ...files })).status).toBe(403)
  expect((await site.http.sources.list()).map(({ dialect }) => dialect)).not.toContain('bundle')
  expect((await ask(site, ['POST', backups], { json: { backup_type: 'files' }, ...files })).status).toBe(200)
  expect((await ask(site, ['GET', backups], { as: 'admin', sourceIds: ['none'] })).status).toBe(403)
})

test('backups of sources that the contract does not act on are not its business', async () => {
  await using site = await openShop()
  site.house.sqlite('other.db', 'create table t (a)')
  const other = await site.house.addSource({ name: 'other' })
  const shelf = await site.http.targets.find('shelf')
  const { record } = await site.http.records.start(
    { sourceId: other.id, planId: null, targetIds: [shelf.id], mode: null, tables: null, description: '' },
    {},
    null,
  )
  expect((await ask(site, ['GET', backups])).body.data.count).toBe(0)
  expect((await ask(site, ['GET', `${backups}${record.number}/`])).status).toBe(404)
  expect((await ask(site, ['DELETE', `${backups}${record.number}/`])).status).toBe(404)
  await site.http.contracts.change({ contracts: { a: { source: 'other' } } })
  expect((await ask(site, ['GET', backups])).body.data.count).toBe(1)
})
