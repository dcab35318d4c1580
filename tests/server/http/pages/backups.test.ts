import { expect, test } from 'vitest'
import type { Backup } from '../../../../server/domain/backup.ts'
import { type Browser, openPages, type PageSite } from '../pages-browser.ts'
import { addChain, addShop, textOf } from './backups-shop.ts'

async function pageAt(browser: Browser, path: string, headers = {}): Promise<string> {
  const response = await browser.get(path, headers)
  expect(response.status, path).toBe(200)
  return response.text()
}

/** The ids of the backups and jobs of a list, in its order. */
function rowsIn(page: string): string[] {
  return [...page.matchAll(/<tr id="backup-(?:job-)?([0-9a-f]{32})"/g)].map(([, id]) => id!)
}

/** Backups that only the store knows, a minute apart, the newest last. */
async function addMany(site: PageSite, like: Backup, count: number): Promise<string[]> {
  const ids: string[] = []
  const { store, newId } = site.house.installation
  for (let at = 1; at <= count; at += 1) {
    const id = newId()
    const startedAt = new Date(like.startedAt.getTime() + at * 60_000)
    const named = { ...like, id, name: `made_${String(at).padStart(4, '0')}.sql.zip`, startedAt, finishedAt: startedAt }
    await store.transaction((nouns) => nouns.backups.put({ ...named, chain: { root: id, parent: null, length: 0 }, needs: [] }))
    ids.push(id)
  }
  return ids
}

test('without a backup the list says what to do next, to those who may do it', async () => {
  await using site = await openPages()
  const admin = await site.signedIn('ada', 'admin')
  expect(await pageAt(admin, '/backups')).toMatch(/There is no backup yet[\s\S]*href="\/backups\/new"/)
  const viewer = await site.signedIn('vera', 'viewer')
  const seen = await pageAt(viewer, '/backups')
  expect(seen).toContain('There is no backup yet')
  expect(seen).not.toContain('/backups/new')
})

test('the list shows status, size and time of every backup, and runs that made none, under both addresses and in both languages', async () => {
  await using site = await openPages()
  const browser = await site.signedIn('ada', 'admin')
  const shop = await addShop(site)
  const { full, part } = await addChain(site, shop)
  const gone = await site.house.addSource({ name: 'gone' })
  const failed = await site.house.finish({
    ...{ kind: 'backup', sourceId: gone.id, planId: null, targetIds: [shop.target.id], mode: null },
    ...{ tables: null, description: '', purpose: 'regular' },
  } as const)
  expect(failed.state).toBe('failed')
  const page = await pageAt(browser, '/backups')
  expect(rowsIn(page)).toEqual([failed.id, part.id, full.id])
  expect(textOf(page)).toMatch(new RegExp(`${full.name} nightly shop Database Full Completed [\\d.]+ kB Jan 2, 2026`))
  expect(page).toContain(`href="/jobs/${failed.id}"`)
  const chinese = await pageAt(browser, '/admin/backups', { 'accept-language': 'zh-CN' })
  expect(rowsIn(chinese)).toEqual([failed.id, part.id, full.id])
  for (const word of ['手动备份', '自动备份', '恢复', '已完成', '失败', '增量']) expect(chinese).toContain(word)
  expect(chinese).toContain('action="/admin/backups"')
})

