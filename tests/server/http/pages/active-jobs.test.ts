import { expect, test } from 'vitest'
import { addShop } from './backups-shop.ts'
import { openJobDesk } from './jobs-desk.ts'
import { LiveReader } from './live-reader.ts'

test('what runs is shown of a plan or a source alone where its page asks for it', async () => {
  await using desk = await openJobDesk()
  const { site, shop } = desk
  const browser = await site.signedIn('ada', 'admin')
  const depot = await addShop(site, 'depot')
  const plan = await site.house.addPlan({ name: 'nightly', sourceIds: [depot.source.id], targetIds: [depot.target.id] })
  const manual = await desk.backupJob()
  const wish = { mode: 'full', tables: null, description: '', purpose: 'regular' } as const
  const planned = await site.house.jobs.enqueue(
    { kind: 'backup', sourceId: depot.source.id, planId: plan.id, targetIds: [depot.target.id], ...wish },
    { trigger: 'auto', requestedBy: null },
  )
  const shown = async (query: string) => {
    const reader = new LiveReader(await browser.get(`/live/jobs${query}`))
    const part = await reader.until(() => true)
    await reader.cancel()
    return [manual, planned].map(({ id }) => part.includes(`id="active-${id}"`))
  }
  expect(await shown('')).toEqual([true, true])
  expect(await shown(`?plan=${plan.id}`)).toEqual([false, true])
  expect(await shown(`?source=${shop.source.id}`)).toEqual([true, false])
  expect(await shown(`?source=${depot.source.id}`)).toEqual([false, true])
  expect(await shown(`?source=${shop.source.id}&plan=${plan.id}`)).toEqual([false, false])
  expect(await shown('?plan=ffffffff')).toEqual([false, false])
})

test('the pages of a plan and of a source show what runs of them, and follow it before anything does', async () => {
  await using desk = await openJobDesk()
  const { site, shop } = desk
  const browser = await site.signedIn('ada', 'admin')
  const plan = await site.house.addPlan({ name: 'nightly', sourceIds: [shop.source.id], targetIds: [shop.target.id] })
  for (const [page, query] of [
    [`/plans/${plan.id}`, `plan=${plan.id}`],
    [`/sources/${shop.source.id}`, `source=${shop.source.id}`],
  ] as const) {
    const text = await (await browser.get(page)).text()
    expect(text).toContain(`id="active-jobs" class="active-jobs" aria-label="Running now" hx-sse:connect="/live/jobs?${query}"`)
    expect(text).toMatch(new RegExp(`hx-get="${page}" hx-trigger="htmx:sse:after:message from:#active-jobs delay:1s"`))
    expect(text).not.toContain('http-equiv="refresh"')
  }
  const job = await desk.backupJob()
  const source = await (await browser.get(`/sources/${shop.source.id}`)).text()
  expect(source).toContain(`id="active-${job.id}"`)
  expect(source).toContain('<noscript><meta http-equiv="refresh"')
  // Its address can only be posted to: loaded again, it would be none.
  const tested = await (await browser.post(`/sources/${shop.source.id}/test`, {})).text()
  expect(tested).toContain(`id="active-${job.id}"`)
  expect(tested).not.toContain('http-equiv="refresh"')
  expect(await (await browser.get(`/plans/${plan.id}`)).text()).not.toContain(`id="active-${job.id}"`)
})

test('the page of a backup loads itself anew while something is done with it, but not away from what was refused', async () => {
  await using desk = await openJobDesk()
  const { site, shop } = desk
  const browser = await site.signedIn('ada', 'admin')
  const { id } = await site.house.backup({ sourceId: shop.source.id, targetIds: [shop.target.id] })
  await site.house.enqueue({ kind: 'verify', backupId: id, level: 'stored', targetId: null })
  expect(await (await browser.get(`/backups/${id}`)).text()).toContain('<noscript><meta http-equiv="refresh"')
  const refused = await browser.post(`/backups/${id}/copy`, { to: 'nowhere' })
  expect([refused.status, (await refused.text()).includes('http-equiv="refresh"')]).toEqual([400, false])
})
