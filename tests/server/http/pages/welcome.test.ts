import { writeFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { ensureDefaults } from '../../../../server/services/defaults.ts'
import { type Browser, openPages, type PageSite } from '../pages-browser.ts'

/** A new installation as a first start leaves it, with an admin who has just come in. */
async function fresh(site: PageSite): Promise<Browser> {
  await ensureDefaults(site.house.installation)
  return site.signedIn('ada', 'admin')
}

const textOf = async (response: Response | Promise<Response>) => (await response).text()
const locationOf = async (response: Promise<Response>) => (await response).headers.get('location')
const idOf = async (noun: 'targets' | 'sources', site: PageSite) => (await site.house.installation.store[noun].list())[0]!.id

test('from nothing to a proven backup: every step follows the one before, and at the end it says so', async () => {
  await using site = await openPages()
  const browser = await fresh(site)
  const { installation } = site.house
  expect(await locationOf(browser.get('/welcome'))).toBe('/welcome/language')
  expect(await textOf(browser.get('/welcome/language'))).toMatch(/data-guess-zone="zone"[\s\S]*<option value="Asia\/Shanghai"/)
  const settled = await browser.post('/welcome/language', { action: 'next', language: 'en', zone: 'Asia/Shanghai' })
  expect([settled.status, settled.headers.get('location')]).toEqual([303, '/welcome/target'])
  expect(browser.cookies.get('holdfast_zone')).toBe(encodeURIComponent('Asia/Shanghai'))
  expect(JSON.parse((await installation.store.settings.get('contracts'))!)).toMatchObject({ zone: 'Asia/Shanghai' })

  expect(await locationOf(browser.get('/welcome'))).toBe('/welcome/target')
  expect(await textOf(browser.get('/welcome/target'))).toContain(`local · ${site.house.path('data', 'backups')}`)
  expect(await locationOf(browser.post('/welcome/target', { action: 'next', choice: await idOf('targets', site) }))).toBe('/welcome/source')
  const source = await idOf('sources', site)
  expect(await locationOf(browser.post('/welcome/source', { action: 'next', choice: source }))).toBe('/welcome/recovery-kit')
  expect(await textOf(browser.get('/welcome/recovery-kit'))).toContain('Skip for now')
  const kit = await browser.post('/welcome/recovery-kit', { seal: 'yes', passphrase: 'some words here', again: 'some words here' })
  expect(kit.headers.get('content-disposition')).toContain('holdfast-recovery-kit-')
  await kit.arrayBuffer()
  expect(await textOf(browser.get('/welcome/recovery-kit'))).toMatch(/You have a recovery kit, made Jan 2, 2026/)

  expect(await locationOf(browser.get('/welcome'))).toBe('/welcome/backup')
  expect(await textOf(browser.get('/welcome/backup'))).toMatch(/<dd>holdfast<\/dd>[\s\S]*<dd>local<\/dd>[\s\S]*Back up and prove/)
  expect(await locationOf(browser.post('/welcome/backup', { action: 'next' }))).toBe('/welcome/backup')
  expect(await locationOf(browser.post('/welcome/backup', { action: 'next' }))).toBe('/welcome/backup')
  const waiting = await textOf(browser.get('/welcome/backup'))
  expect(waiting).toMatch(
    /hx-sse:connect="\/live\/welcome"[\s\S]*Backup of holdfast[\s\S]*Pending[\s\S]*It starts when the backup is complete/,
  )
  expect(waiting).toContain('<noscript><meta http-equiv="refresh"')
  await site.house.run()
  const [backup, ...others] = await installation.store.backups.list({}, { limit: 5 })
  expect([backup?.trust, others]).toEqual(['proven', []])
  const live = await textOf(browser.get('/live/welcome'))
  expect(live).toMatch(/Completed[\s\S]*Completed[\s\S]*event: reload/)
  expect(await textOf(browser.get('/welcome/backup'))).toMatch(new RegExp(`Here is your backup[\\s\\S]*href="/backups/${backup!.id}"`))

  const done = await browser.get('/welcome')
  const page = await done.text()
  expect(done.status).toBe(200)
  expect(page).toMatch(/Holdfast is set up[\s\S]*A backup is proven to restore\.[\s\S]*The recovery kit was made/)
  expect(page).toMatch(new RegExp(`href="/plans/new\\?source=${source}&amp;target=[0-9a-f]{32}&amp;verify=proven"`))
  const actions = (await site.auth.audit.list({}, { limit: 10 })).map(({ action }) => action)
  expect(actions.filter((action) => !/^(login|user)/.test(action))).toEqual(['backup.start', 'recovery_kit.make', 'settings.change'])
  expect(site.unexpected).toEqual([])
})

test('every step can be skipped, and then it is said what is missing', async () => {
  await using site = await openPages()
  const browser = await fresh(site)
  await browser.post('/welcome/language', { language: 'zh-CN', zone: 'Asia/Shanghai' })
  for (const step of ['target', 'source', 'recovery-kit', 'backup']) {
    expect(await locationOf(browser.get('/welcome'))).toBe(`/welcome/${step}`)
    await browser.post(`/welcome/${step}`, { action: 'skip' })
  }
  const page = await textOf(browser.get('/welcome'))
  expect(page).toMatch(/<html lang="zh-CN">[\s\S]*还没有验证可恢复的备份[\s\S]*还没有恢复包/)
  expect(page.match(/<li class="done"/g)).toHaveLength(3)
  expect(await textOf(browser.get('/welcome?lang=en'))).toMatch(/No backup is proven to restore yet[\s\S]*There is no recovery kit yet/)
})

test('what can not be is said beside its field, in the language of the page', async () => {
  await using site = await openPages()
  const browser = await fresh(site)
  const zone = await browser.post('/welcome/language', { language: 'en', zone: 'Mars/Base' })
  expect([zone.status, await zone.text()]).toEqual([400, expect.stringMatching(/id="zone-error">There is no such time zone/)])
  for (const step of ['target', 'source']) {
    for (const action of ['next', 'test']) {
      const wrong = await browser.post(`/welcome/${step}`, { action, choice: 'x' })
      expect([wrong.status, await wrong.text()]).toEqual([400, expect.stringContaining(`id="choice-error">Choose a ${step}.`)])
    }
  }
  expect((await browser.post('/welcome/target', { action: 'next' }, { 'content-type': 'application/json' })).status).toBe(400)
  const chinese = await browser.post('/welcome/target?lang=zh-CN', { action: 'next' })
  expect(await chinese.text()).toContain('请选择存储目标。')
})

test('a target that does not answer is not gone past: what it says stands there, and what was chosen stays', async () => {
  await using site = await openPages()
  const browser = await fresh(site)
  await writeFile(site.house.path('file'), '')
  const local = await idOf('targets', site)
  const broken = await site.house.addTarget({ name: '<b>usb</b>', config: { path: site.house.path('file', 'below') } })
  const refused = await browser.post('/welcome/target', { action: 'next', choice: broken.id })
  const page = await refused.text()
  expect(refused.status).toBe(400)
  expect(page).toMatch(/class="notice bad" role="alert"/)
  expect(page).toMatch(new RegExp(`value="${broken.id}" checked`))
  expect(page).toContain('&lt;b&gt;usb&lt;/b&gt;')
  expect(page).not.toContain('<b>usb')
  const tested = await browser.post('/welcome/target', { action: 'test', choice: broken.id })
  expect([tested.status, await tested.text()]).toEqual([200, expect.stringContaining('The connection does not work.')])
  const part = await textOf(browser.post('/welcome/target', { action: 'test', choice: local }, { 'hx-request': 'true' }))
  expect(part).toMatch(/^<div class="notice good"><p>It answers, in \d+ milliseconds?\.<\/p>/)
  expect(await locationOf(browser.get('/welcome/target?lang=en'))).toBeNull()
})

test('a backup that fails says why, and can be made again', async () => {
  await using site = await openPages()
  const browser = await fresh(site)
  const shop = await site.house.addSource({ name: 'shop' })
  await browser.post('/welcome/target', { action: 'skip' })
  await browser.post('/welcome/backup', { action: 'next' })
  await site.house.run()
  const failed = await textOf(browser.get('/welcome/backup'))
  expect(failed).toMatch(/The backup failed[\s\S]*class="notice bad" role="alert"[\s\S]*Backup of shop[\s\S]*Try again/)
  expect(failed).not.toContain('hx-sse:connect="/live/welcome"')
  site.house.sqlite('shop.db', 'CREATE TABLE t (a); INSERT INTO t VALUES (1)')
  await browser.post('/welcome/backup', { action: 'next' })
  await site.house.run()
  expect(await textOf(browser.get('/welcome/backup'))).toContain('Here is your backup')
  expect((await site.house.installation.store.backups.list({ sourceId: shop.id }, { limit: 5 })).map(({ trust }) => trust)).toEqual([
    'proven',
  ])
})

test('where there is nothing to back up, or no place for it, it is said what to add', async () => {
  await using site = await openPages()
  const browser = await site.signedIn('ada', 'admin')
  expect(await textOf(browser.get('/welcome/target'))).toMatch(/There is no target yet[\s\S]*href="\/targets\/new\?/)
  expect(await textOf(browser.get('/welcome/source'))).toMatch(/There is no source yet[\s\S]*href="\/sources\/new\?/)
  const page = await textOf(browser.get('/welcome/backup'))
  expect(page).toContain('Choose a target and a source first.')
  expect(page).not.toContain('Back up and prove')
  expect((await browser.post('/welcome/backup', { action: 'next' })).status).toBe(409)
})

test('the setup and the kit are for admins', async () => {
  await using site = await openPages()
  await fresh(site)
  for (const role of ['viewer', 'backup_operator'] as const) {
    const browser = await site.signedIn(role, role)
    for (const path of ['/welcome', '/welcome/target', '/welcome/recovery-kit', '/settings/recovery-kit', '/live/welcome']) {
      expect([path, (await browser.get(path)).status]).toEqual([path, 403])
    }
    expect((await browser.post('/settings/recovery-kit', { seal: 'no', understood: 'on' })).status).toBe(403)
  }
  expect((await site.house.installation.store.settings.get('recovery_kit')) ?? null).toBeNull()
})
