import { expect, test } from 'vitest'
import type { Plan } from '../../../../server/domain/plan.ts'
import type { Source } from '../../../../server/domain/source.ts'
import { sampleJob } from '../../store/samples.ts'
import { openPages, type PageSite } from '../pages-browser.ts'

interface Desk {
  readonly site: PageSite
  readonly shop: Source
  readonly plan: Plan
}

async function openDesk(): Promise<Desk & AsyncDisposable> {
  const site = await openPages()
  site.house.sqlite('shop.db', 'create table people (name text); insert into people values (1)')
  const shop = await site.house.addSource({ name: 'shop' })
  const nas = await site.house.addTarget({ name: 'nas <i>' })
  const retention = { keepLast: 3 }
  const settings = { schedule: { kind: 'weekly', weekday: 3, time: '03:00' }, zone: 'Asia/Shanghai', retention } as const
  const plan = await site.house.addPlan({ name: 'by <b>night</b>', sourceIds: [shop.id], targetIds: [nas.id], settings })
  return { site, shop, plan, [Symbol.asyncDispose]: () => site[Symbol.asyncDispose]() }
}

async function threeBackups({ site, shop, plan }: Desk): Promise<void> {
  for (let day = 0; day < 3; day += 1) {
    site.house.clock.advance(86_400_000)
    await site.house.backup({ sourceId: shop.id, planId: plan.id })
  }
}

const audited = async ({ site }: Desk) => (await site.house.installation.store.audit.list({}, { limit: 20 })).map(({ action }) => action)

test('the list says from where to where, when, and how it went last, in both languages', async () => {
  await using desk = await openDesk()
  const { site } = desk
  const browser = await site.signedIn('ada', 'admin')
  const text = await (await browser.get('/plans')).text()
  for (const words of ['Every Wednesday at 03:00', 'Asia/Shanghai', 'Not run yet', 'by &lt;b&gt;night', 'shop → nas &lt;i&gt;'])
    expect(text).toContain(words)
  expect(text).not.toContain('<b>night')
  await threeBackups(desk)
  expect(await (await browser.get('/plans')).text()).toContain('Completed')
  const chinese = await (await browser.get('/plans?lang=zh-CN')).text()
  for (const words of ['备份计划', '每星期三 03:00', '已完成', '立即备份']) expect(chinese).toContain(words)
})

test('the last run is none of a source that the plan has no more', async () => {
  await using desk = await openDesk()
  const { site, shop, plan } = desk
  const { store, newId } = site.house.installation
  const gone = await site.house.addSource({ name: 'gone' })
  await threeBackups(desk)
  await store.transaction(async ({ jobs }) => {
    for (let at = 0; at < 10; at += 1) {
      const queuedAt = site.house.clock.now()
      const job = sampleJob({ id: newId(), kind: 'backup', planId: plan.id, sourceId: gone.id, state: 'failed', queuedAt })
      await jobs.insert({ ...job, finishedAt: queuedAt }, [])
    }
  })
  const browser = await site.signedIn('ada', 'admin')
  const lastRun = async () => /data-label="Last result"[\s\S]*?<\/td>/.exec(await (await browser.get('/plans')).text())![0]
  expect(await lastRun()).toContain('Completed')
  await store.transaction((nouns) => nouns.plans.update({ ...plan, sourceIds: [shop.id, gone.id] }))
  expect(await lastRun()).toContain('Failed')
})

test('without plans an admin is told what to do next, and others whom to ask', async () => {
  await using site = await openPages()
  const admin = await site.signedIn('ada', 'admin')
  expect(await (await admin.get('/plans')).text()).toContain('href="/plans/new"')
  const viewer = await (await (await site.signedIn('eve', 'viewer')).get('/plans')).text()
  expect(viewer).toContain('An admin can add one.')
  expect(viewer).not.toContain('href="/plans/new"')
})

test('a plan shows its settings, next runs, jobs, backups and charts', async () => {
  await using desk = await openDesk()
  const { site, plan } = desk
  const browser = await site.signedIn('ada', 'admin')
  const fresh = await (await browser.get(`/plans/${plan.id}`)).text()
  for (const words of ['No job yet.', 'No backup yet.', 'The last 3 backups of each source.', 'Jan 7, 2026, 03:00'])
    expect(fresh).toContain(words)
  await threeBackups(desk)
  const page = await browser.get(`/plans/${encodeURIComponent(plan.name)}`)
  const text = await page.text()
  expect(page.status).toBe(200)
  for (const words of ['Size of the backups', 'How long they took', 'Good: 3 days', 'All 3 backups']) expect(text).toContain(words)
  expect((await browser.get('/plans/nobody')).status).toBe(404)
  // A word that no page of ours says is passed over.
  expect(await (await browser.get(`/plans/${plan.id}?done=%3Cb%3E`)).text()).not.toContain('notice good')
})

test('each role sees only what it may do, and is refused the rest', async () => {
  await using desk = await openDesk()
  const { site, plan } = desk
  const address = `/plans/${plan.id}`
  const admin = await site.signedIn('ada', 'admin')
  const viewer = await site.signedIn('eve', 'viewer')
  const operator = await site.signedIn('bob', 'backup_operator')
  const seen = async (browser: typeof viewer) => {
    const text = `${await (await browser.get('/plans')).text()}${await (await browser.get(address)).text()}`
    return ['/run"', '/pause"', '/edit"', '/delete"', '/plans/new"'].filter((end) => text.includes(end))
  }
  expect(await seen(viewer)).toEqual([])
  expect(await seen(operator)).toEqual(['/run"'])
  expect(await seen(admin)).toEqual(['/run"', '/pause"', '/edit"', '/delete"', '/plans/new"'])
  for (const end of ['/edit', '/delete']) expect((await operator.get(`${address}${end}`)).status).toBe(403)
  for (const end of ['', '/pause', '/prune', '/delete', '/preview']) expect((await operator.post(`${address}${end}`, {})).status).toBe(403)
  expect((await viewer.post(`${address}/run`, {})).status).toBe(403)
})

