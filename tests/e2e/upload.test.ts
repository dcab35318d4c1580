import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { pieces } from '../../views/messages/pieces.ts'
import { openBrowser } from './support/browser.ts'
import { openFurnished, password, people } from './support/furnished.ts'
import { openVisitor, type Visitor } from './support/visitor.ts'

/** Large enough to be seen on its way. */
const sizeBytes = 3_000_000

test('a file on its way shows how much of it is there, can be stopped, and stops when its page is left', async () => {
  await using furnished = await openFurnished('upload')
  const { daemon, api } = furnished
  const file = join(daemon.folder, 'large.sql')
  const rows = Array.from({ length: sizeBytes / 50 }, (_, at) => `INSERT INTO notes VALUES ('${String(at).padStart(20, '0')}');`)
  await writeFile(file, ['CREATE TABLE notes (text);', ...rows, ''].join('\n'))
  await using browser = await openBrowser()
  await using visitor = await openVisitor(browser, daemon.url)
  const { page } = visitor
  await visitor.signIn(people.admin, password)

  await visitor.go('/restore/upload')
  await slowDown(visitor, sizeBytes / 4)
  await begin(visitor, file)
  await page
    .locator('[data-sending] output')
    .filter({ hasText: /^[1-9]\d?%$/ })
    .waitFor()
  expect(await page.locator('[data-sending] progress').getAttribute('value')).toMatch(/^0\.\d+$/)
  expect(await visitor.barriers()).toEqual([])
  await page.getByRole('button', { name: pieces.en.cancel }).click()
  await page.locator('[data-sending]').waitFor({ state: 'hidden' })
  expect(new URL(page.url()).pathname).toBe('/restore/upload')

  await begin(visitor, file)
  await page.locator('[data-sending]').waitFor()
  const stopped = page.waitForEvent('requestfailed', (request) => request.method() === 'POST')
  await page.locator('header a[href="/jobs"]').click()
  await page.waitForURL('**/jobs')
  await stopped
  expect(new URL(page.url()).pathname).toBe('/jobs')
  expect((await api.get<{ items: unknown[] }>('/api/v1/uploads')).items).toEqual([])

  await visitor.go('/restore/upload')
  await slowDown(visitor, -1)
  await begin(visitor, file)
  await page.waitForURL(/\/restore\/uploads\/[0-9a-f]{32}$/)
  await page.locator('main a[href^="/restore/what"]').waitFor()
  expect((await api.get<{ items: unknown[] }>('/api/v1/uploads')).items).toHaveLength(1)
})

async function begin({ page }: Visitor, file: string): Promise<void> {
  await page.setInputFiles('#file', file)
  await page.locator('main form button[type=submit]').click()
}

async function slowDown({ page }: Visitor, bytesPerSecond: number): Promise<void> {
  const session = await page.context().newCDPSession(page)
  const conditions = { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: bytesPerSecond }
  await session.send('Network.emulateNetworkConditions', conditions)
}
