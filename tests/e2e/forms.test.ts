import { expect, test } from 'vitest'
import { settingsArea } from '../../views/messages/settings.ts'
import { openBrowser } from './support/browser.ts'
import { live, openFurnished, password, people } from './support/furnished.ts'
import { openVisitor } from './support/visitor.ts'
import { complaintsOf } from './support/wrong.ts'
import { wrongHouse, wrongWork } from './support/wrongs.ts'

test('every form that is filled in wrongly comes back with what was typed, says where it is wrong, and brings the focus there', {
  timeout: 300_000,
}, async () => {
  await using furnished = await openFurnished('forms')
  const { backupId } = await live(furnished)
  await using browser = await openBrowser()
  const found: string[] = []
  for (const language of ['en', 'zh-CN'] as const) {
    await using visitor = await openVisitor(browser, furnished.daemon.url, { language })
    const login = { on: '/login', typed: { name: people.admin, password: 'other words' }, secrets: ['password'] }
    found.push(...(await complaintsOf(visitor, login)))
    await visitor.signIn(people.admin, password)
    for (const wrong of [...wrongWork(backupId), ...wrongHouse]) found.push(...(await complaintsOf(visitor, wrong)))
  }
  expect(found).toEqual([])
})

test('a file that is nothing of ours is refused on the page that asked for it', async () => {
  await using furnished = await openFurnished('files')
  await using browser = await openBrowser()
  await using visitor = await openVisitor(browser, furnished.daemon.url)
  await visitor.signIn(people.admin, password)
  const { page } = visitor
  for (const text of ['nonsense: [', '{"version": 99}', '\u0000\u0001']) {
    await visitor.go('/settings/configuration')
    await page.setInputFiles('#file', { name: 'settings.yaml', mimeType: 'text/plain', buffer: Buffer.from(text) })
    const form = page.locator('main form[method=post]')
    const [answer] = await Promise.all([
      page.waitForResponse((response) => response.request().method() === 'POST'),
      form.locator('button').click(),
    ])
    expect(answer.status()).toBe(400)
    await page.locator('main').getByRole('alert').waitFor()
    expect(await page.locator('h1').textContent()).toBe(settingsArea.en.cards.configuration.title)
    expect(await page.locator('#file').count()).toBe(1)
  }
})
