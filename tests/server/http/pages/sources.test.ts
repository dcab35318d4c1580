import { join } from 'node:path'
import { expect, test } from 'vitest'
import { gatedPath } from '../api/noun-site.ts'
import { openPages, type PageSite } from '../pages-browser.ts'

const secret = 'open sesame'
const part = { 'hx-request': 'true' }

async function audited(site: PageSite) {
  const entries = await site.house.installation.store.audit.list({}, { limit: 20 })
  return entries.map(({ action, detail }) => [action, detail] as const)
}

test('the list says what there is, what was backed up last and by which plan, and looks for names', async () => {
  await using site = await openPages()
  const { house } = site
  const browser = await site.signedIn('ada', 'admin')
  expect(await (await browser.get('/sources')).text()).toContain('There is no source yet')
  house.sqlite('shop.db', 'create table people (name text); insert into people values (1)')
  const shop = await house.addSource({ name: 'shop' })
  await house.addSource({ name: '<b>odd</b>', folder: 'odd' })
  const disk = await house.addTarget({ name: 'disk' })
  const plan = await house.addPlan({ name: 'nightly', sourceIds: [shop.id], targetIds: [disk.id] })
  const backup = await house.backup({ sourceId: shop.id, planId: plan.id })
  const text = await (await browser.get('/sources')).text()
  for (const words of [
    `href="/sources/${shop.id}"`,
    `/backups/${backup.id}`,
    `/plans/${plan.id}`,
    `/backups/new?source=${shop.id}`,
    'SQLite',
    '&lt;b&gt;odd',
  ])
    expect(text).toContain(words)
  expect(text).not.toContain('<b>odd')
  const found = await (await browser.get('/sources?name=SHO')).text()
  expect([found.includes('>shop<'), found.includes('odd')]).toEqual([true, false])
  expect(await (await browser.get('/sources?name=nothing')).text()).toContain('No name matches')
  expect(await (await browser.get('/sources?lang=zh-CN')).text()).toContain('最新备份')
})

test('a list that is long comes in pages', async () => {
  await using site = await openPages()
  for (let number = 100; number < 160; number += 1) await site.house.addSource({ name: `s${number}` })
  const browser = await site.signedIn('ada', 'admin')
  const first = await (await browser.get('/sources')).text()
  const next = /href="(\/sources\?cursor=[^"]+)"/.exec(first)?.[1]
  expect([first.includes('>s100<'), first.includes('>s159<')]).toEqual([true, false])
  expect(await (await browser.get(next!)).text()).toContain('>s159<')
})

test('a source is chosen, tested in place, added, shown, changed and removed', async () => {
  await using site = await openPages()
  site.house.sqlite('shop.db', 'create table people (name text); create table orders (id int)')
  const browser = await site.signedIn('ada', 'admin')
  const choice = await (await browser.get('/sources/new')).text()
  for (const dialect of ['sqlite', 'files', 'bundle']) expect(choice).toContain(`href="/sources/new?dialect=${dialect}"`)
  const blank = await (await browser.get('/sources/new?dialect=sqlite')).text()
  expect(blank).toMatch(/hx-post="\/sources\/test" hx-target="#report"/)
  const form = { plugin: 'sqlite', name: 'shop', 'config.path': site.house.path('shop.db'), 'config.form': 'sql', probe: 'on' }
  const report = await (await browser.post('/sources/test', form, part)).text()
  expect(report).toMatch(/It answers[\s\S]*SQLite/)
  expect(report).not.toContain('<html')
  const whole = await (await browser.post('/sources/test', form)).text()
  expect(whole).toMatch(/<html[\s\S]*value="shop"[\s\S]*It answers/)
  const added = await browser.post('/sources', form)
  const [, id] = /^\/sources\/(\w+)\?done=added$/.exec(added.headers.get('location') ?? '')!
  const shown = await (await browser.get(`/sources/${id}?done=added`)).text()
  for (const words of ['It was added', site.house.path('shop.db'), 'No plan uses it', 'no backup of it yet']) expect(shown).toContain(words)
  expect(await (await browser.get(`/sources/${id}?done=<b>`)).text()).not.toContain('<b>')
  const tables = await (await browser.get(`/sources/${id}/tables`)).text()
  expect([tables.includes('people'), tables.includes('orders')]).toEqual([true, true])
  expect(await (await browser.get(`/sources/${id}/edit`)).text()).toContain(`name="like" value="${id}"`)
  const changed = await browser.post(`/sources/${id}`, { ...form, like: id!, name: 'store' })
  expect([changed.status, changed.headers.get('location')]).toEqual([303, `/sources/${id}?done=changed`])
  const gone = await browser.post(`/sources/${id}/delete`, { confirmed: 'yes' })
  expect(gone.headers.get('location')).toBe('/sources?done=removed')
  expect(await audited(site)).toEqual(
    expect.arrayContaining([
      ['source.add', expect.objectContaining({ id })],
      ['source.change', { id, fields: ['name'] }],
      ['source.remove', { isForced: true }],
    ]),
  )
})

