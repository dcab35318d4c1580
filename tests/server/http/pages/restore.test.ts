import { mkdir, writeFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import type { Backup } from '../../../../server/domain/backup.ts'
import type { Source } from '../../../../server/domain/source.ts'
import { type Browser, openPages, type PageSite } from '../pages-browser.ts'

interface Shop {
  readonly site: PageSite
  readonly browser: Browser
  readonly source: Source
  readonly backup: Backup
}

/** A database of two tables, a backup of it, and an admin. */
async function openShop(site: PageSite): Promise<Shop> {
  const { house } = site
  house.sqlite('shop.db', 'create table item (id integer primary key, name text); create table "b>old" (id integer);')
  house.sqlite('shop.db', "insert into item (name) values ('tea'), ('salt');")
  const source = await house.addSource({ name: 'shop "<i>', folder: 'shop', config: { path: house.path('shop.db') } })
  const target = await house.addTarget({ name: 'disk' })
  const backup = await house.backup({ sourceId: source.id, targetIds: [target.id] })
  return { site, browser: await site.signedIn('ada', 'admin'), source, backup }
}

async function textOf(response: Response | Promise<Response>): Promise<string> {
  return (await (await response).text()).replaceAll('<wbr>', '')
}

test('restores are for admins alone', async () => {
  await using site = await openPages()
  await site.signedIn('ada', 'admin')
  for (const role of ['viewer', 'backup_operator'] as const) {
    const browser = await site.signedIn(`a ${role}`, role)
    for (const path of ['/restore', '/restore/what', '/restore/upload', '/restore/uploads']) {
      expect([path, (await browser.get(path)).status]).toEqual([path, 403])
    }
    expect((await browser.post('/restore/check', { confirm: 'x' })).status).toBe(403)
  }
})

test('where there is no backup yet it says what to do, and a backup that is gone leads back to the choice', async () => {
  await using site = await openPages()
  const browser = await site.signedIn('ada', 'admin')
  const page = await textOf(browser.get('/restore'))
  expect(page).toContain('There is no backup yet.')
  expect(page).toContain('href="/restore/upload"')
  for (const step of ['what', 'where', 'check']) {
    const gone = await browser.get(`/restore/${step}?backup=ffffffff`)
    expect([gone.status, await gone.text()]).toEqual([404, expect.stringContaining('There is no backup &quot;ffffffff&quot;.')])
    expect(await textOf(browser.get(`/restore/${step}`))).toContain('<h1>Restore</h1>')
  }
})

test('the newest backups of each source are offered, found by text and source, and a link to one leads on', async () => {
  await using site = await openPages()
  const { browser, backup, source } = await openShop(site)
  const page = await textOf(browser.get('/restore'))
  expect(page).toContain('shop &quot;&lt;i&gt;')
  expect(page).not.toContain('<i>')
  expect(page).toContain(`/restore/what?backup=${backup.id}`)
  expect(await textOf(browser.get(`/restore?source=${source.id}`))).toContain(backup.name)
  expect(await textOf(browser.get('/restore?text=nothing-like-it'))).toContain('No backup matches.')
  expect(await textOf(browser.get('/restore?text=backup&cursor=nonsense'))).toContain(backup.name)
  const linked = await browser.get(`/restore?backup=${backup.id}&table=item`)
  expect([linked.status, linked.headers.get('location')]).toEqual([303, `/restore/what?backup=${backup.id}&part=some&table=item`])
})

test('some tables are ticked, found without losing those ticked before, and none is no choice', async () => {
  await using site = await openPages()
  const { browser, backup } = await openShop(site)
  const all = await textOf(browser.get(`/restore/what?backup=${backup.id}`))
  expect(all).toContain('Everything: 2 tables')
  expect(all).toMatch(/value="b&gt;old" +>/)
  const found = await textOf(browser.get(`/restore/what?backup=${backup.id}&part=some&table=item&find=OLD`))
  expect(found).toMatch(/value="item" checked/)
  expect(found).toContain('value="b&gt;old"')
  const whole = await textOf(browser.get(`/restore/where?backup=${backup.id}&part=all&table=item`))
  expect(whole).not.toContain('name="table"')
  const none = await browser.get(`/restore/where?backup=${backup.id}&part=some`)
  expect([none.status, await none.text()]).toEqual([400, expect.stringMatching(/id="part-error"[^>]*>Choose one at least/)])
  const many = Array.from({ length: 400 }, (_, at) => `&table=a-table-of-a-long-name-${at}`).join('')
  const tooMany = await browser.get(`/restore/where?backup=${backup.id}&part=some${many}`)
  expect([tooMany.status, await tooMany.text()]).toEqual([400, expect.stringContaining('These are too many')])
})

test('the destination offers what could take it, and what is wrong with a new place stands beside its field', async () => {
  await using site = await openPages()
  const { browser, backup } = await openShop(site)
  await site.house.addSource({ name: 'other' })
  await site.house.addSource({ name: 'documents', dialect: 'files' })
  const address = `backup=${backup.id}&part=some&table=item`
  const page = await textOf(browser.get(`/restore/where?${address}`))
  expect(page).toMatch(/value="origin" checked/)
  expect(page).toContain('other (sqlite)')
  expect(page).not.toContain('documents')
  expect(page).toMatch(/value="replace" checked[\s\S]*value="refuse" checked[\s\S]*value="yes" checked/)
  expect(page).toContain('<input type="hidden" name="table" value="item">')
  const wrong = await browser.get(`/restore/check?${address}&to=new:sqlite&place.sqlite.path=${encodeURIComponent('here/"<b>.db')}`)
  const text = await wrong.text()
  expect(wrong.status).toBe(400)
  expect(text).toContain('id="place.sqlite.path-error">The path is not absolute.')
  expect(text).toContain('value="here/&quot;&lt;b&gt;.db"')
  expect(text).toMatch(/value="new:sqlite" checked/)
  const chinese = await textOf(browser.get(`/restore/check?${address}&to=new:sqlite`, { 'accept-language': 'zh-CN' }))
  expect(chinese).toContain('id="place.sqlite.path-error">此项必填。')
  const unsaid = await browser.get(`/restore/check?${address}&to=other`)
  expect([unsaid.status, await unsaid.text()]).toEqual([400, expect.stringMatching(/id="source-error">Choose a source/)])
  const nowhere = await browser.get(`/restore/check?${address}&to=moon`)
  expect([nowhere.status, await nowhere.text()]).toEqual([400, expect.stringMatching(/id="to-error">Choose where/)])
  const strange = await browser.get(`/restore/check?${address}&to=new:moon`)
  expect([strange.status, await strange.text()]).toEqual([400, expect.stringContaining('<h1>Where to?</h1>')])
  expect((await browser.get(`/restore/check?${address}&to=other&source=${'f'.repeat(32)}`)).status).toBe(400)
})

test('the plan says what will happen, and only the typed name of the destination begins it', async () => {
  await using site = await openPages()
  const { browser, backup, source } = await openShop(site)
  site.house.sqlite('shop.db', 'create table extra (id integer); drop table item;')
  const address = `/restore/check?backup=${backup.id}&to=origin`
  const page = await textOf(browser.get(address))
  expect(page).toMatch(/New<\/span><\/dt><dd><code class="name">item<\/code>/)
  expect(page).toMatch(/Removed<\/span><\/dt><dd><code class="name">extra<\/code>/)
  expect(page).toContain('1 table that is there now is not in the backup and will be gone.')
  expect(page).toContain('Made first, kept at disk')
  const wrong = await browser.post(address, { confirm: 'shopp<' })
  const text = await wrong.text()
  expect(wrong.status).toBe(400)
  expect(text).toContain('id="confirm-error">This is not the name of the destination.')
  expect(text).toContain('value="shopp&lt;"')
  expect(await site.house.jobs.count({ kind: 'restore' })).toBe(0)
  const begun = await browser.post(address, { confirm: ` ${source.name} ` })
  const [job] = await site.house.jobs.list({ kind: 'restore' }, { limit: 5 })
  expect([begun.status, begun.headers.get('location')]).toEqual([303, `/jobs/${job!.id}`])
  expect(job!.request).toMatchObject({
    from: { backupId: backup.id },
    to: { sourceId: source.id },
    existing: 'replace',
    tables: null,
    isSafe: true,
  })
  const [entry] = await site.auth.audit.list({}, { limit: 1 })
  expect(entry).toMatchObject({ actorName: 'ada', action: 'restore.start', subject: backup.name })
  const again = await browser.post(address, { confirm: source.name })
  expect(again.headers.get('location')).toBe(`/jobs/${job!.id}`)
  expect(await site.house.jobs.count({ kind: 'restore' })).toBe(1)
})

test('a link on a page of somebody else leads to the choices, and asks no place that it names', async () => {
  await using site = await openPages()
  const { browser, backup } = await openShop(site)
  const address = `/restore/check?backup=${backup.id}&to=new:sqlite&place.sqlite.path=${encodeURIComponent(site.house.path('new.db'))}`
  const ours = await textOf(browser.get(address, { 'sec-fetch-site': 'same-origin' }))
  expect(ours).toContain('name="confirm"')
  const foreign = await browser.get(address, { 'sec-fetch-site': 'cross-site' })
  expect([foreign.status, await foreign.text()]).toEqual([200, expect.not.stringContaining('name="confirm"')])
})

test('what is in the way is said with its remedy in both languages, and then nothing can be begun', async () => {
  await using site = await openPages()
  const { browser, backup } = await openShop(site)
  site.house.sqlite('full.db', 'create table item (id integer);')
  const place = `place.sqlite.path=${encodeURIComponent(site.house.path('full.db'))}`
  const address = `/restore/check?backup=${backup.id}&to=new:sqlite&${place}`
  const english = await textOf(browser.get(address))
  expect(english).toContain('full.db holds data already.')
  expect(english).toContain('Restore to another place')
  expect(english).not.toContain('name="confirm"')
  const chinese = await textOf(browser.get(address, { 'accept-language': 'zh-CN' }))
  expect(chinese).toContain('中已有数据。')
  expect(chinese).toContain('请恢复到其他位置')
  const forced = await browser.post(address, { confirm: `sqlite:${site.house.path('full.db')}` })
  expect([forced.status, await site.house.jobs.count({ kind: 'restore' })]).toEqual([409, 0])
  const unsafe = await textOf(browser.get(`${address}&placeExisting=replace&safe=no`))
  expect(unsafe).toContain('There will be no safety backup, so this cannot be undone.')
})

test('files are chosen by their paths, and one member of a bundle goes into a source of its kind', async () => {
  await using site = await openPages()
  const { browser, source: shop } = await openShop(site)
  const { house } = site
  await mkdir(house.path('tree', 'photos'), { recursive: true })
  await writeFile(house.path('tree', 'photos', 'one.txt'), 'one')
  const tree = await house.addSource({ name: 'tree', dialect: 'files', config: { path: house.path('tree') } })
  const other = await house.addSource({ name: 'other', config: { path: house.path('other.db') } })
  const both = await house.addSource({ name: 'both', dialect: 'bundle', config: { members: [shop.id, tree.id] } })
  const [target] = await house.installation.store.targets.list()
  const files = await house.backup({ sourceId: tree.id, targetIds: [target!.id] })
  const typed = await textOf(browser.get(`/restore/where?backup=${files.id}&part=some&names=photos/one.txt%0D%0A%0D%0Aphotos`))
  expect([...typed.matchAll(/name="table" value="([^"]*)"/g)].map(([, name]) => name)).toEqual(['photos/one.txt', 'photos'])
  const bundle = await house.backup({ sourceId: both.id, targetIds: [target!.id] })
  const what = await textOf(browser.get(`/restore/what?backup=${bundle.id}&part=some`))
  const offered = [...what.matchAll(/name="table" value="([^"]*)"/g)].map(([, name]) => name)
  expect(offered).toEqual(['shop', 'shop/item', 'shop/b&gt;old', 'tree'])
  const whole = await textOf(browser.get(`/restore/where?backup=${bundle.id}`))
  expect(whole).not.toContain('value="new:')
  expect(whole).not.toContain(other.id)
  const member = await textOf(browser.get(`/restore/where?backup=${bundle.id}&part=some&table=tree`))
  expect([member.includes(tree.id), member.includes(other.id), member.includes('value="new:files"')]).toEqual([true, false, true])
})

test('secrets of sources stand on no page of the way', async () => {
  await using site = await openPages()
  const { browser, backup } = await openShop(site)
  await site.house.addSource({ name: 'vault', config: { path: site.house.path('vault.db'), password: 'hunter2-secret' } })
  for (const step of ['what', 'where', 'check']) {
    expect(await textOf(browser.get(`/restore/${step}?backup=${backup.id}&to=origin`))).not.toContain('hunter2-secret')
  }
})
