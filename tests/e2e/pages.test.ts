import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openBrowser } from './support/browser.ts'
import { live, openFurnished, password, people } from './support/furnished.ts'
import { paths } from './support/paths.ts'
import { openVisitor, type VisitorOptions } from './support/visitor.ts'

const screens = join(import.meta.dirname, 'screens')

const looks: readonly (VisitorOptions & { readonly name: string })[] = [
  { name: 'wide-light-en', width: 1440, height: 900, scheme: 'light', language: 'en' },
  { name: 'narrow-dark-zh', width: 360, height: 740, scheme: 'dark', language: 'zh-CN' },
  { name: 'wide-dark-zh', width: 2560, height: 1300, scheme: 'dark', language: 'zh-CN' },
  { name: 'narrow-light-en', width: 360, height: 740, scheme: 'light', language: 'en' },
]

test('every page, in both languages and schemes, on a phone and on a wall: no barrier, nothing wider than the window, nothing from elsewhere', {
  timeout: 600_000,
}, async () => {
  await using furnished = await openFurnished('pages')
  const made = await live(furnished)
  await using browser = await openBrowser()
  await mkdir(screens, { recursive: true })
  const found: string[] = []
  for (const { name, ...look } of looks) {
    await using visitor = await openVisitor(browser, furnished.daemon.url, look)
    await visitor.signIn(people.admin, password)
    for (const path of paths(made)) {
      const response = await visitor.page.goto(furnished.daemon.url + path)
      if (response?.status() !== 200) found.push(`${name} ${path}: ${response?.status()}`)
      for (const barrier of await visitor.barriers()) found.push(`${name} ${path}: ${barrier}`)
      const overflow = await visitor.overflow()
      if (overflow > 0) found.push(`${name} ${path}: ${overflow} pixels wider than the window`)
      const file = `${
        path
          .replaceAll(/[0-9a-f]{32}/g, 'id')
          .replaceAll(/[^a-z]+/g, '-')
          .replaceAll(/^-|-$/g, '') || 'overview'
      }-${name}.png`
      await visitor.page.screenshot({ path: join(screens, file), fullPage: true, caret: 'initial' })
    }
    expect(visitor.complaints).toEqual([])
  }
  expect(found).toEqual([])
})