test('what is wrong is said beside its field, and nothing that was typed is lost', async () => {
  await using site = await openPages()
  await site.house.addSource({ name: 'shop' })
  const browser = await site.signedIn('ada', 'admin')
  const form = { plugin: 'sqlite', name: 'new one', 'config.path': '', 'config.form': 'snapshot', probe: 'on' }
  const missing = await browser.post('/sources', form)
  const text = await missing.text()
  expect(missing.status).toBe(400)
  expect(text).toMatch(/id="config.path-error">This is required/)
  expect(text).toMatch(/value="new one"[\s\S]*<option value="snapshot" selected/)
  const taken = await browser.post('/sources', { ...form, name: 'shop', 'config.path': '/x.db' })
  expect([taken.status, await taken.text()]).toEqual([409, expect.stringMatching(/id="name-error">That name is taken/)])
  const nameless = await (await browser.post('/sources', { ...form, name: ' ', 'config.path': '/x.db' })).text()
  expect(nameless).toMatch(/id="name-error"/)
  const partial = await browser.post('/sources/test', form, part)
  expect([partial.status, await partial.text()]).toEqual([200, expect.stringMatching(/Database file: This is required/)])
  const chinese = await (await browser.post('/sources?lang=zh-CN', form)).text()
  expect(chinese).toMatch(/id="config.path-error">此项必填/)
  expect((await browser.post('/sources', { name: 'x', plugin: 'no such' })).headers.get('location')).toBe('/sources/new')
})

test('what does not answer is not saved, unless the test is switched off', async () => {
  await using site = await openPages()
  const browser = await site.signedIn('ada', 'admin')
  const form = { plugin: 'sqlite', name: 'far', 'config.path': site.house.path('nowhere', 'x.db'), 'config.form': 'sql' }
  const refused = await browser.post('/sources', { ...form, probe: 'on' })
  const text = await refused.text()
  expect([refused.status, text.includes('test of the connection failed'), text.includes('value="far"')]).toEqual([400, true, true])
  expect(text).not.toContain('?probe=false')
  expect((await browser.post('/sources', form)).status).toBe(303)
  const { id } = (await site.house.installation.store.sources.findByName('far'))!
  const tables = await browser.get(`/sources/${id}/tables`)
  expect([tables.status, await tables.text()]).toEqual([503, expect.stringMatching(/<h1>Tables of[\s\S]*role="alert"/)])
  const tried = await (await browser.post(`/sources/${id}/test`, {}, part)).text()
  expect(tried).toContain('There was no good answer')
})

test('a secret is never sent back, and is kept where its field stays empty', async () => {
  await using site = await openPages({ pluginPaths: [gatedPath] })
  const browser = await site.signedIn('ada', 'admin')
  const form = { plugin: 'gated', name: 'gate', 'config.host': 'castle', probe: 'on' }
  const wrong = await browser.post('/sources', { ...form, 'config.password': 'friend friend' })
  const refused = await wrong.text()
  expect([wrong.status, refused.includes('value="castle"'), refused.includes('friend')]).toEqual([400, true, false])
  const added = await browser.post('/sources', { ...form, 'config.password': secret })
  const [, id] = /^\/sources\/(\w+)/.exec(added.headers.get('location')!)!
  for (const path of [`/sources/${id}`, `/sources/${id}/edit`, '/sources'])
    expect(await (await browser.get(path)).text()).not.toContain(secret)
  expect(await (await browser.get(`/sources/${id}/edit`)).text()).toContain('leave it empty to keep it')
  const kept = { ...form, like: id!, 'config.host': 'tower', 'config.password': '' }
  expect(await (await browser.post('/sources/test', kept, part)).text()).toContain('It answers')
  expect((await browser.post(`/sources/${id}`, kept)).status).toBe(303)
  const source = await site.house.installation.store.sources.find(id!)
  expect(source?.config).toEqual({ host: 'tower', password: secret })
  const other = await browser.post(`/sources/${id}`, { ...kept, 'config.password': 'another one' })
  expect([other.status, await other.text()]).toEqual([400, expect.not.stringContaining('another one')])
  const renamed = await browser.post(`/sources/${id}`, { ...kept, name: '', 'config.password': 'another one' })
  expect(await renamed.text()).toMatch(/id="config.password-error">Type it again/)
})

