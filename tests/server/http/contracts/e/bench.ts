import { setTimeout } from 'node:timers/promises'
import { Scheduler } from '../../../../../server/control/scheduler.ts'
import type { Role } from '../../../../../server/domain/role.ts'
import { contractE } from '../../../../../server/http/contracts/e/index.ts'
import { openSite, type Site, type SiteOptions } from '../../../../support/http.ts'

export interface Asked {
  readonly status: number
  // biome-ignore lint/suspicious/noExplicitAny: tests look into it.
  readonly body: any
}

/** A site with the routes of contract E and a database `shop.db` with some orders; nothing is initialised, and there is no target. */
export async function openBare(options: SiteOptions = {}): Promise<Site> {
  const site = await openSite({ groups: [contractE], ...options })
  site.house.sqlite('shop.db', 'create table orders (id integer primary key, item text); create table customers (name text)')
  site.house.sqlite('shop.db', "insert into orders (item) values ('tea'), ('milk'); insert into customers values ('Ann')")
  await site.house.addSource({ name: 'shop' })
  return site
}

/** The same, initialised. */
export async function openReady(options: SiteOptions = {}): Promise<Site> {
  const site = await openBare(options)
  await ask(site, 'POST /api/admin/init-backup-tables')
  return site
}

/** `GET /path` as an admin, `viewer GET /path` as somebody else, `nobody GET /path` without a key. */
export async function ask(site: Site, line: string, json?: unknown): Promise<Asked> {
  const [path, method, who = 'admin'] = line.split(' ').toReversed()
  const as = who === 'nobody' ? null : (who as Role)
  const response = await site.request(path!, { as, method: method!, ...(json === undefined ? {} : { json }) })
  return { status: response.status, body: await response.json() }
}

/** Queues what is due by the clock of the site, and waits until all of it and what follows from it is done. */
export async function runSchedules(site: Site): Promise<number> {
  const scheduler = new Scheduler(site.house.installation, {
    onUnexpected(failure) {
      throw failure
    },
  })
  const queued = await scheduler.look(new AbortController().signal)
  site.http.control.wake()
  for (let left = 600; left > 0; left -= 1) {
    if ((await site.house.jobs.count({ states: ['pending', 'running'] })) === 0) return queued
    await setTimeout(25)
  }
  throw new Error('The queue does not get empty.')
}
