import { expect, test } from 'vitest'
import { openSite } from '../../../support/http.ts'
import { backUp, openShop } from './shop.ts'

test('a drill proves a backup, and leaves evidence and a measured time', async () => {
  await using site = await openSite()
  const { source } = await openShop(site)
  const { id } = await backUp(site, { source: 'shop', target: 'shop-disk' })
  const none = (await (await site.get('/api/v1/drills/recovery-times')).json()) as unknown
  expect(none).toEqual({ items: [{ sourceId: source.id, source: 'shop', recovery: null }] })
  const drill = await site.post('/api/v1/drills?wait=60', { backup: id, target: 'shop-disk' })
  expect([drill.status, await drill.json()]).toEqual([200, expect.objectContaining({ kind: 'verify', state: 'completed', others: [] })])
  const found = (await (await site.get('/api/v1/drills?source=shop&page=1')).json()) as { items: { evidence: unknown[] }[]; total: number }
  expect(found).toMatchObject({ total: 1, items: [{ backupId: id, level: 'proven', isPassed: true, failure: null }] })
  expect(found.items[0]!.evidence.length).toBeGreaterThan(0)
  const times = await (await site.get('/api/v1/drills/recovery-times')).json()
  expect(times).toMatchObject({ items: [{ source: 'shop', recovery: { backupId: id, durationMs: expect.any(Number) } }] })
})

test('a plan is drilled by the newest backup of each of its sources', async () => {
  await using site = await openSite()
  const shop = await openShop(site)
  const depot = await openShop(site, 'depot')
  await site.house.addPlan({ name: 'nightly', sourceIds: [shop.source.id, depot.source.id], targetIds: [shop.target.id] })
  expect((await site.post('/api/v1/drills', { plan: 'nightly' })).status).toBe(409)
  await backUp(site, { plan: 'nightly', source: 'shop' })
  const newest = await backUp(site, { plan: 'nightly', source: 'shop' })
  const other = await backUp(site, { plan: 'nightly', source: 'depot' })
  const response = await site.post('/api/v1/drills?wait=60', { plan: 'nightly', level: 'stored' })
  const job = (await response.json()) as { backupId: string; others: { backupId: string }[] }
  expect(new Set([job.backupId, ...job.others.map(({ backupId }) => backupId)])).toEqual(new Set([newest.id, other.id]))
  const audited = await site.house.installation.store.audit.list({ action: 'backup.verify' }, { limit: 9 })
  expect(new Set(audited.map(({ detail }) => detail['backupId']))).toEqual(new Set([newest.id, other.id]))
})

test('evidence is paged and filtered, and kept from keys for other sources', async () => {
  await using site = await openSite()
  const { source } = await openShop(site)
  await openShop(site, 'depot')
  const own = await backUp(site, { source: 'shop', target: 'shop-disk' })
  const foreign = await backUp(site, { source: 'depot', target: 'depot-disk' })
  for (const { id } of [own, own, foreign]) await site.post('/api/v1/drills?wait=60', { backup: id, level: 'stored' })
  const list = async (query: string, options = {}) =>
    (await (await site.get(`/api/v1/drills${query}`, options)).json()) as { items: { id: string; backupId: string }[]; nextCursor: string }
  const first = await list('?page_size=2')
  expect(first.items.map(({ backupId }) => backupId)).toEqual([foreign.id, own.id])
  expect((await list(`?page_size=2&cursor=${first.nextCursor}`)).items).toHaveLength(1)
  expect((await list(`?backup=${own.id}`)).items).toHaveLength(2)
  const bound = { as: 'backup_operator', sourceIds: [source.id] } as const
  expect((await list('', bound)).items.map(({ backupId }) => backupId)).toEqual([own.id, own.id])
  expect((await site.get('/api/v1/drills?source=depot', bound)).status).toBe(403)
  expect((await site.post('/api/v1/drills', { backup: foreign.id }, bound)).status).toBe(403)
  const times = (await (await site.get('/api/v1/drills/recovery-times', bound)).json()) as { items: { source: string }[] }
  expect(times.items.map((item) => item.source)).toEqual(['shop'])
  expect((await site.post('/api/v1/drills', { backup: own.id }, { as: 'viewer' })).status).toBe(403)
  for (const body of [
    {},
    { backup: own.id, plan: 'x' },
    { backup: own.id, target: 'nowhere' },
    { backup: own.id, level: 'sure' },
    { plan: 'nothing' },
  ]) {
    expect((await site.post('/api/v1/drills', body)).status).toBe(400)
  }
})