test('everything that is wrong is said at once, whatever was found first', async () => {
  await using site = await openPages()
  const browser = await site.signedIn('ada', 'admin')
  const refused = await browser.post('/sources', { plugin: 'sqlite', name: '', 'config.path': '', 'config.form': 'carved' })
  const marked = [...(await refused.text()).matchAll(/id="([\w.]+)-error"/g)].map(([, field]) => field)
  expect([refused.status, marked]).toEqual([400, ['name', 'config.path', 'config.form']])
})

test('a source that breaks is a report and no broken page', async () => {
  await using site = await openPages({ pluginPaths: [join(import.meta.dirname, 'programs', 'stumbling.ts')] })
  const browser = await site.signedIn('ada', 'admin')
  const form = { plugin: 'stumbling', name: 'clumsy', 'config.speed': '3', probe: 'on' }
  const refused = await browser.post('/sources', form)
  expect([refused.status, await refused.text()]).toEqual([400, expect.stringMatching(/test of the connection failed[\s\S]*value="clumsy"/)])
  const tried = await browser.post('/sources/test', form, part)
  expect([tried.status, await tried.text()]).toEqual([200, expect.stringContaining('There was no good answer')])
})

test('a bundle is put together from the sources that there are', async () => {
  await using site = await openPages()
  site.house.sqlite('a.db', 'create table t (x)')
  site.house.sqlite('b.db', 'create table t (x)')
  await site.house.addSource({ name: 'b' })
  await site.house.addSource({ name: 'a' })
  const browser = await site.signedIn('ada', 'admin')
  expect(await (await browser.get('/sources/new?dialect=bundle')).text()).toMatch(/type="checkbox" value="a"/)
  const alone = await browser.post('/sources', { plugin: 'bundle', name: 'both', 'config.members': 'a' })
  expect([alone.status, await alone.text()]).toEqual([400, expect.stringMatching(/id="config.members-error"/)])
  expect((await browser.post('/sources', { plugin: 'bundle', name: 'both', 'config.members': 'b\na' })).status).toBe(303)
  const { id } = (await site.house.installation.store.sources.findByName('a'))!
  const asked = await (await browser.get(`/sources/${id}/delete`)).text()
  expect([asked.includes('belongs to “both”'), asked.includes('Remove the source</button>')]).toEqual([true, false])
})

test('removing says what it would break first, in both languages', async () => {
  await using site = await openPages()
  const shop = await site.house.addSource({ name: 'shop' })
  const disk = await site.house.addTarget({ name: 'disk' })
  await site.house.addPlan({ name: 'nightly', sourceIds: [shop.id], targetIds: [disk.id] })
  const browser = await site.signedIn('ada', 'admin')
  const text = await (await browser.get(`/sources/${shop.id}/delete`)).text()
  expect(text).toContain('The plan “nightly” then has nothing left')
  expect(await (await browser.get(`/sources/${shop.id}/delete?lang=zh-CN`)).text()).toContain('备份计划“nightly”将因此无法运行')
  const unconfirmed = await browser.post(`/sources/${shop.id}/delete`, {})
  expect([unconfirmed.status, (await site.house.installation.store.sources.find(shop.id))?.name]).toEqual([409, 'shop'])
})

test('each sees only what they may do', async () => {
  await using site = await openPages()
  site.house.sqlite('shop.db', 'create table t (x)')
  const { id } = await site.house.addSource({ name: 'shop' })
  const links = async (name: string, role: 'viewer' | 'backup_operator' | 'admin') => {
    const browser = await site.signedIn(name, role)
    const text = (await (await browser.get(`/sources/${id}`)).text()) + (await (await browser.get('/sources')).text())
    return ['/sources/new', `/sources/${id}/edit`, `/sources/${id}/delete`, `/sources/${id}/test`, `/backups/new?source=${id}`].map(
      (link) => text.includes(link),
    )
  }
  expect(await links('ada', 'admin')).toEqual([true, true, true, true, true])
  expect(await links('vic', 'viewer')).toEqual([false, false, false, false, false])
  expect(await links('otto', 'backup_operator')).toEqual([false, false, false, true, true])
})
