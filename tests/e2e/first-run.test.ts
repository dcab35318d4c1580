import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { recoveryKit } from '../../views/messages/recovery-kit.ts'
import { welcome } from '../../views/messages/welcome.ts'
import { words } from '../../views/messages/words.ts'
import { openDaemonFolder } from '../support/daemon.ts'
import { openBrowser } from './support/browser.ts'
import { openVisitor, type VisitorOptions } from './support/visitor.ts'

/** From the link that the daemon printed to a backup that is proven to restore. */
async function firstRun(language: 'en' | 'zh-CN', look: VisitorOptions): Promise<void> {
  const [say, kit] = [welcome[language], recoveryKit[language]]
  await using daemon = await openDaemonFolder('first-run')
  await daemon.start()
  const [, link] = await daemon.said(/within a day: (\S+)$/)
  await using browser = await openBrowser()
  await using visitor = await openVisitor(browser, daemon.url, { ...look, language })
  const { page } = visitor
  const press = (name: string) => page.getByRole('button', { name, exact: true }).first().click()

  await page.goto(link!)
  await page.fill('#name', 'ada')
  await page.fill('#password', 'password12')
  await page.click('main button[type=submit]')
  expect(await page.getByRole('alert').textContent()).not.toBe('')
  expect(await page.inputValue('#name')).toBe('ada')
  await page.fill('#password', 'some words in a row')
  await page.click('main button[type=submit]')

  await page.waitForURL('**/welcome/language')
  expect(await visitor.barriers()).toEqual([])
  await page.selectOption('#zone', 'Asia/Shanghai')
  await press(say.next)
  await page.waitForURL('**/welcome/target')
  await page.locator('#trial .notice.good').waitFor()
  await press(say.next)
  await page.waitForURL('**/welcome/source')
  await press(say.next)
  await page.waitForURL('**/welcome/recovery-kit')
  await page.fill('#passphrase', 'open sesame and so on')
  await page.fill('#again', 'open sesame and so on')
  const downloading = page.waitForEvent('download')
  await press(kit.download)
  const download = await downloading
  expect(download.suggestedFilename()).toMatch(/\.zip\.age$/)
  expect((await readFile(await download.path())).subarray(0, 21).toString()).toBe('age-encryption.org/v1')
  await press(say.next)
  await page.waitForURL('**/welcome/backup')
  await press(say.begin)
  await page.getByText(say.provenTitle).waitFor({ timeout: 60_000 })
  expect(await visitor.barriers()).toEqual([])
  await page.getByRole('link', { name: say.finish, exact: true }).click()
  await page.getByText(say.doneProven).waitFor()

  await visitor.go('/backups')
  await page.locator('tbody tr').getByText(words[language].trustLevels.proven).first().waitFor()
}

test('an admin comes from the one-time link to a first proven backup, live, with the recovery kit on the way', async () => {
  await firstRun('en', { width: 1280 })
})

test('the same in Chinese, on a phone', async () => {
  await firstRun('zh-CN', { width: 375, height: 740, scheme: 'dark' })
})

test('the same without scripts: every step is a page and a form', async () => {
  await using daemon = await openDaemonFolder('first-run')
  await daemon.start()
  const [, link] = await daemon.said(/within a day: (\S+)$/)
  await using browser = await openBrowser()
  await using visitor = await openVisitor(browser, daemon.url, { hasScripts: false })
  const { page } = visitor
  const say = welcome.en
  await page.goto(link!)
  await page.fill('#name', 'ada')
  await page.fill('#password', 'some words in a row')
  await page.click('main button[type=submit]')
  for (const step of ['language', 'target', 'source']) {
    await page.waitForURL(`**/welcome/${step}`)
    await page.getByRole('button', { name: say.next, exact: true }).click()
  }
  await page.waitForURL('**/welcome/recovery-kit')
  await page.getByRole('button', { name: say.kitSkip }).click()
  await page.waitForURL('**/welcome/backup')
  await page.getByRole('button', { name: say.begin }).click()
  // Without scripts the page loads itself anew every few seconds.
  await page.getByText(say.provenTitle).waitFor({ timeout: 60_000 })
})
