import { expect, test } from 'vitest'
import type { Source } from '../../../../server/domain/source.ts'
import type { Job } from '../../../../server/domain/work.ts'
import { furnish } from '../../../../server/http/house.ts'
import { defaultHttpConfig } from '../../../../server/http/http-config.ts'
import { loadOverview } from '../../../../server/http/pages/overview/load.ts'
import { sampleBackup, sampleCopy, sampleJob } from '../../store/samples.ts'
import { type Browser, openPages, type PageSite } from '../pages-browser.ts'

const dayMs = 86_400_000
const daily = { schedule: { kind: 'daily', time: '02:00' } } as const

async function textOf(browser: Browser, headers: Record<string, string> = {}): Promise<string> {
  const response = await browser.get('/', headers)
  expect(response.status).toBe(200)
  return response.text()
}

/** A source and a target that are there, and a plan from the one to the other. */
async function shopIn(site: PageSite, settings: object = {}) {
  const { house } = site
  house.sqlite('shop.db', 'create table item (id integer primary key); insert into item values (1)')
  const source = await house.addSource({ name: 'shop' })
  const target = await house.addTarget({ name: 'disk' })
  const plan = await house.addPlan({ name: 'nightly', sourceIds: [source.id], targetIds: [target.id], settings })
  return { source, target, plan }
}

/** A backup that is only written down. */
async function note(site: PageSite, change: Parameters<typeof sampleBackup>[0], copy: Parameters<typeof sampleCopy>[0]) {
  const { store, newId } = site.house.installation
  const backup = sampleBackup({ id: newId(), startedAt: site.house.clock.now(), ...change })
  await store.transaction(async (nouns) => {
    await nouns.backups.put(backup)
    await nouns.copies.put(sampleCopy({ backupId: backup.id, ...copy }))
  })
  return backup
}

async function noteJob(site: PageSite, change: Partial<Job>) {
  const { store, newId } = site.house.installation
  const at = site.house.clock.now()
  const job = sampleJob({ id: newId(), kind: 'backup', queuedAt: at, startedAt: at, finishedAt: at, ...change })
  await store.transaction((nouns) => nouns.jobs.insert(job, []))
  return job
}

/** The row of a plan in the table. */
function rowOf(page: string, name: string): string {
  const row = page.split('<tr>').find((part) => part.includes(`>${name}</a><br>`))
  expect(row).toBeDefined()
  return row!.slice(0, row!.indexOf('</tr>'))
}

test('a fresh installation says what to do next, to each role what it can do', async () => {
  await using site = await openPages()
  const admin = await textOf(await site.signedIn('ada', 'admin'))
  expect(admin).toContain('Nothing is set up yet.')
  expect(admin).toContain('href="/welcome"')
  const viewer = await textOf(await site.signedIn('vera', 'viewer'))
  expect(viewer).toContain('An admin sets up the first source')
  expect(viewer).not.toContain('/welcome')
  expect(viewer).not.toContain('Needs attention')
})

test('the source and the target that every installation has do not hide that nothing is set up', async () => {
  await using site = await openPages()
  await site.house.addSource({ name: 'holdfast' })
  await site.house.addTarget({ name: 'local' })
  expect(await textOf(await site.signedIn('ada', 'admin'))).toContain('href="/welcome"')
})

test('a plan shows its last run, the trust of its newest backup, its age, its chain and what to press', async () => {
  await using site = await openPages()
  const { source, plan, target } = await shopIn(site, daily)
  const backup = await site.house.backup({ sourceId: source.id, planId: plan.id })
  await site.signedIn('ada', 'admin')
  const page = await textOf(await site.signedIn('olga', 'backup_operator'))
  const row = rowOf(page, 'nightly')
  expect(row).toContain(`href="/plans/${plan.id}"`)
  expect(row).toContain(`href="/backups/${backup.id}"`)
  for (const word of ['Completed', backup.trust === 'parsed' ? 'Parsed' : 'Stored', 'On time']) expect(row).toContain(word)
  expect(row).toMatch(new RegExp(`action="/plans/${plan.id}/run"[\\s\\S]*aria-label="Back up now: nightly"`))
  expect(row).toContain('title="1 backup">1</span>')
  expect(page).toMatch(/<strong>1<\/strong><span>Backups kept/)
  expect(page).toMatch(/<strong>0%<\/strong><span>Proven to restore/)
  expect(page).toContain(`href="/targets/${target.id}">disk</a>`)
  expect(page).toContain('1 copy')
})

