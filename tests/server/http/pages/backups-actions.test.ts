import { expect, test } from 'vitest'
import { openPages, type PageSite } from '../pages-browser.ts'
import { addChain, addShop, textOf } from './backups-shop.ts'

async function audited(site: PageSite): Promise<string[]> {
  return (await site.auth.audit.list({}, { limit: 100 })).map(({ action }) => action)
}

async function jobsOf(site: PageSite) {
  return site.house.jobs.list({}, { limit: 100 })
}

const english = { 'accept-language': 'en' }
const chinese = { 'accept-language': 'zh-CN' }

test('a source is backed up by hand, as it was asked for, and its job is shown', async () => {
  await using site = await openPages()
  await site.signedIn('ada', 'admin')
  const { source, target } = await addShop(site)
  const browser = await site.signedIn('olaf', 'backup_operator')
  const form = await (await browser.get('/backups/new')).text()
  expect(form).toMatch(/name="targets" type="checkbox" value="shop-disk" checked/)
  const given = {
    by: 'source',
    source: 'shop',
    targets: 'shop-disk',
    mode: 'full',
    tables: 'item\r\n\r\nitem',
    name: 'Sale',
    description: 'before it',
  }
  const started = await browser.post('/backups', given)
  const [job] = await jobsOf(site)
  expect([started.status, started.headers.get('location')]).toEqual([303, `/jobs/${job!.id}`])
  expect(job!.request).toMatchObject({ sourceId: source.id, targetIds: [target.id], tables: ['item'], description: 'before it' })
  expect(job!.requestedBy).toMatch(/^user:/)
  expect(await audited(site)).toContain('backup.start')
  const again = await browser.post('/backups', given, chinese)
  const text = await again.text()
  expect([again.status, text.includes('before it'), text.includes('手动备份')]).toEqual([409, true, true])
  expect(text).toMatch(/role="alert"/)
})

test('the pages of a source and of a plan lead by its id to a form in which it is chosen', async () => {
  await using site = await openPages()
  const browser = await site.signedIn('ada', 'admin')
  const { source } = await addShop(site)
  await addShop(site, 'depot')
  const form = async (query: string) => (await browser.get(`/backups/new?${query}`)).text()
  expect(await form(`source=${source.id}`)).toMatch(/<option value="shop" selected/)
  const { planId } = await addChain(site, { source, target: (await site.house.installation.store.targets.list())[0]! })
  expect(await form(`by=plan&source=${source.id}`)).toMatch(/<option value="nightly" selected[\s\S]*<option value="shop" selected/)
  expect(await form(`plan=${planId}`)).toMatch(/<option value="nightly" selected/)
})

test('a form with thousands of tables is read, and one that a stranger sends is not', async () => {
  await using site = await openPages()
  const { source, target } = await addShop(site)
  const browser = await site.signedIn('ada', 'admin')
  const tables = Array.from({ length: 5000 }, (_, at) => `a_table_with_a_long_name_${at}`)
  const given = { by: 'source', source: source.name, targets: target.name, mode: 'full', tables: tables.join('\r\n') }
  expect((await browser.post('/backups', given)).status).toBe(303)
  expect((await jobsOf(site))[0]!.request).toMatchObject({ tables })
  expect((await site.browser().post('/login', { name: 'ada', password: 'x'.repeat(100_000) })).status).toBe(413)
})

test('a plan is run by hand, whole or for one source, in another mode', async () => {
  await using site = await openPages()
  const browser = await site.signedIn('ada', 'admin')
  const shop = await addShop(site)
  const depot = await addShop(site, 'depot')
  await site.house.addPlan({ name: 'nightly', sourceIds: [shop.source.id, depot.source.id], targetIds: [shop.target.id] })
  const all = await browser.post('/backups', { by: 'plan', plan: 'nightly', source: '', mode: '' })
  expect(all.headers.get('location')).toBe('/backups?done=started&count=2')
  expect(textOf(await (await browser.get('/backups?done=started&count=2')).text())).toContain('2 backups are queued.')
  expect((await jobsOf(site)).map(({ sourceId }) => sourceId).sort()).toEqual([shop.source.id, depot.source.id].sort())
  await site.house.run()
  await browser.post('/backups', { by: 'plan', plan: 'nightly', source: 'depot', mode: 'incremental' })
  expect((await jobsOf(site))[0]).toMatchObject({ sourceId: depot.source.id, request: { mode: 'incremental', targetIds: null } })
})