test('a run leads to its job, and one that is refused is said on the page of the plan', async () => {
  await using desk = await openDesk()
  const { site, plan, shop } = desk
  await site.signedIn('ada', 'admin')
  const operator = await site.signedIn('bob', 'backup_operator')
  const started = await operator.post(`/plans/${plan.id}/run`, {})
  const [job] = await site.house.jobs.list({ planId: plan.id }, { limit: 1 })
  expect([started.status, started.headers.get('location')]).toEqual([303, `/jobs/${job!.id}`])
  const again = await operator.post(`/plans/${plan.id}/run`, {})
  const text = await again.text()
  expect([again.status, again.headers.get('hx-push-url')]).toEqual([409, `/plans/${plan.id}`])
  expect(text).toContain('A backup of this source is running or waiting already.')
  // The address of what was refused can only be posted to; that of the plan itself is loaded again while it runs.
  expect(text).not.toContain('http-equiv="refresh"')
  expect(await (await operator.get(`/plans/${plan.id}`)).text()).toContain('http-equiv="refresh"')
  const blog = await site.house.addSource({ name: 'blog' })
  await site.house.jobs.cancel(job!.id)
  await site.house.installation.store.transaction((nouns) => nouns.plans.update({ ...plan, sourceIds: [shop.id, blog.id] }))
  expect((await operator.post(`/plans/${plan.id}/run`, {})).headers.get('location')).toBe(`/plans/${plan.id}?done=started`)
  expect((await audited(desk)).filter((action) => action === 'backup.start')).toHaveLength(2)
})

test('a plan is paused and goes on', async () => {
  await using desk = await openDesk()
  const { site, plan } = desk
  const browser = await site.signedIn('ada', 'admin')
  const paused = await browser.post(`/plans/${plan.id}/pause`, {})
  expect(await (await browser.get(paused.headers.get('location')!)).text()).toContain('The plan is paused until it is resumed.')
  const text = await (await browser.get(`/plans/${plan.id}`)).text()
  for (const words of ['Paused', 'Otherwise it would run:', `${plan.id}/resume`]) expect(text).toContain(words)
  await browser.post(`/plans/${plan.id}/resume`, {})
  expect(await (await browser.get(`/plans/${plan.id}`)).text()).not.toContain('Paused')
  await site.house.installation.store.transaction((nouns) => nouns.plans.update({ ...plan, sourceIds: [], isPaused: true }))
  const refused = await browser.post(`/plans/${plan.id}/resume`, {})
  expect([refused.status, await refused.text()]).toEqual([400, expect.stringContaining('The plan has no source')])
  expect(await audited(desk)).toEqual(expect.arrayContaining(['plan.pause', 'plan.resume']))
})

test('what retention would remove is shown with its reasons before it is removed', async () => {
  await using desk = await openDesk()
  const { site, plan } = desk
  const browser = await site.signedIn('ada', 'admin')
  const address = `/plans/${plan.id}/retention`
  expect(await (await browser.get(address)).text()).not.toContain('/prune"')
  await threeBackups(desk)
  // Retention runs after every backup: only a policy that is narrower since then leaves it something to do.
  const settings = { ...plan.settings, retention: { ...plan.settings.retention, keepLast: 1 } }
  await site.house.installation.store.transaction((nouns) => nouns.plans.update({ ...plan, settings }))
  const text = await (await browser.get(address)).text()
  for (const words of ['2 of 3 backups would be removed now', 'No rule of the plan keeps it.', 'The newest backup of its source.'])
    expect(text).toContain(words)
  const viewer = await (await (await site.signedIn('eve', 'viewer')).get(address)).text()
  expect([viewer.includes('No rule of the plan keeps it.'), viewer.includes('/prune"')]).toEqual([true, false])
  const pruned = await browser.post(`/plans/${plan.id}/prune`, {})
  expect(pruned.headers.get('location')).toMatch(/^\/jobs\/[0-9a-f]{32}$/)
  await site.house.run()
  expect(await site.house.installation.store.backups.count({ planId: plan.id, state: 'kept' })).toBe(1)
  expect(await audited(desk)).toContain('plan.prune')
})

test('deleting a plan says what it would do, and leaves the backups', async () => {
  await using desk = await openDesk()
  const { site, plan, shop } = desk
  await site.house.backup({ sourceId: shop.id, planId: plan.id })
  const browser = await site.signedIn('ada', 'admin')
  await browser.post(`/plans/${plan.id}/run`, {})
  const address = `/plans/${plan.id}/delete`
  const text = await (await browser.get(address)).text()
  expect(text).toContain('1 waiting job is cancelled.')
  expect(text).toContain('1 backup stays, but no retention looks after it any more.')
  expect(text).toContain('Delete by &lt;b&gt;night')
  expect(await (await browser.get(`${address}?lang=zh-CN`)).text()).toContain('1 个备份仍然保留')
  const deleted = await browser.post(address, {})
  expect(deleted.headers.get('location')).toBe('/plans?done=removed')
  expect(await site.house.installation.store.plans.list()).toEqual([])
  expect(await site.house.installation.store.backups.count({ state: 'kept' })).toBe(1)
  expect(await audited(desk)).toContain('plan.remove')
})
