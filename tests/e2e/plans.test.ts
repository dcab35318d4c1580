import { expect, test } from 'vitest'
import { planMessages } from '../../views/messages/plans.ts'
import { planForm } from '../../views/messages/plans-form.ts'
import { words } from '../../views/messages/words.ts'
import { openBrowser } from './support/browser.ts'
import { openFurnished, password, people } from './support/furnished.ts'
import { awaitCompleted } from './support/steps.ts'
import { openVisitor } from './support/visitor.ts'

const say = planMessages.en
const form = planForm.en

test('a plan is made in the simple view, previewed while typing, changed in the full view, run, paused, resumed and deleted', async () => {
  await using furnished = await openFurnished('plans')
  const { api } = furnished
  await using browser = await openBrowser()
  await using visitor = await openVisitor(browser, furnished.daemon.url)
  const { page } = visitor
  await visitor.signIn(people.admin, password)
  await visitor.go('/plans')
  await page.getByRole('link', { name: say.add }).first().click()
  await page.waitForURL('**/plans/new')
  await page.getByLabel(form.name).first().fill('evenings')
  await page.getByRole('checkbox', { name: 'shop' }).check()
  await page.getByRole('checkbox', { name: 'local' }).check()
  await page.locator('#time').fill('21:15')
  await page.locator('#zone').fill('Asia/Kathmandu')

  // Five times of the plan's own zone, while what was typed stays and keeps the focus.
  const preview = page.locator('#plan-preview')
  await preview.getByText('Times in Asia/Kathmandu').waitFor()
  const runs = await preview.locator('ol.runs time').evaluateAll((times) => times.map((time) => time.getAttribute('datetime')))
  expect(runs).toHaveLength(5)
  for (const run of runs) expect(run).toMatch(/T15:30:00/)
  expect(await page.evaluate('document.activeElement.id')).toBe('zone')
  await page.locator('#zone').fill('Mars/Olympus')
  await preview.getByText(form.faults.zone).waitFor()
  expect(await page.inputValue('#zone')).toBe('Mars/Olympus')
  expect(await page.evaluate('document.activeElement.id')).toBe('zone')
  await page.locator('#zone').fill('Asia/Kathmandu')
  await preview.locator('ol.runs').waitFor()
  await page.getByRole('button', { name: form.add, exact: true }).last().click()
  await page.waitForURL(/\/plans\/[0-9a-f]{32}/)
  await page.getByText(say.done.added).waitFor()

  await page.getByRole('link', { name: say.edit, exact: true }).click()
  await page.waitForURL('**/edit')
  await page.getByRole('button', { name: form.views.full }).first().click()
  await page.locator('#keepDays').waitFor()
  await page.getByRole('radio', { name: words.en.modes.incremental }).check()
  await page.locator('#keepLast').fill('1')
  await page.locator('#verifiedFloor').fill('0')
  for (const [field, count] of [
    ['daily', '7'],
    ['weekly', '4'],
    ['monthly', '12'],
  ] as const)
    await page.locator(`#${field}`).fill(count)
  await page.getByRole('radio', { name: words.en.trustLevels.proven }).check()
  await page.getByRole('checkbox', { name: form.afterBackup }).check()
  await page.locator('#assertions').fill('select count(*) > 0 from customers')
  await page.getByRole('button', { name: form.save, exact: true }).last().click()
  await page.getByText(say.done.saved).waitFor()
  const kept = await api.get<{ settings: unknown }>('/api/v1/plans/evenings')
  expect(kept.settings).toMatchObject({
    mode: 'incremental',
    zone: 'Asia/Kathmandu',
    retention: { keepLast: 1, daily: 7, weekly: 4, monthly: 12 },
    verification: { level: 'proven', afterBackup: true, assertions: ['select count(*) > 0 from customers'] },
  })

  // A run of one source shows its job.
  await page.getByRole('button', { name: say.run, exact: true }).first().click()
  await awaitCompleted(visitor, 'en')
  await visitor.go('/plans/evenings')
  for (const [button, done] of [
    [say.pause, say.done.paused],
    [say.resume, say.done.resumed],
  ] as const) {
    await page.getByRole('button', { name: button, exact: true }).first().click()
    await page.getByText(done).waitFor()
  }
  await api.post('/api/v1/plans/evenings/run?wait=60', {})

  // What retention would do with each backup, and why.
  await page.goto(`${furnished.daemon.url}/plans/evenings/retention`)
  const rows = page.locator('tbody tr')
  expect(await rows.count()).toBe(2)
  for (const row of await rows.all()) expect((await row.textContent())!.replaceAll(/\s+/g, ' ')).toMatch(/Kept.*\./)

  // A plan is not deleted while something runs by it, the proof after the backup for one.
  const open = async () =>
    (await api.get<{ items: { finishedAt: string | null }[] }>('/api/v1/jobs')).items.filter((job) => job.finishedAt === null)
  await expect.poll(open, { timeout: 30_000 }).toEqual([])
  await visitor.go('/plans/evenings/delete')
  await page.getByRole('button', { name: say.deletion.label }).click()
  await page.waitForURL(/\/plans(\?|$)/)
  await page.getByText(say.done.removed).waitFor()
  expect((await api.get<{ items: unknown[] }>('/api/v1/backups?source=shop')).items).toHaveLength(2)
})

test('the preview takes in what is typed while it is drawn anew, and stays the same part of the page', async () => {
  await using furnished = await openFurnished('preview')
  await using browser = await openBrowser()
  await using visitor = await openVisitor(browser, furnished.daemon.url)
  const { page } = visitor
  await visitor.signIn(people.admin, password)
  await visitor.go('/plans/new')
  await page.evaluate("document.querySelector('#plan-preview').isSame = true")
  const preview = page.locator('#plan-preview')
  const typed = Promise.withResolvers<void>()
  await page.route(
    '**/preview**',
    async (route) => {
      await typed.promise
      await route.continue()
    },
    { times: 1 },
  )
  const asked = page.waitForRequest('**/preview**')
  await page.locator('#zone').fill('Asia/Kathmandu')
  await asked
  const drawn = page.waitForResponse('**/preview**')
  typed.resolve()
  await page.locator('#zone').fill('Asia/Tokyo')
  await drawn
  await preview.getByText('Times in Asia/Tokyo').waitFor()
  expect(await page.evaluate("document.querySelector('#plan-preview').isSame")).toBe(true)
})
