import { expect, test } from 'vitest'
import { waitForEnd } from '../../../../server/http/wait.ts'
import { openSite, type Site } from '../../../support/http.ts'
import { backUp, openShop } from './shop.ts'

interface Listed {
  readonly items: { readonly id: string; readonly name: string; readonly number: number }[]
  readonly nextCursor: string | null
  readonly total?: number
}

async function list(site: Site, query = '', options = {}): Promise<Listed> {
  const response = await site.get(`/api/v1/backups${query}`, options)
  expect(response.status).toBe(200)
  return (await response.json()) as Listed
}

test('a backup is asked for, waited for, listed and shown with everything that is known of it', async () => {
  await using site = await openSite()
  const { source, target } = await openShop(site)
  const started = await site.post('/api/v1/backups', {
    source: 'shop',
    target: 'shop-disk',
    name: 'Before the sale',
    description: 'by hand',
  })
  expect(started.status).toBe(202)
  const job = (await started.json()) as { id: string; recordNumber: number }
  expect(started.headers.get('location')).toBe(`/api/v1/jobs/${job.id}`)
  expect(job).toMatchObject({ kind: 'backup', sourceId: source.id, recordNumber: 1, others: [], requestedBy: 'key:1001' })
  await waitForEnd(job.id, site.http, { seconds: null, signal: new AbortController().signal })
  const [item] = (await list(site)).items
  expect(item).toMatchObject({
    number: 1,
    source: 'shop',
    sourceId: source.id,
    plan: null,
    scope: 'db',
    mode: 'full',
    trigger: 'manual',
    trust: 'stored',
    description: 'by hand',
    copies: [{ target: 'shop-disk', targetId: target.id, state: 'kept', place: expect.stringContaining(site.house.path('shop-disk')) }],
  })
  const id = item!.id
  for (const text of ['1', id, id.slice(0, 10), item!.name]) {
    const shown = await site.get(`/api/v1/backups/${text}`)
    expect(await shown.json()).toMatchObject({
      id,
      number: 1,
      tables: [{ name: 'item', rows: 2 }, { name: 'bill' }],
      chainMembers: [{ id, number: 1 }],
      breaks: [],
      verifications: [],
    })
  }
  expect(site.audited).toContainEqual(expect.objectContaining({ action: 'backup.start', subject: '1' }))
  expect(site.unexpected).toEqual([])
})

test('without a word it is the first database to the first target, and a plan backs up all its sources', async () => {
  await using site = await openSite()
  const shop = await openShop(site)
  expect((await backUp(site, {})).sourceId).toBe(shop.source.id)
  const other = await openShop(site, 'depot')
  await site.house.addPlan({ name: 'nightly', sourceIds: [shop.source.id, other.source.id], targetIds: [shop.target.id] })
  const response = await site.post('/api/v1/backups?wait=60', { plan: 'nightly' })
  const job = (await response.json()) as { sourceId: string; recordNumber: number; others: { sourceId: string; state: string }[] }
  expect(response.status).toBe(200)
  expect(job.others).toHaveLength(1)
  expect(new Set([job.sourceId, job.others[0]!.sourceId])).toEqual(new Set([shop.source.id, other.source.id]))
  expect(job.others[0]!.state).toBe('completed')
  expect((await backUp(site, { plan: 'nightly', source: 'depot' })).sourceId).toBe(other.source.id)
  expect((await list(site, '?plan=nightly&page=1')).total).toBe(3)
})

test('what is wrong with a wish names the field, and nothing is queued', async () => {
  await using site = await openSite({ isWorking: false })
  const { source } = await openShop(site)
  const other = await openShop(site, 'depot')
  await site.house.addPlan({ name: 'nightly', sourceIds: [source.id], targetIds: [other.target.id] })
  const wrong: [object, string][] = [
    [{ source: 'nothing' }, 'source'],
    [{ source: 'shop', target: 'nothing' }, 'target'],
    [{ source: 'shop', targets: ['shop-disk', 'nothing'] }, 'targets'],
    [{ plan: 'nothing' }, 'plan'],
    [{ plan: 'nightly', source: 'depot' }, 'source'],
    [{ plan: 'nightly', target: 'shop-disk' }, 'target'],
    [{ source: 'shop', scope: 'files' }, 'scope'],
    [{ source: 'shop', scope: 'full' }, 'scope'],
    [{ source: 'shop', scope: 'db', tables: ['item'] }, 'scope'],
    [{ source: 'shop', scope: 'partial' }, 'tables'],
    [{ scope: 'files' }, 'scope'],
    [{ scope: 'everything' }, 'scope'],
    [{ source: 'shop', mode: 'weekly' }, 'mode'],
    [{ source: 'shop', tables: [] }, 'tables'],
    [{ sauce: 'shop' }, 'sauce'],
  ]
  for (const [body, field] of wrong) {
    const response = await site.post('/api/v1/backups', body)
    expect([body, response.status, await response.json()]).toEqual([
      body,
      400,
      expect.objectContaining({ fields: expect.arrayContaining([field]) }),
    ])
  }
  const jobs = (await (await site.get('/api/v1/jobs')).json()) as Listed
  expect(jobs.items).toEqual([])
})

