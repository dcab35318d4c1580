import { expect, test } from 'vitest'
import { nouns } from '../../views/messages/nouns.ts'
import { places } from '../../views/messages/places.ts'
import { openBrowser } from './support/browser.ts'
import { openFurnished, password, people } from './support/furnished.ts'
import { openVisitor } from './support/visitor.ts'

const longMs = 61_000

test('what takes longer than a minute is waited for', async () => {
  await using furnished = await openFurnished('slow')
  await using browser = await openBrowser()
  await using visitor = await openVisitor(browser, furnished.daemon.url)
  const { page } = visitor
  await visitor.signIn(people.admin, password)
  await page.clock.install()
  await visitor.go('/sources/shop')
  const asked = Promise.withResolvers<void>()
  const waited = Promise.withResolvers<void>()
  await page.route('**/test', async (route) => {
    asked.resolve()
    await waited.promise
    await route.continue()
  })
  await page.getByRole('button', { name: nouns.en.test }).click()
  await asked.promise
  await page.clock.fastForward(longMs)
  waited.resolve()
  await page.locator('#report').getByText(nouns.en.answers).waitFor()
  expect(await page.locator('#connection').isVisible()).toBe(false)
})

test('a live part that gets no stream for a minute says so, and asks again', async () => {
  await using furnished = await openFurnished('slow-live')
  await using browser = await openBrowser()
  await using visitor = await openVisitor(browser, furnished.daemon.url)
  const { page } = visitor
  await visitor.signIn(people.admin, password)
  await page.clock.install()
  const asked = Promise.withResolvers<void>()
  await page.route('**/live/**', () => asked.resolve(), { times: 1 })
  await visitor.go('/')
  await asked.promise
  await page.clock.fastForward(longMs)
  await page.getByText(places.en.lost).waitFor()
  await page.getByText(places.en.lost).waitFor({ state: 'hidden' })
  visitor.forgive(/htmx:error/)
})

test.each([
  ['is refused', 'staging', ['shop', 'staging']],
  ['is done', 'renamed', ['renamed', 'staging']],
])('what was sent and %s after its sender went to another page leaves that page alone', async (_, name, names) => {
  await using furnished = await openFurnished('late')
  await using browser = await openBrowser()
  await using visitor = await openVisitor(browser, furnished.daemon.url)
  const { page } = visitor
  await visitor.signIn(people.admin, password)
  await visitor.go('/sources/shop/edit')
  const answered = page.waitForEvent('requestfinished', (request) => request.method() === 'POST')
  await page.route('**/sources/**', async (route) => {
    if (route.request().method() === 'POST') await page.waitForURL('**/jobs')
    await route.continue()
  })
  await page.fill('#name', name)
  await page.locator('main form button[type=submit]:not([formaction])').first().click()
  await page.locator('header a[href="/jobs"]').click()
  await answered
  await page.waitForTimeout(500)
  expect(new URL(page.url()).pathname).toBe('/jobs')
  expect(await page.locator('h1').textContent()).toBe(places.en.names.jobs)
  const { items } = await furnished.api.get<{ items: { name: string }[] }>('/api/v1/sources')
  expect(items.map((source) => source.name)).toEqual(expect.arrayContaining(names))
})