test('who only looks is offered nothing to press', async () => {
  await using site = await openPages()
  const { source, plan } = await shopIn(site)
  await site.house.backup({ sourceId: source.id, planId: plan.id })
  await site.signedIn('ada', 'admin')
  const page = await textOf(await site.signedIn('vera', 'viewer'))
  expect(page).not.toContain('Back up now')
  expect(page).not.toContain('/backups/new')
  expect(rowOf(page, 'nightly')).toContain('By hand')
})

test('a plan whose last run failed is named with its job, and a later run that went well ends that', async () => {
  await using site = await openPages()
  const { source, plan } = await shopIn(site)
  const failed = await noteJob(site, { planId: plan.id, sourceId: source.id, state: 'failed' })
  const browser = await site.signedIn('ada', 'admin')
  expect(await textOf(browser)).toMatch(new RegExp(`href="/jobs/${failed.id}">The last run of nightly failed.`))
  await noteJob(site, { planId: plan.id, sourceId: source.id, state: 'timeout' })
  expect(await textOf(browser)).toContain('The last run of nightly timed out.')
  // One that waits says nothing of how the last one went.
  await noteJob(site, { planId: plan.id, sourceId: source.id, state: 'pending', startedAt: null, finishedAt: null })
  expect(await textOf(browser)).toContain('The last run of nightly timed out.')
  await noteJob(site, { planId: plan.id, sourceId: source.id, state: 'completed' })
  expect(await textOf(browser)).not.toContain('The last run of')
})

test('a plan of several sources is as well as its sickest one', async () => {
  await using site = await openPages()
  const { source, target } = await shopIn(site)
  const other = await site.house.addSource({ name: 'crm' })
  const both = await site.house.addPlan({ name: 'both', sourceIds: [source.id, other.id], targetIds: [target.id], settings: daily })
  const weak = await note(site, { planId: both.id, sourceId: other.id, trust: 'stored' }, { targetId: target.id })
  await note(site, { planId: both.id, sourceId: source.id, trust: 'proven' }, { targetId: target.id })
  const failed = await noteJob(site, { planId: both.id, sourceId: other.id, state: 'failed' })
  await noteJob(site, { planId: both.id, sourceId: source.id, state: 'completed' })
  await note(site, { planId: both.id, sourceId: source.id, trust: 'proven', plainBytes: 1e9 }, { targetId: target.id })
  const row = rowOf(await textOf(await site.signedIn('ada', 'admin')), 'both')
  expect(row).toContain(`href="/jobs/${failed.id}"`)
  expect(row).toContain(`href="/backups/${weak.id}"`)
  expect(row).toContain('shop, crm')
  // Both together, once both are known: 9 GB and 9 GB, then 9 GB and 1 GB.
  expect(row).toContain('Content of both: 2 values, from 18 GB to 10 GB.')
})

test('a plan whose run is late is overdue, and one that rests is not', async () => {
  await using site = await openPages()
  const { source, target, plan } = await shopIn(site, daily)
  await site.house.addPlan({ name: 'resting', sourceIds: [source.id], targetIds: [target.id], settings: daily, isPaused: true })
  await site.house.addPlan({ name: 'never', sourceIds: [source.id], targetIds: [target.id], settings: daily })
  await site.house.backup({ sourceId: source.id, planId: plan.id })
  site.house.clock.advance(3 * dayMs)
  const page = await textOf(await site.signedIn('ada', 'admin'))
  expect(page).toContain(`href="/plans/${plan.id}">The plan nightly is overdue.`)
  expect(page).toContain('The plan never is overdue: one of its sources has no good backup yet.')
  expect(page).not.toContain('The plan resting is overdue')
  expect(rowOf(page, 'nightly')).toContain('Overdue')
  expect(rowOf(page, 'resting')).toContain('Paused')
})