test('without any database there is nothing to back up, which is a conflict and no crash', async () => {
  await using site = await openSite({ isWorking: false })
  await site.house.addTarget({ name: 'disk' })
  expect((await site.post('/api/v1/backups', {})).status).toBe(409)
})

test('a second backup of a source is refused while one waits, and the same request sent twice is one', async () => {
  await using site = await openSite({ isWorking: false })
  await openShop(site)
  const headers = { 'idempotency-key': 'one' }
  const first = await (await site.post('/api/v1/backups', { source: 'shop' }, { headers })).json()
  expect(await (await site.post('/api/v1/backups', { source: 'shop' }, { headers })).json()).toEqual(first)
  expect((await site.post('/api/v1/backups', { source: 'shop' })).status).toBe(409)
})

test('chosen tables make a partial backup, and a scope is what it says', async () => {
  await using site = await openSite()
  await openShop(site)
  expect((await backUp(site, { source: 'shop', scope: 'partial', tables: ['item'] })).scope).toBe('partial')
  expect((await backUp(site, { source: 'shop', scope: 'db' })).scope).toBe('db')
  const bundle = { members: [(await site.house.installation.store.sources.findByName('shop'))!.id] }
  await site.house.addSource({ name: 'all', dialect: 'bundle', config: bundle })
  expect((await backUp(site, { source: 'shop', scope: 'full' })).scope).toBe('full')
  expect((await list(site, '?scope=partial')).items).toHaveLength(1)
})

test('a time that is none is refused by its name, and never guessed at', async () => {
  await using site = await openSite({ isWorking: false })
  for (const time of ['1', 'yesterday', '2026-01-31', '2026-01-31T00:00:00']) {
    expect(await (await site.get(`/api/v1/backups?from=${time}`)).json(), time).toMatchObject({ status: 400, fields: ['from'] })
  }
  expect((await site.get('/api/v1/backups?from=2026-01-31T00:00:00%2B08:00&to=2026-02-01T00:00:00Z')).status).toBe(200)
})

test('lists are filtered, sorted and paged', async () => {
  await using site = await openSite()
  await openShop(site)
  const ids: string[] = []
  for (const description of ['first', 'second', 'third']) {
    ids.push((await backUp(site, { source: 'shop', target: 'shop-disk', description })).id)
    site.house.clock.advance(60_000)
  }
  const idsOf = async (query: string) => (await list(site, query)).items.map(({ id }) => id)
  expect(await idsOf('')).toEqual(ids.toReversed())
  expect(await idsOf('?sort=started_at')).toEqual(ids)
  expect(await idsOf('?text=SECOND')).toEqual([ids[1]])
  expect(await idsOf('?source=shop&target=shop-disk&trigger=manual&mode=full&purpose=regular&state=kept&scope=db')).toHaveLength(3)
  expect(await idsOf('?trigger=auto')).toEqual([])
  const first = await list(site, '?sort=started_at&page_size=2')
  expect(first.items.map(({ id }) => id)).toEqual(ids.slice(0, 2))
  expect(await idsOf(`?sort=started_at&page_size=2&cursor=${first.nextCursor}`)).toEqual(ids.slice(2))
  expect(await list(site, '?page=2&page_size=2')).toMatchObject({ total: 3, nextCursor: null, items: [{ id: ids[0] }] })
  const middle = (await site.house.installation.store.backups.find(ids[1]!))!.startedAt.toISOString()
  expect(await idsOf(`?from=${middle}`)).toEqual([ids[2], ids[1]])
  expect(await idsOf(`?to=${middle}`)).toEqual([ids[0]])
  for (const query of ['?source=nothing', '?sort=size', '?page_size=0', '?from=yesterday', '?cursor=x']) {
    expect((await site.get(`/api/v1/backups${query}`)).status).toBe(400)
  }
})

test('a backup is described, pinned, accepted, verified and copied', async () => {
  await using site = await openSite()
  await openShop(site)
  const { id } = await backUp(site, { source: 'shop', target: 'shop-disk' })
  const changed = await site.request(`/api/v1/backups/${id}`, { method: 'PATCH', json: { description: '好', isPinned: true } })
  expect(await changed.json()).toMatchObject({ description: '好', isPinned: true })
  expect((await site.delete(`/api/v1/backups/${id}`)).status).toBe(409)
  expect(await (await site.post(`/api/v1/backups/${id}/unpin`)).json()).toMatchObject({ isPinned: false })
  expect(await (await site.post(`/api/v1/backups/${id}/pin`)).json()).toMatchObject({ isPinned: true })
  expect(await (await site.post(`/api/v1/backups/${id}/accept`)).json()).toMatchObject({ isSizePlausible: true })
  const proof = await site.post(`/api/v1/backups/${id}/verify?wait=60`, {})
  expect(await proof.json()).toMatchObject({ kind: 'verify', state: 'completed' })
  await site.house.addTarget({ name: 'far' })
  const copy = await site.post(`/api/v1/backups/${id}/copy?wait=60`, { target: 'far' })
  expect(await copy.json()).toMatchObject({ kind: 'copy', state: 'completed' })
  const shown = (await (await site.get(`/api/v1/backups/${id}`)).json()) as { copies: unknown[] }
  expect(shown).toMatchObject({ trust: 'proven', verifications: [{ level: 'proven', isPassed: true }] })
  expect(shown.copies).toHaveLength(2)
  expect((await site.post(`/api/v1/backups/${id}/copy`, { target: 'nowhere' })).status).toBe(400)
})

