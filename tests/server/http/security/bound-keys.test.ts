import { expect, test } from 'vitest'
import type { Backup } from '../../../../server/domain/backup.ts'
import type { Source } from '../../../../server/domain/source.ts'
import type { Job, RequestOf } from '../../../../server/domain/work.ts'
import { ContractPlanService } from '../../../../server/services/contract-plans.ts'
import { contractLetters } from '../../../../server/services/contract-settings.ts'
import { openSite, type Site, type SiteRequest } from '../../../support/http.ts'
import { openShop } from '../api/shop.ts'

interface Two {
  readonly shop: Source
  readonly depot: Source
  readonly own: Backup
  readonly foreign: Backup
  /** An admin's key for the shop alone. */
  readonly bound: SiteRequest
}

/** Two sources with a backup each, and a key for one of them. */
async function openTwo(site: Site): Promise<Two> {
  const [shop, depot] = [await openShop(site), await openShop(site, 'depot')]
  const backups = []
  for (const { source, target } of [shop, depot]) backups.push(await site.house.backup({ sourceId: source.id, targetIds: [target.id] }))
  const [own, foreign] = backups
  const bound = { as: 'admin', sourceIds: [shop.source.id] } as const
  return { shop: shop.source, depot: depot.source, own: own!, foreign: foreign!, bound }
}

/** A restore into a file that is no source and holds data already. */
function intoPlace(site: Site, { own, shop }: Two): RequestOf<'restore'> {
  site.house.sqlite('place.db', 'create table item (id integer primary key, name text)')
  site.house.sqlite('place.db', "insert into item values (9, 'kept')")
  const to = { dialect: 'sqlite', config: { path: site.house.path('place.db') } }
  return site.house.restoreOf(own.id, shop.id, { to })
}

async function cancelled(site: Site, request: RequestOf<'restore'>): Promise<Job> {
  const job = await site.house.enqueue(request)
  await site.http.jobs.cancel(job.id)
  return job
}

async function textOf(response: Response | Promise<Response>): Promise<string> {
  return (await response).text()
}

test('a key for one source asks for no restore again that reads another one, or goes to a place that is none, and nobody for any', async () => {
  await using site = await openSite({ isWorking: false })
  const two = await openTwo(site)
  const { shop, own, foreign, bound } = two
  const requests = {
    foreign: site.house.restoreOf(foreign.id, shop.id),
    place: intoPlace(site, two),
    own: site.house.restoreOf(own.id, shop.id),
  }
  const statuses: Record<string, number> = {}
  for (const [what, request] of Object.entries(requests)) {
    const { id } = await cancelled(site, request)
    statuses[what] = (await site.post(`/api/v1/jobs/${id}/retry`, undefined, bound)).status
  }
  expect(statuses).toEqual({ foreign: 403, place: 403, own: 409 })
})

test('a key for one source undoes no restore into a place that is none', async () => {
  await using site = await openSite({ isWorking: false })
  const two = await openTwo(site)
  const job = await site.house.finish(intoPlace(site, two))
  expect([job.state, job.sourceId]).toEqual(['completed', two.shop.id])
  expect((await site.post(`/api/v1/restores/${job.id}/undo`, undefined, two.bound)).status).toBe(403)
  expect((await site.post(`/api/v1/restores/${job.id}/undo`)).status).toBe(202)
})

