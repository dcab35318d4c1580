import { expect, test } from 'vitest'
import { backupWork } from '../../views/messages/backups-work.ts'
import { places } from '../../views/messages/places.ts'
import { openBrowser } from './support/browser.ts'
import { type Made, openFurnished, password, people } from './support/furnished.ts'
import { awaitCompleted } from './support/steps.ts'
import { openVisitor } from './support/visitor.ts'

test('a second press while the first is on its way asks for nothing more', async () => {
  await using furnished = await openFurnished('twice')
  const { api, daemon } = furnished
  const made = await api.post<Made>('/api/v1/backups?wait=60', { source: 'shop', target: 'local' })
  await using browser = await openBrowser()
  await using visitor = await openVisitor(browser, daemon.url)
  await visitor.signIn(people.admin, password)
  await visitor.go(`/backups/${made.backupIds[0]}`)
  // On a slow way both presses come before the answer.
  const { page } = visitor
  let asked = 0
  await page.route('**/verify', async (route) => {
    asked++
    await page.waitForTimeout(500)
    await route.continue()
  })
  await page.getByRole('button', { name: backupWork.en.verify, exact: true }).dblclick({ delay: 40 })
  await awaitCompleted(visitor, 'en')
  await page.unrouteAll({ behavior: 'wait' })
  expect(asked).toBe(1)
  const { items } = await api.get<{ items: { kind: string }[] }>('/api/v1/jobs')
  expect(items.filter(({ kind }) => kind === 'verify')).toHaveLength(1)
})

test('a form that is sent by Enter again while it is on its way is sent once', async () => {
  await using furnished = await openFurnished('twice-enter')
  const { daemon, api } = furnished
  await using browser = await openBrowser()
  await using visitor = await openVisitor(browser, daemon.url)
  await visitor.signIn(people.admin, password)
  await visitor.go('/settings/keys/new')
  const { page } = visitor
  let asked = 0
  await page.route('**/settings/keys', async (route) => {
    if (route.request().method() === 'POST') asked++
    await page.waitForTimeout(500)
    await route.continue()
  })
  await page.fill('#name', 'twice')
  await page.press('#name', 'Enter')
  await page.press('#name', 'Enter')
  await page.getByText('hf_').first().waitFor()
  await page.unrouteAll({ behavior: 'wait' })
  expect(asked).toBe(1)
  const { items } = await api.get<{ items: { name: string }[] }>('/api/v1/keys')
  expect(items.filter(({ name }) => name === 'twice')).toHaveLength(1)
})

test('the page that was asked for last is the one that is shown', async () => {
  await using furnished = await openFurnished('last')
  await using browser = await openBrowser()
  await using visitor = await openVisitor(browser, furnished.daemon.url)
  await visitor.signIn(people.viewer, password)
  const { page } = visitor
  const answered = Promise.withResolvers<void>()
  await page.route('**/plans', async (route) => {
    await page.waitForURL('**/jobs')
    await route.continue().catch(() => {})
    await page.waitForTimeout(500)
    answered.resolve()
  })
  await page.locator('header a[href="/plans"]').click()
  await page.locator('header a[href="/jobs"]').click()
  await answered.promise
  expect(new URL(page.url()).pathname).toBe('/jobs')
  expect(await page.locator('h1').textContent()).toBe(places.en.names.jobs)
})