test('a backup that others need is only removed together with them, and one that never came is forgotten', async () => {
  await using site = await openSite()
  const { source, target } = await openShop(site)
  const plan = await site.house.addPlan({
    name: 'nightly',
    sourceIds: [source.id],
    targetIds: [target.id],
    settings: { mode: 'incremental' },
  })
  const root = await backUp(site, { plan: plan.name, mode: 'full' })
  site.house.sqlite('shop.db', "insert into item values (3, 'paper')")
  const next = await backUp(site, { plan: plan.name })
  expect(next.chain.parent).toBe(root.id)
  const refused = await site.delete(`/api/v1/backups/${root.id}`)
  expect(refused.status).toBe(409)
  const removed = await site.delete(`/api/v1/backups/${root.id}?with_dependants=true&force=true&reason=moved&wait=60`)
  const gone = (await (await site.get('/api/v1/history')).json()) as { items: { backupId: string; reason: string }[] }
  expect(gone.items).toContainEqual(expect.objectContaining({ backupId: root.id, reason: expect.stringContaining('moved') }))
  expect(await removed.json()).toMatchObject({ kind: 'prune', state: 'completed' })
  expect((await list(site)).items).toEqual([])
  await site.house.installation.store.sources.update({ ...source, config: { path: site.house.path('missing.db') } })
  const failed = (await (await site.post('/api/v1/backups?wait=60', { source: 'shop' })).json()) as { state: string; recordNumber: number }
  expect(failed.state).toBe('failed')
  expect((await site.get(`/api/v1/backups/${failed.recordNumber}`)).status).toBe(409)
  expect((await site.delete(`/api/v1/backups/${failed.recordNumber}`)).status).toBe(204)
  expect((await site.get(`/api/v1/backups/${failed.recordNumber}`)).status).toBe(404)
})

test('what roles may do ends where the table says, and a key for one source knows nothing of others', async () => {
  await using site = await openSite()
  const shop = await openShop(site)
  await openShop(site, 'depot')
  const own = await backUp(site, { source: 'shop', target: 'shop-disk' })
  const foreign = await backUp(site, { source: 'depot', target: 'depot-disk' })
  expect((await site.post('/api/v1/backups', { source: 'shop' }, { as: 'viewer' })).status).toBe(403)
  for (const action of ['pin', 'unpin', 'accept', 'restore']) {
    expect((await site.post(`/api/v1/backups/${own.id}/${action}`, undefined, { as: 'backup_operator' })).status).toBe(403)
  }
  expect((await site.delete(`/api/v1/backups/${own.id}`, { as: 'backup_operator' })).status).toBe(403)
  const bound = { as: 'backup_operator', sourceIds: [shop.source.id] } as const
  expect((await list(site, '?page=1', bound)).items.map(({ id }) => id)).toEqual([own.id])
  expect((await list(site, '?page=1', bound)).total).toBe(1)
  expect((await site.get(`/api/v1/backups/${own.id}`, bound)).status).toBe(200)
  for (const text of [foreign.id, '2', foreign.name]) {
    const response = await site.get(`/api/v1/backups/${text}`, bound)
    expect([403, 404]).toContain(response.status)
    expect(await response.text()).not.toContain('depot')
  }
  for (const body of [{ source: 'depot' }, { source: 'nothing' }, { plan: 'nothing' }]) {
    expect((await site.post('/api/v1/backups', body, bound)).status).toBe(403)
  }
  expect((await site.get('/api/v1/backups?source=depot', bound)).status).toBe(403)
  expect((await site.post('/api/v1/backups?wait=60', { source: 'shop', target: 'shop-disk' }, bound)).status).toBe(200)
  const nothing = { as: 'viewer', sourceIds: [] } as const
  expect((await list(site, '', nothing)).items).toEqual([])
})

test('hostile names find nothing and break nothing', async () => {
  await using site = await openSite({ isWorking: false })
  await openShop(site)
  for (const name of [
    '--help',
    '%2e%2e%2f',
    '%00%00%00%00',
    "'%20or%201=1",
    '<script>alert(1)</script>',
    'x'.repeat(5000),
    '%F0%9F%92%A9%F0%9F%92%A9',
  ]) {
    const response = await site.get(`/api/v1/backups/${name}`)
    expect([name, response.status]).toEqual([name, 404])
    expect(response.headers.get('content-type')).toBe('application/problem+json')
  }
  expect(site.unexpected).toEqual([])
})
