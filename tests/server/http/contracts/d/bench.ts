import { openSite, type Site, type SiteOptions, type SiteRequest } from '../../../../support/http.ts'

export const base = '/api/v1/backup'

/** A site with a shop's database and a target. Whoever opens it disposes it. */
export async function openShop(options: SiteOptions = {}): Promise<Site> {
  const site = await openSite(options)
  site.house.sqlite('shop.db', "create table people (name); insert into people values ('Ada'), ('Grace')")
  await site.house.addSource({ name: 'shop' })
  await site.house.addTarget({ name: 'shelf' })
  await site.http.contracts.change({ zone: 'UTC' })
  return site
}

// biome-ignore lint/suspicious/noExplicitAny: what comes over the wire is what the test looks at.
type Body = any

export async function ask(site: Site, request: string, options: SiteRequest = {}): Promise<{ status: number; body: Body }> {
  const [method = '', path = ''] = request.split(' ')
  const response = await site.request(`${base}${path}`, { ...options, method })
  return { status: response.status, body: await response.json() }
}

/** The documented request, as it stands there. */
export const options = { type: 'full', include_files: true, include_database: true }

export async function restored(site: Site, jobId: string): Promise<Body> {
  for (;;) {
    const { body } = await ask(site, `GET /restore/${jobId}/status`)
    if (body.status !== 'pending' && body.status !== 'running') return body
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}
