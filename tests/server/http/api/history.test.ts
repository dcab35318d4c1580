import { expect, test } from 'vitest'
import { openSite } from '../../../support/http.ts'

test('what was removed is listed with its reason, the newest first, also of one plan alone', async () => {
  await using site = await openSite({ isWorking: false })
  const { house } = site
  const source = await house.addSource({ name: 'shop' })
  const target = await house.addTarget({ name: 'near' })
  const plan = await house.addPlan({ name: 'nightly', sourceIds: [source.id], targetIds: [target.id] })
  const removed = { sizeBytes: 7, outcome: 'removed', failure: null, backupName: 'one.zip', reason: 'by hand' } as const
  const { cleanups } = house.installation.store
  await cleanups.insert({ ...removed, id: 'c1', backupId: 'b1', planId: plan.id, at: new Date('2026-01-01T00:00:00Z') })
  await cleanups.insert({ ...removed, id: 'c2', backupId: 'b2', planId: null, at: new Date('2026-01-02T00:00:00Z') })
  const all = (await (await site.get('/api/v1/history', { as: 'viewer' })).json()) as { items: unknown[] }
  expect(all.items).toEqual([
    { ...removed, id: 'c2', backupId: 'b2', planId: null, at: '2026-01-02T00:00:00.000Z' },
    { ...removed, id: 'c1', backupId: 'b1', planId: plan.id, at: '2026-01-01T00:00:00.000Z' },
  ])
  expect(await (await site.get('/api/v1/history?plan=nightly')).json()).toMatchObject({ items: [{ id: 'c1' }] })
  expect(await (await site.get('/api/v1/history?page=2&page_size=1')).json()).toMatchObject({ items: [{ id: 'c1' }] })
  const first = (await (await site.get('/api/v1/history?page_size=1')).json()) as { nextCursor: string }
  const last = (await (await site.get(`/api/v1/history?page_size=1&cursor=${first.nextCursor}`)).json()) as unknown
  expect(last).toEqual({ items: [expect.objectContaining({ id: 'c1' })], nextCursor: null })
  expect(await (await site.get('/api/v1/history?plan=nightly&page=1')).json()).toMatchObject({ total: 1 })
  expect(await (await site.get('/api/v1/history?plan=weekly')).json()).toMatchObject({ status: 400, fields: ['plan'] })
})

test('an admin seals everything with a new key, and what was sealed still opens', async () => {
  await using site = await openSite({ isWorking: false })
  const { settings } = site.house.installation.store
  await settings.setSecret('probe', 'canary')
  expect((await site.post('/api/v1/secrets/rotate', undefined, { as: 'backup_operator' })).status).toBe(403)
  const response = await site.post('/api/v1/secrets/rotate')
  const names = (await response.json()) as { from: string; to: string }
  expect(response.status).toBe(200)
  expect(names.from).not.toBe(names.to)
  expect(await settings.getSecret('probe')).toBe('canary')
  expect(site.audited).toEqual([expect.objectContaining({ action: 'secrets.rotate', subject: names.to })])
})
