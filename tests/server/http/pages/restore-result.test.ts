import { expect, test } from 'vitest'
import { commandLine } from '../../../../server/auth/doer.ts'
import type { Job } from '../../../../server/domain/work.ts'
import { openPages, type PageSite } from '../pages-browser.ts'

/** A restore that has replaced what a database held, and the name of the safety backup before it. */
async function restored(site: PageSite, isSafe = true): Promise<Job> {
  const { house } = site
  house.sqlite('shop.db', "create table item (name text); insert into item values ('tea');")
  const { id: sourceId } = await house.addSource({ name: 'shop<b>', config: { path: house.path('shop.db') } })
  const { id: targetId } = await house.addTarget({ name: 'disk' })
  const { id } = await house.backup({ sourceId, targetIds: [targetId] })
  house.sqlite('shop.db', "update item set name = 'salt'")
  return house.finish(house.restoreOf(id, sourceId, { isSafe }))
}

test('the result says what was restored into what and where the way back is, in both languages', async () => {
  await using site = await openPages()
  const browser = await site.signedIn('ada', 'admin')
  const job = await restored(site)
  const safety = await site.house.installation.store.backups.find(job.result!.safetyBackupId!)
  const page = await (await browser.get(`/restore/${job.id}`)).text()
  expect(page).toContain('It is done.')
  expect(page).toContain('shop&lt;b&gt;')
  expect(page).not.toContain('shop<b>')
  expect(page).toContain(`href="/backups/${safety!.id}"`)
  expect(page).toContain('Checked: the one table holds what the backup holds.')
  expect(page).toContain(`href="/restore/${job.id}/undo"`)
  const chinese = await (await browser.get(`/restore/${job.id}`, { 'accept-language': 'zh-CN' })).text()
  expect(chinese).toContain('已检查：该表与备份内容一致。')
  expect(chinese).toContain('撤销</a>')
  expect(await (await browser.get('/restore')).text()).toContain(`href="/restore/${job.id}"`)
})

test('undoing is asked for, done once, and brings back what was there', async () => {
  await using site = await openPages()
  const browser = await site.signedIn('ada', 'admin')
  const job = await restored(site)
  expect(site.house.rows('shop.db', 'select name from item')).toEqual([{ name: 'tea' }])
  const asked = await browser.get(`/restore/${job.id}/undo`)
  expect([asked.status, await asked.text()]).toEqual([200, expect.stringContaining('becomes again what it was before the restore.')])
  const done = await browser.post(`/restore/${job.id}/undo`, {})
  const id = done.headers.get('location')!.replace('/jobs/', '')
  expect([done.status, (await site.house.job(id)).request]).toEqual([303, expect.objectContaining({ undoOf: job.id })])
  expect((await site.auth.audit.list({}, { limit: 1 }))[0]).toMatchObject({ action: 'restore.undo', subject: job.id })
  expect((await browser.get(`/restore/${id}`)).headers.get('location')).toBe(`/jobs/${id}`)
  await site.house.run()
  expect(site.house.rows('shop.db', 'select name from item')).toEqual([{ name: 'salt' }])
  expect(await (await browser.get(`/restore/${id}`)).text()).toContain(`href="/restore/${job.id}">an earlier restore`)
  const twice = await browser.post(`/restore/${job.id}/undo`, {})
  expect([twice.status, await twice.text()]).toEqual([409, expect.stringContaining('This restore was undone already.')])
  const page = await (await browser.get(`/restore/${job.id}`)).text()
  expect(page).toContain('This cannot be undone')
  expect(page).not.toContain(`href="/restore/${job.id}/undo"`)
})

test('a restore without a safety backup says that it can not be undone, and there is no button', async () => {
  await using site = await openPages()
  const browser = await site.signedIn('ada', 'admin')
  const job = await restored(site, false)
  const asked = await browser.get(`/restore/${job.id}/undo`)
  const text = await asked.text()
  expect([asked.status, text]).toEqual([409, expect.stringContaining('was done without a safety backup')])
  expect(text).not.toContain('<button class="danger"')
  expect((await browser.post(`/restore/${job.id}/undo`, {})).status).toBe(409)
})

test('what is no restore has no result, and undoing is for admins', async () => {
  await using site = await openPages()
  const browser = await site.signedIn('ada', 'admin')
  const job = await restored(site)
  const [backup] = await site.house.jobs.list({ kind: 'backup' }, { limit: 1 })
  expect((await browser.get(`/restore/${backup!.id}`)).status).toBe(404)
  expect((await browser.get('/restore/ffffffff')).status).toBe(404)
  const operator = await site.signedIn('bob', 'backup_operator')
  expect((await operator.post(`/restore/${job.id}/undo`, {})).status).toBe(403)
  expect(await site.house.jobs.count({ kind: 'restore' })).toBe(1)
})

test('a restore that failed says why', async () => {
  await using site = await openPages()
  const browser = await site.signedIn('ada', 'admin')
  const { house } = site
  const { id: sourceId } = await house.addSource({ name: 'shop' })
  const { id: targetId } = await house.addTarget({ name: 'disk' })
  house.sqlite('shop.db', 'create table item (name text)')
  const { id } = await house.backup({ sourceId, targetIds: [targetId] })
  const job = await house.finish(house.restoreOf(id, sourceId, { existing: 'refuse' }))
  const page = await (await browser.get(`/restore/${job.id}`)).text()
  expect(page).toContain('It did not succeed.')
  expect(page).toContain('shop holds data already.')
})

test('the result names who asked for it as the page of its job does', async () => {
  await using site = await openPages()
  const browser = await site.signedIn('ada', 'admin')
  const { house, auth } = site
  house.sqlite('shop.db', 'create table item (name text)')
  const { id: sourceId } = await house.addSource({ name: 'shop' })
  const { id: targetId } = await house.addTarget({ name: 'disk' })
  const { id } = await house.backup({ sourceId, targetIds: [targetId] })
  const { key } = await auth.keys.create({ name: 'ci runner', role: 'admin', sourceIds: null, expiresAt: null }, commandLine)
  const askers = [
    [`key:${key.number}`, 'ci runner (key)'],
    ['user:1', 'ada'],
    [null, 'The command line'],
  ] as const
  for (const [requestedBy, name] of askers) {
    const { id: jobId } = await house.jobs.enqueue(house.restoreOf(id, sourceId, {}), { trigger: 'manual', requestedBy })
    await house.run()
    const page = await (await browser.get(`/restore/${jobId}`)).text()
    expect(page).toContain(`<dt>Requested by</dt><dd>${name}</dd>`)
  }
})
