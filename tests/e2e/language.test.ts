import { expect, test } from 'vitest'
import { openDaemonFolder } from '../support/daemon.ts'
import { openBrowser } from './support/browser.ts'
import { openVisitor } from './support/visitor.ts'

test('a person can switch the language at any time, and it is remembered', async () => {
  await using daemon = await openDaemonFolder('language')
  await daemon.holdfast(['user', 'add', 'ada', '--role', 'admin'], 'some words in a row\n')
  await daemon.start()
  await using browser = await openBrowser()
  await using visitor = await openVisitor(browser, daemon.url)
  await visitor.signIn('ada', 'some words in a row')
  const { page } = visitor
  await page.click('a[lang="zh-CN"]')
  expect(await page.getAttribute('html', 'lang')).toBe('zh-CN')
  await page.click('nav.places a[href="/sources"]')
  await page.waitForURL('**/sources')
  expect(await page.textContent('nav.places a[aria-current]')).toBe('数据源')
  await visitor.go('/plans')
  expect(await page.getAttribute('html', 'lang')).toBe('zh-CN')
  await page.click('a[lang="en"]')
  expect(await page.getAttribute('html', 'lang')).toBe('en')
})
