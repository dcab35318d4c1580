import { expect, test } from 'vitest'
import { openJobDesk } from './jobs-desk.ts'

const alertOf = (id: string, text: string) => new RegExp(`href="/jobs/${id}">${text}`)

test('a source without a plan whose newest backup failed is named with its job, until one goes well', async () => {
  await using desk = await openJobDesk()
  const { house } = desk.site
  const browser = await desk.site.signedIn('ada', 'admin')
  const page = async (headers = {}) => (await browser.get('/', headers)).text()
  const gone = await house.addSource({ name: 'gone<b>' })
  const order = { kind: 'backup' as const, targetIds: [desk.shop.target.id], planId: null, mode: null, tables: null }
  const backUp = (sourceId: string) => house.finish({ ...order, sourceId, description: '', purpose: 'regular' })
  await backUp(desk.shop.source.id)
  expect(await page()).toContain('Nothing needs your attention.')
  const failed = await backUp(gone.id)
  expect(failed.state).toBe('failed')
  const bad = await page()
  expect(bad).toMatch(alertOf(failed.id, 'The last backup of gone&lt;b&gt; failed.'))
  expect(bad).not.toContain('Nothing needs your attention.')
  expect(await page({ 'accept-language': 'zh-CN' })).toMatch(alertOf(failed.id, 'gone&lt;b&gt; 最近一次备份失败。'))
  // One that waits says nothing of how the last one went.
  const waiting = await house.jobs.enqueue(
    { ...order, sourceId: gone.id, description: '', purpose: 'regular' },
    { trigger: 'manual', requestedBy: null },
  )
  expect(await page()).toMatch(alertOf(failed.id, 'The last backup'))
  house.sqlite('gone<b>.db', 'create table t (x)')
  await house.run()
  expect((await house.job(waiting.id)).state).toBe('completed')
  expect(await page()).toContain('Nothing needs your attention.')
})

test('of a source with a plan a failed backup by hand counts while it is the newest, and a failed run is said once', async () => {
  await using desk = await openJobDesk()
  const { house } = desk.site
  const { source, target } = desk.shop
  const plan = await house.addPlan({ name: 'nightly', sourceIds: [source.id], targetIds: [target.id] })
  const browser = await desk.site.signedIn('ada', 'admin')
  const page = async () => (await browser.get('/')).text()
  const whole = { kind: 'backup', sourceId: source.id, mode: null, description: '', purpose: 'regular' } as const
  const order = { ...whole, targetIds: [target.id] }
  const byHand = await house.finish({ ...order, planId: null, tables: ['no such table'] })
  expect(byHand.state).toBe('failed')
  expect(await page()).toMatch(alertOf(byHand.id, 'The last backup of shop failed.'))
  const run = await house.finish({ ...order, planId: plan.id, tables: ['no such table'] })
  const bad = await page()
  expect(bad).toMatch(alertOf(run.id, 'The last run of nightly failed.'))
  expect(bad).not.toContain('The last backup of')
})

test('the overview asks for itself again whenever what runs has come to rest, whether anything runs yet or not', async () => {
  await using desk = await openJobDesk()
  const browser = await desk.site.signedIn('ada', 'admin')
  const following =
    /<(?:section|div) id="standing"[^>]* hx-get="\/" hx-trigger="htmx:sse:after:message from:#active-jobs delay:1s" hx-select="#standing"/
  expect(await (await browser.get('/')).text()).toMatch(following)
  await desk.site.house.backup({ sourceId: desk.shop.source.id, targetIds: [desk.shop.target.id] })
  expect(await (await browser.get('/')).text()).toMatch(following)
})
