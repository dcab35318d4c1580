import { expect, test } from 'vitest'
import type { Job, RequestOf } from '../../../../server/domain/work.ts'
import { ContractPlanService } from '../../../../server/services/contract-plans.ts'
import { contractLetters } from '../../../../server/services/contract-settings.ts'
import { openSite, type Site } from '../../../support/http.ts'
import { backUp, openShop } from '../api/shop.ts'

/** Queues a restore and cancels it, so that it can be asked for again. */
async function cancelled(site: Site, request: RequestOf<'restore'>): Promise<Job> {
  const job = await site.house.enqueue(request)
  await site.http.jobs.cancel(job.id)
  return site.house.job(job.id)
}

async function restores(site: Site): Promise<number> {
  return site.http.jobs.count({ kind: 'restore' })
}

test('a key for one source asks for no restore again that reads another one, or that goes to a place of its own', async () => {
  await using site = await openSite()
  const { source } = await openShop(site)
  await openShop(site, 'depot')
  const own = await backUp(site, { source: 'shop', target: 'shop-disk' })
  const foreign = await backUp(site, { source: 'depot', target: 'depot-disk' })
  const bound = { as: 'admin', sourceIds: [source.id] } as const
  const to = { dialect: 'sqlite', config: { path: site.house.path('place.db') } }
  const place = site.house.restoreOf(own.id, source.id, { to, existing: 'refuse' })
  await using idle = await openSite({ isWorking: false })
  void idle
  const wanted = [site.house.restoreOf(foreign.id, source.id), place, site.house.restoreOf(own.id, source.id)]
  const statuses: number[] = []
  for (const request of wanted) {
    const job = await site.house.enqueue({ ...request, tables: ['there is none'] })
    await site.get(`/api/v1/jobs/${job.id}`)
    const ended = await until(site, job.id)
    expect(ended.state).toBe('failed')
    statuses.push((await site.post(`/api/v1/jobs/${job.id}/retry`, undefined, bound)).status)
  }
  expect(statuses).toEqual([403, 403, 202])
})
