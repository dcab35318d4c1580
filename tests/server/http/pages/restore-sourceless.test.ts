import { expect, test } from 'vitest'
import { idOf, later, sampleBackup, sampleCopy } from '../../store/samples.ts'
import { openPages, type PageSite } from '../pages-browser.ts'
import { textOf } from './backups-shop.ts'

interface Counts {
  /** Backups of a source that was removed, the oldest of all. */
  readonly gone: number
  /** Newer ones of a source that is there. */
  readonly there: number
}

/** Backups before and after a source was removed. */
async function addBackups({ house }: PageSite, { gone, there }: Counts): Promise<{ readonly sourceId: string }> {
  const { store } = house.installation
  const target = await house.addTarget({ name: 'disk' })
  const [blog, shop] = [await house.addSource({ name: 'blog' }), await house.addSource({ name: 'shop' })]
  await store.transaction(async ({ backups, copies }) => {
    for (let at = 0; at < gone + there; at += 1) {
      const { id: sourceId, name: label } = at < gone ? blog : shop
      const source = { ...sampleBackup().source, label }
      await backups.put(sampleBackup({ id: idOf(at), name: `${label}_${at}`, sourceId, source, startedAt: later(at) }))
      await copies.put(sampleCopy({ backupId: idOf(at), targetId: target.id }))
    }
  })
  await store.sources.remove(blog.id)
  return { sourceId: shop.id }
}

const namesIn = (page: string) => [...page.matchAll(/<a [^>]*>((?:blog|shop)_\d+)<\/a>/g)].map(([, name]) => name!)

test('the newest backups of sources that were removed are offered however many newer ones there are, with a way to all of them', async () => {
  await using site = await openPages()
  await addBackups(site, { gone: 6, there: 60 })
  const browser = await site.signedIn('ada', 'admin')
  const page = (await (await browser.get('/restore')).text()).replaceAll('<wbr>', '')
  expect(namesIn(page)).toEqual(['shop_65', 'shop_64', 'shop_63', 'shop_62', 'blog_5', 'blog_4', 'blog_3', 'blog_2'])
  expect(page).toContain('<a class="more" href="/restore?source=none">All 6 backups</a>')
  expect(page).toMatch(/<option value="none" +>Without a source<\/option>/)
})

test('backups of sources that were removed are listed by themselves, page for page, and searched by text', async () => {
  await using site = await openPages()
  await addBackups(site, { gone: 55, there: 3 })
  const browser = await site.signedIn('ada', 'admin')
  const pageAt = async (path: string) => (await (await browser.get(path)).text()).replaceAll('<wbr>', '')
  const first = await pageAt('/restore?source=none')
  expect(first).toMatch(/<option value="none" selected/)
  expect([namesIn(first).length, namesIn(first)[0]]).toEqual([50, 'blog_54'])
  const next = /href="(\/restore\?source=none&amp;cursor=[^"]+)"/.exec(first)![1]!.replaceAll('&amp;', '&')
  expect(namesIn(await pageAt(next))).toEqual(['blog_4', 'blog_3', 'blog_2', 'blog_1', 'blog_0'])
  expect(namesIn(await pageAt('/restore?source=none&text=_33'))).toEqual(['blog_33'])
  expect(textOf(await (await browser.get('/restore?source=none&lang=zh-CN')).text())).toContain('没有数据源')
})

test('where every backup has its source nothing else is offered', async () => {
  await using site = await openPages()
  const { sourceId } = await addBackups(site, { gone: 0, there: 2 })
  const browser = await site.signedIn('ada', 'admin')
  const page = await (await browser.get('/restore')).text()
  expect([page.includes(`value="${sourceId}"`), page.includes('value="none"'), page.includes('Backups without a source')]).toEqual([
    true,
    false,
    false,
  ])
})