test('each filter leaves what fits it, and words that are none filter nothing', async () => {
  await using site = await openPages()
  const browser = await site.signedIn('ada', 'admin')
  const { full, part } = await addChain(site, await addShop(site))
  const other = await addShop(site, 'depot')
  const single = await site.house.backup({
    sourceId: other.source.id,
    targetIds: [other.target.id],
    tables: ['item'],
    description: 'Before the sale',
  })
  await site.house.finish({ kind: 'verify', backupId: full.id, level: 'proven', targetId: null })
  const shown = async (query: string) => rowsIn(await pageAt(browser, `/backups?${query}`))
  expect(await shown('source=shop')).toEqual([part.id, full.id])
  expect(await shown('plan=nightly')).toEqual([part.id, full.id])
  expect(await shown('target=depot-disk')).toEqual([single.id])
  expect(await shown('target=nowhere')).toEqual([])
  // As the pages of sources and targets lead here.
  expect(await shown(`source=${full.sourceId}`)).toEqual([part.id, full.id])
  expect(await shown(`target=${other.target.id}`)).toEqual([single.id])
  expect(await shown('scope=partial')).toEqual([single.id])
  expect(await shown('mode=incremental')).toEqual([part.id])
  expect(await shown('trust=proven')).toEqual([full.id])
  expect(await shown('trigger=auto')).toEqual([])
  expect(await shown('state=completed')).toEqual([single.id, part.id, full.id])
  expect(await shown('state=running')).toEqual([])
  expect(await shown('text=the+SALE')).toEqual([single.id])
  expect(await shown('source=nothing')).toEqual([])
  expect(await shown('sort=started_at')).toEqual([full.id, part.id, single.id])
  expect(await shown('source=&state=&mode=sideways&cursor=nonsense')).toEqual([single.id, part.id, full.id])
  site.house.clock.advance(3 * 86_400_000)
  expect(await shown('period=1')).toEqual([])
  expect(await shown('period=7')).toHaveLength(3)
})

test('a long list comes in pages of fifty, none twice and none left out, whichever way it is turned', async () => {
  await using site = await openPages()
  const browser = await site.signedIn('ada', 'admin')
  const { source, target } = await addShop(site)
  const first = await site.house.backup({ sourceId: source.id, targetIds: [target.id] })
  const all = [first.id, ...(await addMany(site, first, 120))]
  for (const [sort, wanted] of [
    ['-started_at', all.toReversed()],
    ['started_at', all],
  ] as const) {
    const seen: string[] = []
    for (let path: string | undefined = `/backups?sort=${sort}`; path !== undefined; ) {
      const page = await pageAt(browser, path)
      const rows = rowsIn(page)
      expect(rows.length).toBeLessThanOrEqual(50)
      seen.push(...rows)
      const pager = /<nav class="pager"[\s\S]*?<\/nav>/.exec(page)?.[0] ?? ''
      path = /href="([^"]*cursor=[^"]*)"/.exec(pager)?.[1]?.replaceAll('&amp;', '&')
    }
    expect(seen).toEqual(wanted)
  }
})

test('each role is offered what it may do', async () => {
  await using site = await openPages()
  const { full } = await addChain(site, await addShop(site))
  const offered = async (name: string, role: 'viewer' | 'backup_operator' | 'admin') => {
    const browser = await site.signedIn(name, role)
    const list = await pageAt(browser, '/backups')
    const page = await pageAt(browser, `/backups/${full.id}`)
    const all = {
      restore: '/restore?backup=',
      download: '/download"',
      verify: '/verify"',
      pin: '/pin"',
      delete: '/delete"',
      manual: '/backups/new"',
    }
    return Object.entries(all).flatMap(([what, address]) => ((what === 'manual' ? list : page).includes(address) ? [what] : []))
  }
  expect(await offered('ada', 'admin')).toEqual(['restore', 'download', 'verify', 'pin', 'delete', 'manual'])
  expect(await offered('olaf', 'backup_operator')).toEqual(['download', 'verify', 'manual'])
  expect(await offered('vera', 'viewer')).toEqual([])
})

