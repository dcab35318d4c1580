import { expect, test } from 'vitest'
import { type Browser, openPages } from '../pages-browser.ts'

/** Looks like what a page gave, but nothing of this id is there any more. */
const cursorOfGone = Buffer.from(`1767322000000:${'f'.repeat(32)}`).toString('base64url')

const pages = (planId: string) => [
  '/sources?',
  '/sources?name=s1&',
  '/targets?',
  '/plans?',
  `/plans/${planId}/retention?`,
  '/settings/users?',
  '/settings/keys?',
  '/restore/uploads?',
]

/** What stands between the head of each page and its foot: above are links that name the page itself. */
async function mainAt(browser: Browser, paths: readonly string[]): Promise<[path: string, status: number, main: string][]> {
  const found: [string, number, string][] = []
  for (const path of paths) {
    const response = await browser.get(path)
    found.push([path, response.status, /<main[\s\S]*<\/main>/.exec(await response.text())![0]])
  }
  return found
}

test('a page behind an entry that is gone, or that no list gave, is the first page again', async () => {
  await using site = await openPages()
  const browser = await site.signedIn('ada', 'admin')
  const source = await site.house.addSource({ name: 's1' })
  const target = await site.house.addTarget({ name: 'disk' })
  const plan = await site.house.addPlan({ name: 'nightly', sourceIds: [source.id], targetIds: [target.id] })
  const paths = pages(plan.id)
  const first = (await mainAt(browser, paths)).map(([, , main]) => main)
  for (const cursor of [cursorOfGone, 'nonsense', 'x'.repeat(300)]) {
    const asked = paths.map((path) => `${path}cursor=${cursor}`)
    expect(await mainAt(browser, asked)).toEqual(asked.map((path, at) => [path, 200, first[at]]))
  }
})

test('the next page of sources is the first one once the source that it begins behind was removed', async () => {
  await using site = await openPages()
  for (let number = 100; number < 160; number += 1) await site.house.addSource({ name: `s${number}` })
  const browser = await site.signedIn('ada', 'admin')
  const next = /href="(\/sources\?cursor=[^"]+)"/.exec(await (await browser.get('/sources')).text())![1]!
  const ended = (await site.house.installation.store.sources.list()).find(({ name }) => name === 's149')!
  await site.house.installation.store.sources.remove(ended.id)
  const response = await browser.get(next)
  const text = await response.text()
  expect([response.status, text.includes('>s100<'), text.includes('>s150<'), text.includes('>s159<')]).toEqual([200, true, true, false])
  expect(text).not.toContain('First page')
})
