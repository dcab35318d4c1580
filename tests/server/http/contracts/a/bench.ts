import { mkdirSync, writeFileSync } from 'node:fs'
import { openSite, type Site, type SiteOptions, type SiteRequest } from '../../../../support/http.ts'

export const backups = '/api/v1/backup/backups/'
export const configs = '/api/v1/backup/configs/'

export interface Envelope {
  readonly code: number
  readonly message: string
  // biome-ignore lint/suspicious/noExplicitAny: what comes over the wire is what the test looks at.
  readonly data?: any
}

/** A site with a shop's database and a target; times are those of Shanghai. Whoever opens it disposes it. */
export async function openShop(options: SiteOptions = {}): Promise<Site> {
  const site = await openSite(options)
  site.house.sqlite('shop.db', "create table people (name); insert into people values ('Ada'), ('Grace')")
  await site.house.addSource({ name: 'shop' })
  await site.house.addTarget({ name: 'shelf' })
  await site.http.contracts.change({ zone: 'Asia/Shanghai' })
  return site
}

/** Files, and the settings of this installation, beside the database. */
export async function addEverything({ house }: Site): Promise<void> {
  mkdirSync(house.path('uploads'))
  writeFileSync(house.path('uploads', 'letter'), 'then')
  await house.addSource({ name: 'uploads', dialect: 'files', config: { path: house.path('uploads') } })
  await house.addSource({ name: 'holdfast', dialect: 'settings', config: { path: house.path('data') } })
}

export async function ask(
  site: Site,
  [method, path]: readonly [string, string],
  options: SiteRequest = {},
): Promise<{ status: number; body: Envelope }> {
  const response = await site.request(path, { ...options, method })
  return { status: response.status, body: (await response.json()) as Envelope }
}

/** Asks for a record until its job has come to its end. */
export async function ended(site: Site, id: number): Promise<Envelope['data']> {
  for (;;) {
    const { data } = (await ask(site, ['GET', `${backups}${id}/`])).body
    if (data.status !== 'pending' && data.status !== 'running') return data
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

/** Makes a backup and resolves with its record once that is there. */
export async function made(site: Site, json: object = { backup_type: 'db' }): Promise<Envelope['data']> {
  const { body } = await ask(site, ['POST', backups], { json })
  return ended(site, body.data.id)
}
