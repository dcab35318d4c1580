import { expect, test } from 'vitest'
import { peopleArea } from '../../views/messages/settings-people.ts'
import { openBrowser } from './support/browser.ts'
import { openFurnished, password, people } from './support/furnished.ts'
import { openVisitor } from './support/visitor.ts'

const { copied, copy, keys } = peopleArea.en

test.each([
  ['with a clipboard', ''],
  ['without one, as over plain HTTP', "Object.defineProperty(navigator, 'clipboard', { value: undefined })"],
  ['with one that refuses', "navigator.clipboard.writeText = () => Promise.reject(new DOMException('No.', 'NotAllowedError'))"],
])('a key that is shown once is copied whole by a browser %s', async (_, before) => {
  await using furnished = await openFurnished('copying')
  await using browser = await openBrowser()
  await using visitor = await openVisitor(browser, furnished.daemon.url)
  const { page } = visitor
  await page.addInitScript(before)
  await visitor.signIn(people.admin, password)
  await visitor.go('/settings/keys/new')
  await page.fill('#name', 'nightly')
  await page.getByRole('button', { name: keys.create }).click()
  const secret = (await page.locator('#secret').textContent())!.trim()
  await page.getByRole('button', { name: copy }).click()
  await page.getByRole('button', { name: copied }).waitFor()
  await visitor.go('/settings/keys/new')
  await page.focus('#name')
  await page.keyboard.press('Control+V')
  expect(await page.inputValue('#name')).toBe(secret)
  expect(visitor.complaints).toEqual([])
})
