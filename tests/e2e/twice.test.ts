import { expect, test } from 'vitest'
import { backupWork } from '../../views/messages/backups-work.ts'
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
