import { setTimeout } from 'node:timers/promises'
import { expect } from 'vitest'
import type { Procedures } from '../../../../../server/control/procedure.ts'
import { procedures } from '../../../../../server/control/procedures/index.ts'
import { Scheduler } from '../../../../../server/control/scheduler.ts'
import type { Role } from '../../../../../server/domain/role.ts'
import { contractB } from '../../../../../server/http/contracts/b/index.ts'
import { openSite, type Site, type SiteOptions } from '../../../../support/http.ts'

/** An envelope of the document as it arrived. */
export interface Enveloped {
  readonly status: number
  readonly code: number
  readonly message: string
  // biome-ignore lint/suspicious/noExplicitAny: tests look into it.
  readonly data: any
}

/** A site with the routes of contract B, a database `shop.db` with some orders, and a target. */
export async function openShop(options: SiteOptions = {}): Promise<Site> {
  const site = await openSite({ groups: [contractB], ...options })
  site.house.sqlite('shop.db', 'create table orders (id integer primary key, item text); create table customers (name text)')
  site.house.sqlite('shop.db', "insert into orders (item) values ('tea'), ('milk'); insert into customers values ('Ann')")
  await site.house.addSource({ name: 'shop' })
  await site.house.addTarget({ name: 'disk' })
  return site
}

/** `GET /path` as an admin, `viewer GET /path` as somebody else, `nobody GET /path` without a key. */
export async function ask(site: Site, line: string, json?: unknown): Promise<Enveloped> {
  const [path, method, who = 'admin'] = line.split(' ').toReversed()
  const as = who === 'nobody' ? null : (who as Role)
  const response = await site.request(path!, { as, method: method!, ...(json === undefined ? {} : { json }) })
  return enveloped(response)
}

/** The envelope of an answer; nothing else may be in it. */
export async function enveloped(response: Response): Promise<Enveloped> {
  const body = (await response.json()) as Omit<Enveloped, 'status'>
  expect(Object.keys(body)).toEqual(['code', 'message', 'data'])
  return { status: response.status, ...body }
}

/** A backup by hand; answers its record. */
export async function create(site: Site, reason?: string) {
  const answered = await ask(site, 'POST /api/backup/create', reason === undefined ? {} : { reason })
  expect(answered).toMatchObject({ status: 200, code: 0, message: '备份创建成功' })
  return answered.data
}

/** Waits until no job runs or waits. */
export async function idle({ house }: Site): Promise<void> {
  for (let left = 600; left > 0; left -= 1) {
    if ((await house.jobs.count({ states: ['pending', 'running'] })) === 0) return
    await setTimeout(25)
  }
  throw new Error('The queue does not get empty.')
}

/** Waits until something holds. */
export async function until(holds: () => Promise<boolean>): Promise<void> {
  for (let left = 400; left > 0; left -= 1) {
    if (await holds()) return
    await setTimeout(25)
  }
  throw new Error('It does not come to hold.')
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
  await idle(site)
  return queued
}

/** A backup step that waits until it is let go; cancelling ends it. */
export function heldBackups() {
  const gate = Promise.withResolvers<void>()
  const backup: Procedures['backup'] = async (work) => {
    const cancelled = Promise.withResolvers<never>()
    work.signal.addEventListener('abort', () => cancelled.reject(work.signal.reason), { once: true })
    await Promise.race([gate.promise, cancelled.promise])
    return procedures.backup(work)
  }
  return { backup, release: () => gate.resolve() }
}

/** Queues a backup as a plan would. */
export async function schedule(site: Site): Promise<void> {
  const { sources, targets } = site.house.installation.store
  const sourceId = (await sources.list())[0]!.id
  const targetIds = (await targets.list()).map(({ id }) => id)
  const request = { planId: null, targetIds, mode: null, tables: null, description: '', purpose: 'regular' } as const
  await site.house.enqueue({ kind: 'backup', sourceId, ...request, targetIds }, 'auto')
}