test('copies that are gone or damaged, sizes that surprise and plans that were never proven are named, each with where it is mended', async () => {
  await using site = await openPages()
  const { source, plan, target } = await shopIn(site)
  const common = { planId: plan.id, sourceId: source.id }
  const damaged = await note(site, { ...common, name: 'one.zip' }, { targetId: target.id, state: 'damaged' })
  const missing = await note(site, { ...common, name: 'two.zip' }, { targetId: target.id, state: 'missing' })
  const small = await note(site, { ...common, name: 'three.zip', isSizePlausible: false }, { targetId: target.id })
  // What is being removed concerns nobody any more.
  await note(site, { ...common, name: 'four.zip', state: 'delete_pending' }, { targetId: target.id, state: 'damaged' })
  const page = await textOf(await site.signedIn('ada', 'admin'))
  expect(page).toContain(`href="/backups/${damaged.id}">The copy of one.zip at disk is damaged.`)
  expect(page).toContain(`href="/backups/${missing.id}">The copy of two.zip at disk is missing.`)
  expect(page).toContain(`href="/backups/${small.id}">three.zip is unusually small`)
  expect(page).toContain(`href="/plans/${plan.id}">No backup of nightly was ever proven to restore (3 are kept).`)
  expect(page).not.toContain('four.zip')
})

test('where nothing is wrong the page says so, in either language', async () => {
  await using site = await openPages()
  const { source, plan, target } = await shopIn(site)
  await note(site, { planId: plan.id, sourceId: source.id, trust: 'proven' }, { targetId: target.id })
  const browser = await site.signedIn('ada', 'admin')
  expect(await textOf(browser)).toContain('Nothing needs your attention.')
  const chinese = await textOf(browser, { 'accept-language': 'zh-CN' })
  expect(chinese).toMatch(/<h1>概览<\/h1>[\s\S]*一切正常，无需处理。[\s\S]*备份计划[\s\S]*立即备份/)
  expect(chinese.replaceAll(/<[^>]*>/g, ' ')).not.toMatch(/\b(Plans|Newest|Overdue|Stored|Proven|attention|backups?)\b/)
})

test('a plan without any backup is told apart from one that has some, and sources without a plan are listed', async () => {
  await using site = await openPages()
  const { plan } = await shopIn(site)
  const loose = await site.house.addSource({ name: 'laptop' })
  const page = await textOf(await site.signedIn('ada', 'admin'))
  expect(page).toContain('Nothing has been backed up yet.')
  expect(rowOf(page, 'nightly')).toMatch(/Never[\s\S]*None/)
  expect(page).toContain(`href="/sources/${loose.id}">laptop</a>`)
  expect(page).not.toContain('>shop</a>')
  expect(page).toContain(`/plans/${plan.id}/run`)
})

test('names with markup are inert, and no secret of a source or target gets onto the page', async () => {
  await using site = await openPages()
  const { house } = site
  const source: Source = await house.addSource({ name: '<script>s</script>', config: { path: '/x', password: 'canary-source' } })
  const target = await house.addTarget({ name: '"><img src=x>', config: { path: '/y', secret: 'canary-target' } })
  const plan = await house.addPlan({ name: '<b onclick=x>plan</b>', sourceIds: [source.id], targetIds: [target.id], settings: daily })
  await note(site, { planId: plan.id, sourceId: source.id, name: '<i>name</i>' }, { targetId: target.id, state: 'damaged' })
  house.clock.advance(3 * dayMs)
  const page = await textOf(await site.signedIn('ada', 'admin'))
  expect(page).not.toMatch(/<script>s|<img src=x|<b onclick|<i>name/)
  expect(page).not.toContain('canary-')
  expect(page).toContain('&lt;b onclick=x&gt;plan&lt;/b&gt;')
})

test('a daemon that ails or ends is said before anything else', async () => {
  await using site = await openPages()
  const parts = (isReady: boolean, store: boolean) => ({
    installation: site.house.installation,
    auth: site.auth,
    control: { hub: site.house.hub, wake: () => {}, vitals: async () => ({ store, worker: true }) },
    config: defaultHttpConfig,
    version: '1',
    startedMs: 0,
    isReady: () => isReady,
    onUnexpected: () => {},
  })
  const first = async (isReady: boolean, store: boolean) =>
    (await loadOverview(furnish(parts(isReady, store)), site.house.clock.now())).groups[0]?.alerts[0]?.kind
  expect([await first(true, true), await first(true, false), await first(false, true)]).toEqual([undefined, 'degraded', 'draining'])
})
