import { openSite, type Site, type SiteOptions } from '../../../support/http.ts'
import { backUp, openShop } from '../api/shop.ts'

/** A site with a database, a target, a plan, a backup and an upload: things that requests can name. Whoever opens it disposes it. */
export async function openShopSite(options: SiteOptions = {}): Promise<Site> {
  await using opening = new AsyncDisposableStack()
  const site = opening.use(await openSite(options))
  await openShop(site)
  // The fifth contract does nothing before it is asked to.
  await site.post('/api/admin/init-backup-tables')
  opening.move()
  return site
}

/** What stands for the parameters of paths and for fields of bodies; what a request has removed is put back first. */
export async function namesIn(site: Site): Promise<Readonly<Record<string, string>>> {
  const { house } = site
  const { store } = house.installation
  const source = (await store.sources.findByName('shop')) ?? (await house.addSource({ name: 'shop' }))
  const target = (await store.targets.findByName('shop-disk')) ?? (await house.addTarget({ name: 'shop-disk' }))
  const plan = (await store.plans.findByName('nightly')) ?? (await house.addPlan(planOf(source.id, target.id)))
  const [kept] = await site.http.backups.list({ sourceId: source.id, state: 'kept' }, { limit: 1 })
  const backup = kept ?? (await backUp(site, { source: 'shop', target: 'shop-disk' }))
  const [record] = await site.http.records.list({}, { limit: 1 })
  const [job] = await site.http.jobs.list({}, { limit: 1 })
  const [upload] = await site.http.uploads.list()
  const number = String(record!.record.number)
  return {
    source: source.name,
    target: target.name,
    plan: plan.name,
    backup: backup.id,
    job: job!.id,
    upload: upload?.id ?? (await addUpload(site)),
    id: number,
    backup_id: `backup-${number}`,
    job_id: job!.id,
    schedule_id: 'schedule-1',
  }
}

function planOf(sourceId: string, targetId: string) {
  return { name: 'nightly', sourceIds: [sourceId], targetIds: [targetId] }
}

async function addUpload(site: Site): Promise<string> {
  const response = await site.request('/api/v1/uploads?name=a.sql', { method: 'POST', body: 'create table a (b integer);\n' })
  return ((await response.json()) as { id: string }).id
}