test('the page of a backup shows its tables, copies, chain, evidence and how it opens without Holdfast', async () => {
  await using site = await openPages()
  const browser = await site.signedIn('ada', 'admin')
  const { full, part } = await addChain(site, await addShop(site))
  await site.house.finish({ kind: 'verify', backupId: full.id, level: 'proven', targetId: null })
  const page = await pageAt(browser, `/backups/${full.id}`)
  const text = textOf(page)
  expect(text).toContain('item 2 ')
  expect(text).toMatch(/shop-disk Kept \d+ days ago/)
  expect(text).toContain('2 backups, each of which needs those it refers to.')
  expect(text).toContain('One backup cannot be restored without it.')
  expect(page).toContain(`href="/backups/${part.id}"`)
  expect(text).toMatch(/Passed Proven .* 2 things compared, all equal\./)
  expect(text).toContain(`bsdtar -xOf ${full.name} backup.sql | sqlite3 new.db`)
  expect(page).toContain(full.sha256)
  expect(page).toContain(`href="/api/v1/backups/${full.id}/download?table=item"`)
  const chinese = await pageAt(browser, `/backups/${part.id}`, { 'accept-language': 'zh-CN' })
  for (const word of ['备份链', '副本', '证据', '增量', 'python3 restore.py']) expect(chinese).toContain(word)
})

test('thousands of tables are looked through by name, a few at a time', async () => {
  await using site = await openPages()
  const browser = await site.signedIn('ada', 'admin')
  const { source, target } = await addShop(site)
  const names = Array.from({ length: 45 }, (_, at) => `part_${String(at).padStart(3, '0')}`)
  site.house.sqlite('shop.db', names.map((name) => `create table ${name} (id integer primary key);`).join(''))
  const { id } = await site.house.backup({ sourceId: source.id, targetIds: [target.id] })
  const tablesIn = (page: string) => [...page.matchAll(/name="table" value="([^"]+)"/g)].map(([, name]) => name)
  const first = await pageAt(browser, `/backups/${id}`)
  expect(tablesIn(first)).toHaveLength(20)
  expect(tablesIn(await pageAt(browser, `/backups/${id}?cursor=40`))).toHaveLength(7)
  expect(tablesIn(await pageAt(browser, `/backups/${id}?find=PART_04`))).toEqual([
    'part_040',
    'part_041',
    'part_042',
    'part_043',
    'part_044',
  ])
  expect(await pageAt(browser, `/backups/${id}?find=nothing`)).toContain('No name contains that.')
})

test('what an archive says of itself is read from it, for those who may download it', async () => {
  await using site = await openPages()
  const { part, full } = await addChain(site, await addShop(site))
  await site.signedIn('ada', 'admin')
  const browser = await site.signedIn('olaf', 'backup_operator')
  const text = textOf(await pageAt(browser, `/backups/${part.id}/manifest`))
  expect(text).toMatch(/Codec zstd/)
  expect(text).toMatch(/backup\.sql backup\.sql\.delta/)
  expect(text).toContain(full.name)
  expect((await site.auth.audit.list({}, { limit: 1 }))[0]).toMatchObject({ action: 'backup.download', actorName: 'olaf' })
  expect((await (await site.signedIn('vera', 'viewer')).get(`/backups/${part.id}/manifest`)).status).toBe(403)
})

test('names with markup are inert, in rows, on the page of a backup and in its commands', async () => {
  await using site = await openPages()
  const browser = await site.signedIn('ada', 'admin')
  const { source, target } = await addShop(site)
  const made = await site.house.backup({ sourceId: source.id, targetIds: [target.id], description: '<img src=x onerror=alert(1)>' })
  const name = `'"><script>alert(1)</script>.zip`
  const id = site.house.installation.newId()
  const named = { ...made, id, name, chain: { root: id, parent: null, length: 0 }, source: { ...made.source, label: name }, sourceId: null }
  await site.house.installation.store.transaction(async (nouns) => {
    await nouns.backups.put(named)
    await nouns.backups.putTables(id, [{ name, rows: 1, sizeBytes: 1, checksum: null }])
  })
  for (const path of ['/backups', `/backups/${id}`, `/backups/${id}/delete`]) {
    const page = await pageAt(browser, path)
    expect(page).toContain('&lt;script&gt;alert(1)')
    expect(page).not.toMatch(/<script>alert|<img/)
  }
})
