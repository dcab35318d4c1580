import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { jobMessages } from '../../views/messages/job.ts'
import { restorePlan } from '../../views/messages/restore-plan.ts'
import { openBrowser } from './support/browser.ts'
import { type Made, openFurnished, password, people } from './support/furnished.ts'
import { awaitCompleted, nextStep } from './support/steps.ts'
import { openVisitor } from './support/visitor.ts'

const names = 'select name from customers order by id'
const all = [{ name: 'Ada' }, { name: 'Grace' }, { name: '王芳' }]
const { confirm, result, undo } = restorePlan.en

test('a restore is planned, confirmed by typing a name, kept safe, and undone', async () => {
  await using furnished = await openFurnished('restore')
  const { daemon, api } = furnished
  const made = await api.post<Made>('/api/v1/backups?wait=60', { source: 'shop', target: 'local' })
  daemon.change('shop', "delete from customers; insert into customers (name) values ('nobody'); create table later (at)")
  await using browser = await openBrowser()
  await using visitor = await openVisitor(browser, daemon.url)
  const { page } = visitor
  await visitor.signIn(people.admin, password)
  await visitor.go(`/restore?backup=${made.backupIds[0]}`)
  await page.waitForURL('**/restore/what*')
  await nextStep(visitor, '/restore/where')
  await nextStep(visitor, '/restore/check')
  // The table that came later goes, and the page says so before anything is touched.
  expect(await page.locator('main').textContent()).toContain('later')
  await page.fill('#confirm', 'something else')
  await page.getByRole('button', { name: confirm.start }).click()
  await page.getByText(confirm.mismatch).waitFor()
  expect(await page.inputValue('#confirm')).toBe('something else')
  expect(daemon.rows('shop', names)).toEqual([{ name: 'nobody' }])
  await page.fill('#confirm', 'shop')
  await page.getByRole('button', { name: confirm.start }).click()
  await awaitCompleted(visitor, 'en')
  expect(daemon.rows('shop', names)).toEqual(all)

  await page.getByRole('link', { name: jobMessages.en.restoreResult }).click()
  await page.waitForURL(/\/restore\/[0-9a-f]{32}$/)
  expect(await visitor.barriers()).toEqual([])
  await page.getByRole('link', { name: result.undo, exact: true }).click()
  await page.getByRole('button', { name: undo.button }).click()
  await awaitCompleted(visitor, 'en')
  expect(daemon.rows('shop', names)).toEqual([{ name: 'nobody' }])
})

test('one table comes back into another source, and nothing else of it is touched', async () => {
  await using furnished = await openFurnished('restore-table')
  const { daemon, api } = furnished
  const made = await api.post<Made>('/api/v1/backups?wait=60', { source: 'shop', target: 'local' })
  daemon.change('staging', "insert into visits values ('today')")
  await using browser = await openBrowser()
  await using visitor = await openVisitor(browser, daemon.url)
  const { page } = visitor
  await visitor.signIn(people.admin, password)
  await visitor.go(`/restore?backup=${made.backupIds[0]}`)
  await page.waitForURL('**/restore/what*')
  await page.locator('input[name=part][value=some]').check()
  await page.getByRole('checkbox', { name: 'customers' }).check()
  await nextStep(visitor, '/restore/where')
  await page.locator('input[name=to][value=other]').check()
  await page.selectOption('select[name=source]', { label: 'staging (sqlite)' })
  await nextStep(visitor, '/restore/check')
  await page.fill('#confirm', 'staging')
  await page.getByRole('button', { name: confirm.start }).click()
  await awaitCompleted(visitor, 'en')
  expect(daemon.rows('staging', names)).toEqual(all)
  expect(daemon.rows('staging', 'select at from visits')).toEqual([{ at: 'today' }])
  expect(daemon.rows('staging', "select count(*) as count from sqlite_master where name = 'orders'")).toEqual([{ count: 0 }])
})

test('a file from elsewhere is inspected first, and then restored into a place of its own', async () => {
  await using furnished = await openFurnished('restore-upload')
  const { daemon } = furnished
  await using browser = await openBrowser()
  await using visitor = await openVisitor(browser, daemon.url)
  const { page } = visitor
  await visitor.signIn(people.admin, password)
  const bad = join(daemon.folder, 'bad.sql')
  await writeFile(bad, "BEGIN TRANSACTION;\nATTACH '/etc/passwd' AS other;\nCOMMIT;\n")
  const good = join(daemon.folder, 'good.sql')
  await writeFile(good, "BEGIN TRANSACTION;\nCREATE TABLE notes (text);\nINSERT INTO notes VALUES ('kept');\nCOMMIT;\n")

  await visitor.go('/restore/upload')
  await page.setInputFiles('#file', bad)
  await page.locator('main form button[type=submit]').click()
  await page.waitForURL('**/restore/uploads/*')
  await page.locator('main .notice.bad').first().waitFor()
  expect(await page.locator('main a[href^="/restore/what"]').count()).toBe(0)

  await visitor.go('/restore/upload')
  await page.setInputFiles('#file', good)
  await page.locator('main form button[type=submit]').click()
  await page.waitForURL('**/restore/uploads/*')
  await page.locator('main a[href^="/restore/what"]').click()
  await page.waitForURL('**/restore/what*')
  await nextStep(visitor, '/restore/where')
  const place = join(daemon.folder, 'fresh.db')
  await page.locator('input[name=to][value="new:sqlite"]').check()
  await page.locator('.option-body input[type=text]:visible').first().fill(place)
  await nextStep(visitor, '/restore/check')
  await page.fill('#confirm', (await page.locator('#confirm-hint code').textContent())!)
  await page.getByRole('button', { name: confirm.start }).click()
  await awaitCompleted(visitor, 'en')
  expect(daemon.rows('fresh', 'select text from notes')).toEqual([{ text: 'kept' }])
})