test('a key for one source learns of no other by asking for what is called nearly like it', async () => {
  await using site = await openSite({ isWorking: false })
  const { shop, own, bound } = await openTwo(site)
  const [target] = await site.house.installation.store.targets.list()
  const plan = await site.house.addPlan({ name: 'mine', sourceIds: [shop.id], targetIds: [target!.id] })
  const asks: [string, string, object | undefined][] = [
    ['POST', '/api/v1/restores/plan', { backup: own.id, to: { source: 'depots' } }],
    ['POST', '/api/v1/restores', { backup: own.id, to: { source: 'depot' } }],
    ['POST', `/api/v1/backups/${own.id}/restore`, { to: { source: 'depots' } }],
    ['POST', `/api/v1/plans/${plan.id}/run`, { sources: ['depots'] }],
    ['POST', `/api/v1/plans/${plan.id}/run`, { sources: ['depot'] }],
    ['POST', '/api/v1/backups', { source: 'shop', target: 'depot-disc' }],
    ['POST', '/api/v1/drills', { backup: own.id, target: 'depot-disc' }],
    ['GET', '/api/v1/backups?target=depot-disc', undefined],
    ['GET', `/api/v1/backups/${own.id}/download?target=depot-disc`, undefined],
  ]
  for (const [method, path, json] of asks) {
    const said = `${path} ${JSON.stringify(json)}`
    const response = await site.request(path, { ...bound, method, ...(json === undefined ? {} : { json }) })
    expect([said, response.ok]).toEqual([said, false])
    expect([said, await textOf(response)]).toEqual([said, expect.not.stringMatching(/depot"|depot-disk/)])
    if (said.includes('"depot')) expect([said, response.status]).toEqual([said, said.includes('target') ? 400 : 403])
  }
  expect(await textOf(site.get('/api/v1/backups?target=depot-disc'))).toContain('depot-disk')
})

test('a plan that backs up nothing any more is not for keys of some sources, whatever contract it was made by', async () => {
  await using site = await openSite({ isWorking: false })
  const { shop, bound } = await openTwo(site)
  const [target] = await site.house.installation.store.targets.list()
  const plans = new ContractPlanService(site.house.installation)
  const order = { title: 'left over', sources: [shop.id], targets: [target!.id], isEnabled: true, options: {}, settings: {} }
  const [a, d] = [await plans.add('a', order, null), await plans.add('d', order, null)]
  const paths = [`/api/v1/backup/configs/${a.number}`, `/api/v1/backup/schedule/schedule-${d.number}`]
  expect(await textOf(site.get('/api/v1/backup/schedule', bound))).toContain(`schedule-${d.number}`)
  await site.house.installation.store.transaction(async (nouns) => {
    for (const { plan } of [a, d]) await nouns.plans.update({ ...plan, sourceIds: [] })
  })
  expect(await textOf(site.get('/api/v1/backup/configs', bound))).toContain('"count":0')
  expect(await textOf(site.get('/api/v1/backup/schedule', bound))).toBe('[]')
  for (const path of paths) expect([path, (await site.delete(path, bound)).status]).toEqual([path, 403])
  for (const path of paths) expect([path, (await site.delete(path)).status]).toEqual([path, 200])
})

test('a contract takes no source of others out of its plan for a key that is not for them', async () => {
  await using site = await openSite({ isWorking: false })
  const { shop, depot, bound } = await openTwo(site)
  await site.http.contracts.change({ contracts: Object.fromEntries(contractLetters.map((letter) => [letter, { source: shop.id }])) })
  await site.post('/api/admin/init-backup-tables', {})
  const config = { backup_enabled: 1, backup_cron: '0 2 * * *', backup_retention: 1, backup_max_count: 1, backup_compress: 1 }
  const schedule = { enabled: true, retentionDays: 1, maxBackups: 1 }
  expect((await site.put('/api/backup/config', config, bound)).status).toBe(200)
  expect((await site.post('/api/admin/backup/schedule', schedule, bound)).status).toBe(200)
  const { plans } = site.house.installation.store
  const made = await plans.list()
  await site.house.installation.store.transaction(async (nouns) => {
    for (const plan of made) await nouns.plans.update({ ...plan, sourceIds: [shop.id, depot.id] })
  })
  expect((await site.put('/api/backup/config', config, bound)).status).toBe(403)
  expect((await site.get('/api/backup/config', bound)).status).toBe(403)
  expect((await site.post('/api/backup/create', {}, { ...bound, as: 'backup_operator' })).status).toBe(403)
  expect((await site.post('/api/admin/backup/schedule', schedule, bound)).status).toBe(403)
  expect((await site.get('/api/admin/backup/schedule', bound)).status).toBe(403)
  expect((await site.post('/api/admin/backup', {}, bound)).status).toBe(403)
  for (const plan of await plans.list()) expect(plan.sourceIds).toEqual([shop.id, depot.id])
})
