import { expect, test } from 'vitest'
import { oneBackup } from '../../views/messages/backups-one.ts'
import { backupWork } from '../../views/messages/backups-work.ts'
import { openBrowser } from './support/browser.ts'
import { type Made, openFurnished, password, people } from './support/furnished.ts'
import { awaitCompleted } from './support/steps.ts'
import { openVisitor } from './support/visitor.ts'

test('from the list a backup is verified and pinned, by keyboard or with a finger, and each sees only what they may do', async () => {
  await using furnished = await openFurnished('menu')
  const { daemon, api } = furnished
  const made = await api.post<Made>('/api/v1/backups?wait=60', { source: 'shop', target: 'local' })
  await using browser = await openBrowser()
  await using visitor = await openVisitor(browser, daemon.url)
  const { page } = visitor
  await visitor.signIn(people.admin, password)
  await visitor.go('/backups')
  const menu = page.locator('.menu')
  expect(await menu.isVisible()).toBe(false)
  await page.locator('[popovertarget]').focus()
  await page.keyboard.press('Enter')
  await menu.waitFor()
  expect(await visitor.barriers()).toEqual([])
  expect(await menu.getByRole('link', { name: oneBackup.en.delete }).getAttribute('href')).toBe(`/backups/${made.backupIds[0]}/delete`)
  await page.keyboard.press('Escape')
  await menu.waitFor({ state: 'hidden' })
  await page.keyboard.press('Enter')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await awaitCompleted(visitor, 'en')

  await page.setViewportSize({ width: 360, height: 700 })
  await visitor.go('/backups')
  await page.locator('[popovertarget]').click()
  expect(await visitor.overflow()).toBeLessThanOrEqual(0)
  await menu.getByRole('button', { name: oneBackup.en.pin }).click()
  await page.getByText(oneBackup.en.done.pin).waitFor()

  await using other = await openVisitor(browser, daemon.url)
  await other.signIn(people.backup_operator, password)
  await other.go('/backups')
  await other.page.locator('[popovertarget]').click()
  expect(await other.page.locator('.menu').locator('button, a').allTextContents()).toEqual([backupWork.en.verify])
})