test('what is wrong with a wish is said beside the field, in the language of the page, and what was typed stays', async () => {
  await using site = await openPages()
  const browser = await site.signedIn('ada', 'admin')
  const { source, target } = await addShop(site)
  await site.house.addPlan({ name: 'nightly', sourceIds: [source.id], targetIds: [target.id] })
  const wrong: readonly (readonly [Record<string, string>, string])[] = [
    [{ by: 'source', source: '', targets: 'shop-disk' }, 'source'],
    [{ by: 'source', source: 'shop' }, 'targets'],
    [{ by: 'source', source: 'nothing', targets: 'shop-disk' }, 'source'],
    [{ by: 'source', source: 'shop', targets: 'nothing' }, 'targets'],
    [{ by: 'plan', plan: '' }, 'plan'],
    [{ by: 'plan', plan: 'nothing' }, 'plan'],
    [{ by: 'source', source: 'shop', targets: 'shop-disk', name: 'n'.repeat(201) }, 'name'],
    [{ by: 'source', source: 'shop', targets: 'shop-disk', tables: 't'.repeat(1001) }, 'tables'],
    [{ by: 'source', source: 'shop', targets: 'shop-disk', description: 'd'.repeat(2001) }, 'description'],
  ]
  for (const [form, field] of wrong) {
    const response = await browser.post('/backups', { mode: 'full', name: '<b>kept</b>', ...form }, english)
    const page = await response.text()
    expect([field, response.status, page.includes(`id="${field}-error"`)]).toEqual([field, 400, true])
    if (field !== 'name') expect(page).toContain('value="&lt;b&gt;kept&lt;/b&gt;"')
  }
  const missing = await (await browser.post('/backups', { by: 'source', source: 'shop' }, chinese)).text()
  expect(missing).toMatch(/id="targets-error">请选择存储目标。/)
  expect(await jobsOf(site)).toEqual([])
})

test('without a source or a target there is nothing to ask, and the page says what is missing', async () => {
  await using site = await openPages()
  const admin = await site.signedIn('ada', 'admin')
  const operator = await site.signedIn('olaf', 'backup_operator')
  expect(await (await admin.get('/backups/new')).text()).toContain('href="/sources/new"')
  expect(textOf(await (await operator.get('/backups/new')).text())).toContain('An admin has to add one first.')
  await site.house.addSource({ name: 'shop' })
  expect(await (await admin.get('/backups/new')).text()).toContain('href="/targets/new"')
})

test('a backup is verified, copied, described, pinned and accepted, each audited as by the API', async () => {
  await using site = await openPages()
  const browser = await site.signedIn('ada', 'admin')
  const { full } = await addChain(site, await addShop(site))
  const other = await site.house.addTarget({ name: 'offsite' })
  const at = (name: string) => `/backups/${full.id}/${name}`
  const verified = await browser.post(at('verify'), { level: 'parsed', target: '' })
  const [verify] = await jobsOf(site)
  expect(verified.headers.get('location')).toBe(`/jobs/${verify!.id}`)
  expect(verify!.request).toEqual({ kind: 'verify', backupId: full.id, level: 'parsed', targetId: null })
  expect(await (await browser.get(`/backups/${full.id}`)).text()).toContain('hx-trigger="every 3s"')
  await browser.post(at('copy'), { to: other.id })
  expect((await jobsOf(site))[0]!.request).toEqual({ kind: 'copy', backupId: full.id, targetId: other.id })
  expect((await browser.post(at('describe'), { description: 'first\r\nof all' })).headers.get('location')).toBe(
    `/backups/${full.id}?done=describe`,
  )
  await browser.post(at('pin'), {})
  await site.house.installation.store.backups.change(full.id, { isSizePlausible: false })
  expect(await (await browser.get(`/backups/${full.id}`)).text()).toContain(`action="${at('accept')}"`)
  await browser.post(at('accept'), {})
  const changed = (await site.house.installation.store.backups.find(full.id))!
  expect(changed).toMatchObject({ description: 'first\nof all', isPinned: true, isSizePlausible: true })
  const page = await (await browser.get(`/backups/${full.id}?done=pin`)).text()
  expect(page).toContain('It is pinned')
  expect(page).toContain(`action="${at('unpin')}"`)
  await browser.post(at('unpin'), {})
  const actions = await audited(site)
  for (const action of ['copy', 'change', 'pin', 'accept', 'unpin']) expect(actions).toContain(`backup.${action}`)
})

