import { expect, test } from 'vitest'
import { openBrowser } from './support/browser.ts'
import { live, openFurnished, password, people } from './support/furnished.ts'
import { latinOn } from './support/latin.ts'
import { paths } from './support/paths.ts'
import { troubles } from './support/troubles.ts'
import { openVisitor, type Visitor } from './support/visitor.ts'

/** Commands, and what a browser calls itself, are the same in every language. */
const names = /“holdfast [^”]*”|^Mozilla\/.*/g

/** Forms that are refused, with what is typed into them. */
const forms: readonly { readonly path: string; readonly typed?: Readonly<Record<string, string>> }[] = [
  { path: '/sources/new?dialect=sqlite' },
  { path: '/sources/new?dialect=sqlite', typed: { name: 'shop', path: '/nowhere/at-all.db' } },
  { path: '/sources/new?dialect=files', typed: { name: 'x', path: '/nowhere/at-all' } },
  { path: '/targets/new?kind=local', typed: { name: 'local', path: '/proc/nowhere' } },
  { path: '/targets/new?kind=local' },
  { path: '/targets/new?kind=database', typed: { name: 'x', path: '/nowhere/at-all/x.db' } },
  { path: '/plans/new' },
  { path: '/backups/new' },
  { path: '/settings/users' },
  { path: '/settings/keys' },
  { path: '/settings/account' },
  { path: '/settings/encryption' },
  { path: '/settings/recovery-kit' },
  { path: '/settings/preferences', typed: { zone: 'Nowhere/Atall' } },
]

/** Sends every form of a page as it is, but for what is typed, past what the browser would hold back. */
async function refusals(visitor: Visitor, { path, typed = {} }: (typeof forms)[number]): Promise<string[]> {
  const { page } = visitor
  const found: string[] = []
  await visitor.go(path)
  const count = await page.locator('main form[method=post]').count()
  for (let place = 0; place < count; place++) {
    await visitor.go(path)
    const form = page.locator('main form[method=post]').nth(place)
    for (const [name, text] of Object.entries(typed)) {
      const field = form.locator(`[name="${name}"], [name$=".${name}"]`).first()
      if ((await field.count()) > 0) await field.fill(text)
    }
    const answered = page.waitForEvent('load')
    await page.evaluate(`HTMLFormElement.prototype.submit.call(document.querySelectorAll('main form[method=post]')[${place}])`)
    await answered
    for (const text of await latinOn(visitor, names)) found.push(`${path} form ${place}: ${text}`)
  }
  return found
}

test('nothing on any page is left in English for a reader of Chinese: not what went wrong either, nor what was refused', {
  timeout: 300_000,
}, async () => {
  await using furnished = await openFurnished('chinese')
  const made = await live(furnished)
  const failed = await troubles(furnished)
  await using browser = await openBrowser()
  await using visitor = await openVisitor(browser, furnished.daemon.url, { language: 'zh-CN' })
  await visitor.signIn(people.admin, password)
  const found: string[] = []
  for (const path of [...paths(made), ...failed]) {
    await visitor.go(path)
    for (const text of await latinOn(visitor, names)) found.push(`${path}: ${text}`)
  }
  for (const form of forms) found.push(...(await refusals(visitor, form)))
  expect(found).toEqual([])
})
