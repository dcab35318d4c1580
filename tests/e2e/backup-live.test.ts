import { expect, test } from 'vitest'
import { jobMessages } from '../../views/messages/job.ts'
import { places } from '../../views/messages/places.ts'
import { words } from '../../views/messages/words.ts'
import { openBrowser } from './support/browser.ts'
import { type Furnished, type Made, openFurnished, password, people } from './support/furnished.ts'
import { awaitCompleted } from './support/steps.ts'
import { openVisitor, type Visitor } from './support/visitor.ts'

const { jobStates, phases } = words.en

/** A database that takes some seconds to back up: rows that can't be compressed. */
async function addLarge({ daemon, api }: Furnished, rows = 60_000): Promise<void> {
  const path = daemon.database(
    'large',
    `create table items (id integer primary key, body blob);
     with recursive n(i) as (select 1 union all select i + 1 from n where i < ${rows}) insert into items select i, randomblob(4000) from n`,
  )
  await api.post('/api/v1/sources', { name: 'large', dialect: 'sqlite', config: { path } })
}

async function backUp({ api }: Furnished): Promise<string> {
  return (await api.post<Made>('/api/v1/backups', { source: 'large', target: 'local' })).id
}

/** Waits until the page tells how much was read. */
async function awaitBytes({ page }: Visitor): Promise<void> {
  await page
    .locator('#job-figures')
    .getByText(/\d (MB|GB)/)
    .first()
    .waitFor()
}

const stateOf = ({ page }: Visitor, state: string) => page.locator('#job .marks .badge').filter({ hasText: state })

test('a backup is seen live: its phase, bytes and rate move, a reload changes nothing, and its end comes by itself', async () => {
  await using furnished = await openFurnished('live')
  await addLarge(furnished)
  await using browser = await openBrowser()
  await using visitor = await openVisitor(browser, furnished.daemon.url)
  await visitor.signIn(people.viewer, password)
  const id = await backUp(furnished)
  await visitor.go(`/jobs/${id}`)
  const { page } = visitor
  await page.locator('#job-now').getByText(phases.dumping).waitFor()
  await awaitBytes(visitor)
  const first = await page.locator('#job-figures').textContent()
  await expect.poll(() => page.locator('#job-figures').textContent(), { timeout: 10_000 }).not.toBe(first)
  expect(await page.locator('#job progress').count()).toBe(1)
  await page.reload()
  await awaitBytes(visitor)
  expect(await page.getByRole('button', { name: jobMessages.en.cancel }).count()).toBe(0)
  await awaitCompleted(visitor, 'en')
  expect(await page.locator('#job a[href^="/backups/"]').count()).toBeGreaterThan(0)
})

test('the overview and the list of backups show what runs, and that it ended', async () => {
  await using furnished = await openFurnished('live-strip')
  await addLarge(furnished)
  await using browser = await openBrowser()
  await using visitor = await openVisitor(browser, furnished.daemon.url)
  await visitor.signIn(people.viewer, password)
  await visitor.go('/admin/backups')
  await backUp(furnished)
  const { page } = visitor
  await page.locator('#active-jobs').getByText('large').waitFor()
  await page.locator('tbody tr').filter({ hasText: 'large' }).getByText(jobStates.completed).waitFor({ timeout: 60_000 })
  expect(await page.locator('#active-jobs article').count()).toBe(0)
})

test('a lost connection is said, and the page catches up when it is back', async () => {
  await using furnished = await openFurnished('live-lost')
  await addLarge(furnished, 120_000)
  await using browser = await openBrowser()
  await using visitor = await openVisitor(browser, furnished.daemon.url)
  await visitor.signIn(people.viewer, password)
  const id = await backUp(furnished)
  await visitor.go(`/jobs/${id}`)
  await stateOf(visitor, jobStates.running).waitFor()
  const { page } = visitor
  await furnished.daemon.stop('SIGKILL')
  await page.getByText(places.en.lost).waitFor()
  await furnished.daemon.start()
  // Nobody ran it on: the page comes to say so without being asked.
  await stateOf(visitor, jobStates.failed).waitFor({ timeout: 60_000 })
  await page.getByText(jobMessages.en.interrupted).waitFor()
  await page.getByText(places.en.lost).waitFor({ state: 'hidden' })
  visitor.forgive(/Failed to fetch|network error/)
})

test('an operator cancels a backup, and tries it again', async () => {
  await using furnished = await openFurnished('live-cancel')
  await addLarge(furnished)
  await using browser = await openBrowser()
  await using visitor = await openVisitor(browser, furnished.daemon.url)
  await visitor.signIn(people.backup_operator, password)
  const { page } = visitor
  await visitor.go('/backups/new?source=large')
  await page.locator('main form button[type=submit]').last().click()
  await page.waitForURL(/\/jobs\/[0-9a-f]{32}/)
  await awaitBytes(visitor)
  await page.getByRole('button', { name: jobMessages.en.cancel }).click()
  await stateOf(visitor, jobStates.cancelled).waitFor({ timeout: 30_000 })
  const cancelled = page.url()
  await page.getByRole('button', { name: jobMessages.en.retry }).click()
  await page.waitForURL((url) => url.pathname !== new URL(cancelled).pathname)
  await awaitCompleted(visitor, 'en')
})

test('without scripts the page of a job loads itself anew until the job has ended', async () => {
  await using furnished = await openFurnished('live-plain')
  await addLarge(furnished)
  await using browser = await openBrowser()
  await using visitor = await openVisitor(browser, furnished.daemon.url, { hasScripts: false })
  await visitor.signIn(people.viewer, password)
  await visitor.go(`/jobs/${await backUp(furnished)}`)
  await awaitCompleted(visitor, 'en')
})