test('what is refused of a backup is said on its page, beside the field, with what was typed', async () => {
  await using site = await openPages()
  const browser = await site.signedIn('ada', 'admin')
  const { full } = await addChain(site, await addShop(site))
  await site.house.addTarget({ name: 'offsite' })
  const wrong: readonly (readonly [string, Record<string, string>, string])[] = [
    ['verify', { level: 'sideways' }, 'level'],
    ['copy', { to: 'nothing' }, 'to'],
    ['describe', { description: `${'d'.repeat(2001)}<i>` }, 'description'],
  ]
  for (const [name, form, field] of wrong) {
    const response = await browser.post(`/backups/${full.id}/${name}`, form)
    const page = await response.text()
    expect([name, response.status, page.includes(`id="${field}-error"`)]).toEqual([name, 400, true])
    if (name === 'describe') expect(page).toContain('ddd&lt;i&gt;</textarea>')
  }
  expect((await browser.get('/backups/nothing-like-it')).status).toBe(404)
})

test('deleting says what it takes away, asks twice where it must, and leads to its job', async () => {
  await using site = await openPages()
  const browser = await site.signedIn('ada', 'admin')
  const { full, part } = await addChain(site, await addShop(site))
  const path = `/backups/${full.id}/delete`
  const asked = textOf(await (await browser.get(path)).text())
  expect(asked).toContain('is removed from shop-disk, for good.')
  expect(asked).toContain(`One backup refers to it and cannot be restored without it: ${part.name}.`)
  expect(asked).toContain('is the last good backup of its source in its plan.')
  const refused = await browser.post(path, { reason: '<i>too big</i>' })
  const page = await refused.text()
  expect(refused.status).toBe(409)
  expect(page).toMatch(/id="dependants-error"[\s\S]*id="force-error"/)
  expect(page).toContain('value="&lt;i&gt;too big&lt;/i&gt;"')
  expect(page).not.toContain('--with-dependants')
  const half = await browser.post(path, { dependants: 'on' })
  expect([half.status, (await half.text()).includes('id="force-error"')]).toEqual([409, true])
  expect((await browser.post(path, { dependants: 'on', force: 'on', reason: 'r'.repeat(1001) })).status).toBe(400)
  const done = await browser.post(path, { dependants: 'on', force: 'on', reason: 'old' })
  const [job] = await jobsOf(site)
  expect(done.headers.get('location')).toBe(`/jobs/${job!.id}`)
  expect(job!.request).toEqual({ kind: 'prune', planId: null, backupIds: [part.id, full.id], reason: 'old' })
  expect(await audited(site)).toContain('backup.delete')
})

test('a pinned backup can not be deleted, nor can what a pinned one needs', async () => {
  await using site = await openPages()
  const browser = await site.signedIn('ada', 'admin')
  const { full, part } = await addChain(site, await addShop(site))
  await site.house.installation.store.backups.change(part.id, { isPinned: true })
  const own = await (await browser.get(`/backups/${part.id}/delete`, chinese)).text()
  expect(own).toContain('它已固定。请先取消固定。')
  expect(own).not.toContain('<button class="danger"')
  expect(textOf(await (await browser.get(`/backups/${full.id}/delete`)).text())).toContain(`${part.name}, which needs it, is pinned.`)
  expect((await browser.post(`/backups/${full.id}/delete`, { dependants: 'on', force: 'on' })).status).toBe(409)
  expect((await jobsOf(site)).filter(({ kind }) => kind === 'prune')).toEqual([])
})

test('what a role may not do is refused, whatever is posted', async () => {
  await using site = await openPages()
  await site.signedIn('ada', 'admin')
  const { full } = await addChain(site, await addShop(site))
  const viewer = await site.signedIn('vera', 'viewer')
  const operator = await site.signedIn('olaf', 'backup_operator')
  for (const path of ['/backups', `/backups/${full.id}/verify`, `/backups/${full.id}/copy`])
    expect((await viewer.post(path, {})).status).toBe(403)
  for (const name of ['pin', 'unpin', 'accept', 'describe', 'delete'])
    expect((await operator.post(`/backups/${full.id}/${name}`, {})).status).toBe(403)
})
