import { expect, test } from 'vitest'
import { Failure } from '../../../../plugins/failure.ts'
import { jobLogs } from '../../../../server/control/job-log.ts'
import type { WorkRequest } from '../../../../server/domain/work.ts'
import { backupLink } from '../../../../views/parts/backup-link.ts'
import { openPages } from '../pages-browser.ts'
import { addShop, textOf } from './backups-shop.ts'
import { openJobDesk } from './jobs-desk.ts'

const actorOf = async (
  desk: { readonly site: { readonly auth: { readonly users: { find(name: string): Promise<{ number: number }> } } } },
  name: string,
) => `user:${(await desk.site.auth.users.find(name)).number}`

test('a backup that ended leads to what it made, and to what it was about', async () => {
  await using desk = await openJobDesk()
  const { site, shop } = desk
  const browser = await site.signedIn('ada', 'admin')
  const backup = await site.house.backup({ sourceId: shop.source.id, targetIds: [shop.target.id] })
  const text = await (await browser.get(`/jobs/${backup.jobId}`)).text()
  expect(text).toContain(String(backupLink(backup)))
  expect(text).toContain(`<a href="/sources/${shop.source.id}">shop</a>`)
  expect(textOf(text)).toMatch(/Completed.*2 tables ·.*chunks are new.*Stored.*It took.*The command line/)
  expect(text).not.toMatch(/\/(cancel|retry)"/)
  const job = await site.house.finish({ kind: 'verify', backupId: backup.id, level: 'proven', targetId: null })
  const proof = textOf(await (await browser.get(`/jobs/${job.id}`, { 'accept-language': 'zh-CN' })).text())
  expect(proof).toMatch(/验证 · shop.*已完成.*已验证可恢复.*已比对 2 个表，全部一致/)
  expect(textOf(await (await browser.get(`/jobs/${backup.jobId}`)).text())).toContain(`Verification ${job.id.slice(0, 8)}`)
})

test('a restore shows its steps, its safety backup, and to admins the way to undo it', async () => {
  await using desk = await openJobDesk()
  const { site, shop } = desk
  const browser = await site.signedIn('ada', 'admin')
  const viewer = await site.signedIn('vera', 'viewer')
  const backup = await site.house.backup({ sourceId: shop.source.id, targetIds: [shop.target.id] })
  const job = await site.house.finish(site.house.restoreOf(backup.id, shop.source.id))
  const text = await (await browser.get(`/jobs/${job.id}`)).text()
  expect(textOf(text)).toMatch(/Check both ends \(done\).*Safety backup \(done\).*Restore \(done\) Check \(done\)/)
  expect(text).toContain(`href="/backups/${job.result!.safetyBackupId}"`)
  expect(text).toContain(`href="/restore/${job.id}"`)
  expect(await (await viewer.get(`/jobs/${job.id}`)).text()).not.toContain('/restore/')
})

test('a failure names its cause and its remedy, and what is inside of names and logs is text', async () => {
  const failing = () => Promise.reject(new Failure('unavailable', 'Nobody <b>answers</b>.', { remedy: 'Knock <i>again</i>.' }))
  await using site = await openPages({ procedures: { backup: failing } })
  await addShop(site, 'the <script>shop</script>'.replaceAll('/', '|'))
  const [source] = await site.house.installation.store.sources.list()
  const browser = await site.signedIn('ada', 'admin')
  const wish = { kind: 'backup', sourceId: source!.id, planId: null, targetIds: null, mode: null, tables: null } as const
  const job = await site.house.finish({ ...wish, description: '', purpose: 'regular' })
  const log = jobLogs(site.house.installation)(job.id)
  log.write({ at: '2026-01-02T03:04:05Z', level: 'error', message: '<img src=x>', detail: { path: '<svg>' } })
  await log[Symbol.asyncDispose]()
  for (const path of [`/jobs/${job.id}`, '/jobs']) {
    const text = await (await browser.get(path)).text()
    expect(text).not.toMatch(/<b>answers|<i>again|<script>shop|<img|<svg>/)
    expect(text).toContain('the &lt;script&gt;shop')
  }
  const text = await (await browser.get(`/jobs/${job.id}`)).text()
  expect(text).toMatch(/role="alert"[\s\S]*Nobody &lt;b&gt;answers[\s\S]*Knock &lt;i&gt;again/)
  expect(text).toContain(`action="/jobs/${job.id}/retry"`)
  const whole = await browser.get(`/jobs/${job.id}/log`)
  expect(whole.headers.get('content-type')).toBe('text/plain; charset=UTF-8')
  expect(await whole.text()).toContain('error <img src=x> {"path":"<svg>"}')
})

test('a job is ended by who asked for it or an admin, and nobody else is offered it', async () => {
  await using desk = await openJobDesk()
  const [ada, olaf, vera] = [
    await desk.site.signedIn('ada', 'admin'),
    await desk.site.signedIn('olaf', 'backup_operator'),
    await desk.site.signedIn('vera', 'viewer'),
  ]
  const job = await desk.backupJob(await actorOf(desk, 'ada'))
  const cancel = `action="/jobs/${job.id}/cancel"`
  const offered = async (browser: typeof ada, path: string) => (await (await browser.get(path)).text()).includes(cancel)
  for (const path of ['/jobs', `/jobs/${job.id}`]) {
    expect([path, await offered(ada, path), await offered(olaf, path), await offered(vera, path)]).toEqual([path, true, false, false])
  }
  expect(await (await ada.get(`/jobs/${job.id}`)).text()).toContain('<dd>ada</dd>')
  const refused = await olaf.post(`/jobs/${job.id}/cancel`, {})
  expect([refused.status, textOf(await refused.text())]).toEqual([
    403,
    expect.stringMatching(/Somebody else asked for this job.*Backup · shop.*Pending/),
  ])
  const ended = await ada.post(`/jobs/${job.id}/cancel`, {})
  expect([ended.status, ended.headers.get('location')]).toEqual([303, `/jobs/${job.id}?done=cancel`])
  expect(textOf(await (await ada.get(ended.headers.get('location')!)).text())).toMatch(/Cancellation was requested.*Cancelled/)
  const again = await ada.post(`/jobs/${job.id}/cancel`, {})
  expect([again.status, textOf(await again.text())]).toEqual([409, expect.stringMatching(/has ended already.*Backup · shop.*Cancelled/)])
  const entries = await desk.site.auth.audit.list({}, { limit: 1 })
  expect(entries[0]).toMatchObject({ actorName: 'ada', action: 'job.cancel', subject: job.id })
  expect((await ada.get(`/jobs/${job.id}?done=nonsense`)).status).toBe(200)
})

test('a running job that was asked to end says so and is not asked twice', async () => {
  await using desk = await openJobDesk()
  const browser = await desk.site.signedIn('ada', 'admin')
  const job = await desk.backupJob()
  await desk.start(job)
  await browser.post(`/jobs/${job.id}/cancel`, {})
  const text = await (await browser.get(`/jobs/${job.id}`)).text()
  expect(textOf(text)).toMatch(/Ending….*stops as soon as it can do so safely/)
  expect(text).not.toContain('/cancel"')
})

test('what failed or was cancelled is tried again as a job of its own, which names the one before', async () => {
  await using desk = await openJobDesk()
  await desk.site.signedIn('ada', 'admin')
  const browser = await desk.site.signedIn('olaf', 'backup_operator')
  const job = await desk.backupJob()
  const early = await browser.post(`/jobs/${job.id}/retry`, {}, { 'accept-language': 'zh-CN' })
  const refusal = await early.text()
  expect([early.status, refusal.includes('lang="zh-CN"')]).toEqual([409, true])
  // What was refused stays to be read, also without scripts.
  expect(refusal).not.toContain('http-equiv="refresh"')
  await desk.site.house.jobs.cancel(job.id)
  const retry = await browser.post(`/jobs/${job.id}/retry`, {})
  const location = retry.headers.get('location')!
  expect([retry.status, location]).toEqual([303, expect.stringMatching(/^\/jobs\/[0-9a-f]{32}\?done=retry$/)])
  const text = await (await browser.get(location)).text()
  expect(textOf(text)).toMatch(/This is the new attempt.*Attempt 2/)
  expect(text).toContain(`<a href="/jobs/${job.id}">${job.id.slice(0, 8)}</a>`)
  const [entry] = await desk.site.auth.audit.list({}, { limit: 1 })
  expect(entry).toMatchObject({ action: 'job.retry', subject: job.id })
  const [target] = await desk.store.targets.list()
  const rescan = await desk.site.house.enqueue({ kind: 'rescan', targetId: target!.id })
  await desk.site.house.jobs.cancel(rescan.id)
  expect(await (await browser.get(`/jobs/${rescan.id}`)).text()).not.toContain('/retry"')
  expect((await browser.post(`/jobs/${rescan.id}/retry`, {})).status).toBe(403)
})

test('a restore or a removal that ended badly is never repeated unseen: its page leads to where it is asked for', async () => {
  await using site = await openPages()
  const { house } = site
  const ada = await site.signedIn('ada', 'admin')
  const olaf = await site.signedIn('olaf', 'backup_operator')
  const { source, target } = await addShop(site)
  const { id: backupId } = await house.backup({ sourceId: source.id, targetIds: [target.id] })
  const requests: [WorkRequest, string][] = [
    [house.restoreOf(backupId, source.id), `/restore/what?backup=${backupId}`],
    [{ kind: 'prune', planId: null, backupIds: [backupId], reason: '' }, `/backups/${backupId}/delete`],
  ]
  for (const [request, address] of requests) {
    const { id } = await house.enqueue(request)
    expect(await (await ada.get(`/jobs/${id}`)).text()).not.toContain(address)
    await house.jobs.cancel(id)
    const text = await (await ada.get(`/jobs/${id}`)).text()
    expect([text.includes(`href="${address}"`), text.includes('/retry"')]).toEqual([true, false])
    expect((await ada.get(address)).status).toBe(200)
    expect(await (await olaf.get(`/jobs/${id}`)).text()).not.toContain(address)
    expect((await ada.post(`/jobs/${id}/retry`, {})).status).toBe(409)
  }
})

test('a job that is not there is said so on a page', async () => {
  await using site = await openPages()
  await site.signedIn('ada', 'admin')
  const browser = await site.signedIn('vera', 'viewer')
  for (const path of ['/jobs/ffffffff', '/jobs/%3Cb%3E', '/jobs/ffffffff/log']) {
    const response = await browser.get(path)
    expect([path, response.status, response.headers.get('content-type')]).toEqual([path, 404, 'text/html; charset=UTF-8'])
  }
  expect((await browser.get('/live/jobs/ffffffff')).status).toBe(404)
  expect((await browser.post('/jobs/ffffffff/cancel', {})).status).toBe(403)
})

test('the list is looked through by what jobs are, by names as well as ids, and paged', async () => {
  await using desk = await openJobDesk()
  const { site, shop } = desk
  await site.signedIn('ada', 'admin')
  const browser = await site.signedIn('vera', 'viewer')
  expect(textOf(await (await browser.get('/jobs')).text())).toContain('No job has run yet')
  const plan = await site.house.addPlan({ name: 'nightly', sourceIds: [shop.source.id], targetIds: [shop.target.id] })
  for (let made = 0; made < 51; made += 1) await site.house.enqueue({ kind: 'rescan', targetId: shop.target.id })
  const job = await desk.backupJob()
  const rowsOf = async (path: string) =>
    [...(await (await browser.get(path)).text()).matchAll(/id="job-([0-9a-f]{32})"/g)].map(([, id]) => id!)
  for (const path of [
    '/jobs?source=shop',
    `/jobs?source=${shop.source.id}`,
    '/jobs?kind=backup',
    '/jobs?kind=backup&state=active&trigger=manual&plan=',
  ])
    expect([path, await rowsOf(path)]).toEqual([path, [job.id]])
  for (const path of ['/jobs?source=nothing', `/jobs?plan=${plan.id}`, '/jobs?state=failed', '/jobs?kind=backup&trigger=auto'])
    expect([path, await rowsOf(path)]).toEqual([path, []])
  expect(await (await browser.get('/jobs?source=nothing')).text()).toContain('href="/jobs">')
  expect((await rowsOf('/jobs?kind=lunch&state=x&cursor=spoiled')).length).toBe(50)
  const first = await (await browser.get('/jobs')).text()
  expect(first).toContain('hx-sse:connect="/live/job-list"')
  const next = /href="(\/jobs\?cursor=[\w-]+)"/.exec(first)![1]!
  const second = await (await browser.get(next)).text()
  expect(second).not.toContain('hx-sse:connect')
  expect(await rowsOf(next)).toHaveLength(2)
  expect(new Set([...(await rowsOf('/jobs')), ...(await rowsOf(next))]).size).toBe(52)
  expect(textOf(await (await browser.get('/jobs', { 'accept-language': 'zh-CN' })).text())).toMatch(/备份 · shop 等待中 手动/)
})
