import { expect, test } from 'vitest'
import { places } from '../../views/messages/places.ts'
import { planForm } from '../../views/messages/plans-form.ts'
import { openBrowser } from './support/browser.ts'
import { openFurnished, password, people } from './support/furnished.ts'
import { openVisitor } from './support/visitor.ts'

test('whoever was signed out meanwhile gets the whole page to sign in on, and comes from there to what they wanted', async () => {
  await using furnished = await openFurnished('frame')
  await using browser = await openBrowser()
  await using visitor = await openVisitor(browser, furnished.daemon.url)
  const { page } = visitor
  await visitor.signIn(people.admin, password)
  await visitor.go('/sources/new?dialect=sqlite')
  await page.context().clearCookies()
  await page.locator('header a[href="/plans"]').click()
  await page.waitForURL('**/login?next=%2Fplans')
  await page.locator('body.outside').waitFor()
  await page.fill('#name', people.admin)
  await page.fill('#password', password)
  await page.click('main button[type=submit]')
  await page.waitForURL('**/plans')
  expect(await page.getAttribute('body', 'class')).toBe('inside')
})

test('a page that comes in another language than the one before says so to the browser', async () => {
  await using furnished = await openFurnished('frame-language')
  await using browser = await openBrowser()
  await using visitor = await openVisitor(browser, furnished.daemon.url)
  const { page } = visitor
  await visitor.signIn(people.admin, password)
  await visitor.go('/welcome/language')
  await page.check('input[name=language][value="zh-CN"]')
  await page.locator('main form button[type=submit]').first().click()
  await page.waitForURL('**/welcome/target')
  expect(await page.getAttribute('html', 'lang')).toBe('zh-CN')

  const other = await page.context().newPage()
  await other.goto(`${furnished.daemon.url}/?lang=en`)
  await page.locator('header a[href="/jobs"]').click()
  await page.getByRole('heading', { level: 1, name: places.en.names.jobs }).waitFor()
  await page.locator('html[lang=en]').waitFor()

  // What was refused stays with what was typed, in the language that is now wanted.
  await visitor.go('/sources/shop/edit')
  await other.goto(`${furnished.daemon.url}/?lang=zh-CN`)
  await page.fill('#name', 'staging')
  await page.locator('main form button[type=submit]:not([formaction])').first().click()
  await page.locator('html[lang=zh-CN]').waitFor()
  expect(await page.inputValue('#name')).toBe('staging')
})

test('the focus stays where it was when a page is loaded again, and on the button that changes a part', async () => {
  await using furnished = await openFurnished('frame-focus')
  await using browser = await openBrowser()
  await using visitor = await openVisitor(browser, furnished.daemon.url)
  const { page } = visitor
  await visitor.signIn(people.admin, password)
  await visitor.go('/')
  await page.focus('header a[href="/plans"]')
  const reload = async () => {
    await page.evaluate("document.querySelector('h1').id = 'old'")
    await page.evaluate("document.dispatchEvent(new Event('reload'))")
    await page.locator('#old').waitFor({ state: 'detached' })
  }
  await reload()
  expect(await page.evaluate("document.activeElement.getAttribute('href')")).toBe('/plans')
  await page.evaluate('document.activeElement.blur()')
  await reload()
  expect(await page.evaluate('document.activeElement.localName')).toBe('body')

  await visitor.go('/plans/new?view=full')
  await page.getByRole('button', { name: planForm.en.views.full }).first().click()
  await page.getByRole('checkbox', { name: 'shop' }).check()
  const pick = page.getByRole('button', { name: planForm.en.pickTables })
  await pick.focus()
  await page.keyboard.press('Enter')
  await page.locator('#tables-part input[value=customers]').waitFor()
  expect(await page.evaluate('document.activeElement.textContent')).toBe(planForm.en.pickTables)
})
