import { rm } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { fill } from '../../views/messages/fill.ts'
import { overview } from '../../views/messages/overview.ts'
import { pieces } from '../../views/messages/pieces.ts'
import { recoveryKit } from '../../views/messages/recovery-kit.ts'
import { welcome } from '../../views/messages/welcome.ts'
import { words } from '../../views/messages/words.ts'
import { openBrowser } from './support/browser.ts'
import { type Made, openFurnished, password, people } from './support/furnished.ts'
import { openVisitor } from './support/visitor.ts'

test('the overview and the pages of a source and a plan follow what settles, without being loaded again', async () => {
  await using furnished = await openFurnished('follow')
  const { api, daemon } = furnished
  const gone = daemon.database('gone', 'create table lost (at)')
  const source = await api.post<{ id: string }>('/api/v1/sources', { name: 'gone', dialect: 'sqlite', config: { path: gone } })
  await rm(gone)
  const plan = await api.post<{ id: string }>('/api/v1/plans', { name: 'nightly', sources: ['shop'], targets: ['local'] })
  await using browser = await openBrowser()
  await using visitor = await openVisitor(browser, daemon.url)
  const { page } = visitor
  await visitor.signIn(people.viewer, password)
  await visitor.go('/')
  await page.evaluate('window.isSame = true')
  const failed = await api.post<Made>('/api/v1/backups?wait=60', { source: 'gone', target: 'local' })
  const alert = page.locator(`#standing a[href="/jobs/${failed.id}"]`)
  await alert.waitFor()
  expect(await alert.textContent()).toBe(fill(overview.en.sourceFailed, { source: 'gone' }))
  expect(await page.evaluate('window.isSame')).toBe(true)

  await visitor.go(`/sources/${source.id}`)
  expect(await page.locator('#source-standing a[href^="/backups/"]').count()).toBe(0)
  daemon.database('gone', 'create table lost (at)')
  await page.evaluate('window.isSame = true')
  const { backupIds } = await api.post<Made>('/api/v1/backups?wait=60', { source: 'gone', target: 'local' })
  await page.locator(`#source-standing a[href="/backups/${backupIds[0]}"]`).first().waitFor()
  expect(await page.evaluate('window.isSame')).toBe(true)

  await visitor.go(`/plans/${plan.id}`)
  await page.evaluate('window.isSame = true')
  const { jobs } = await api.post<{ jobs: Made[] }>('/api/v1/plans/nightly/run?wait=60', {})
  await page.locator(`#plan-standing a[href="/jobs/${jobs[0]!.id}"]`).first().waitFor()
  expect(await page.evaluate('window.isSame')).toBe(true)
  expect(await visitor.barriers()).toEqual([])
})

test('from the setup a bundle is added whose order is chosen by numbers, and one comes back with it chosen', async () => {
  await using furnished = await openFurnished('order')
  await using browser = await openBrowser()
  await using visitor = await openVisitor(browser, furnished.daemon.url, { width: 375, height: 740 })
  const { page } = visitor
  await visitor.signIn(people.admin, password)
  await visitor.go('/welcome/source')
  await page.getByRole('link', { name: welcome.en.sourceAdd }).click()
  await page.waitForURL('**/sources/new?next=*')
  await page.locator('a[href*="dialect=bundle"]').click()
  await page.waitForURL('**/sources/new?dialect=bundle&next=*')
  expect(await visitor.barriers()).toEqual([])
  expect(await visitor.overflow()).toBeLessThanOrEqual(0)
  await page.getByRole('link', { name: pieces.en.cancel, exact: true }).click()
  await page.waitForURL('**/welcome/source')
  await page.goBack()
  await page.fill('#name', 'both')
  await page.check('input[value="shop"]')
  await page.check('input[value="staging"]')
  await page.fill('input[name="config.members.place.shop"]', '9')
  await page.locator('main form button[type=submit]').first().click()
  await page.waitForURL('**/welcome/source?added=*')
  const id = new URL(page.url()).searchParams.get('added')
  expect(await page.locator('input[name="choice"]:checked').getAttribute('value')).toBe(id)
  await visitor.go(`/sources/${id}/edit`)
  expect(
    await page.locator('input[name="config.members"]:checked').evaluateAll((boxes) => boxes.map((box) => box.getAttribute('value'))),
  ).toEqual(['staging', 'shop'])
})

test('without scripts one goes on from the recovery kit after its download', async () => {
  await using furnished = await openFurnished('kit')
  await using browser = await openBrowser()
  await using visitor = await openVisitor(browser, furnished.daemon.url, { hasScripts: false })
  const { page } = visitor
  await visitor.signIn(people.admin, password)
  await visitor.go('/welcome/recovery-kit')
  await page.fill('#passphrase', 'open sesame and so on')
  await page.fill('#again', 'open sesame and so on')
  const downloading = page.waitForEvent('download')
  await page.locator('main form button[type=submit]').first().click()
  await (await downloading).path()
  await page.getByRole('button', { name: welcome.en.next, exact: true }).click()
  await page.waitForURL('**/welcome/backup')
})

test('in the settings a kit that was downloaded is told of, and its passphrase is forgotten', async () => {
  await using furnished = await openFurnished('kit-again')
  await using browser = await openBrowser()
  await using visitor = await openVisitor(browser, furnished.daemon.url)
  const { page } = visitor
  await visitor.signIn(people.admin, password)
  await visitor.go('/settings/recovery-kit')
  await page.getByText(recoveryKit.en.never).waitFor()
  for (const field of ['#passphrase', '#again']) await page.fill(field, 'open sesame and so on')
  const downloading = page.waitForEvent('download')
  await page.getByRole('button', { name: recoveryKit.en.download, exact: true }).click()
  await (await downloading).path()
  await page.getByText(recoveryKit.en.isSealed).waitFor()
  expect(await page.getByText(recoveryKit.en.never).count()).toBe(0)
  for (const field of ['#passphrase', '#again']) expect(await page.inputValue(field)).toBe('')
  const levels = await page.locator('main :is(h1, h2, h3)').evaluateAll((heads) => heads.map(({ localName }) => localName))
  expect(levels.slice(0, 3)).toEqual(['h1', 'h2', 'h3'])
})

test('the page of a backup shows what its verification found once that has ended', async () => {
  await using furnished = await openFurnished('verified')
  const { api, daemon } = furnished
  const path = daemon.database(
    'large',
    `create table items (id integer primary key, body blob);
     with recursive n(i) as (select 1 union all select i + 1 from n where i < 30000) insert into items select i, randomblob(4000) from n`,
  )
  await api.post('/api/v1/sources', { name: 'large', dialect: 'sqlite', config: { path } })
  const { backupIds } = await api.post<Made>('/api/v1/backups?wait=60', { source: 'large', target: 'local' })
  await using browser = await openBrowser()
  await using visitor = await openVisitor(browser, daemon.url)
  const { page } = visitor
  await visitor.signIn(people.admin, password)
  await api.post('/api/v1/drills', { backup: backupIds[0] })
  await visitor.go(`/backups/${backupIds[0]}`)
  await page.locator('#backup-work a[href^="/jobs/"]').waitFor()
  await page.fill('#description', 'half of a sentence')
  await page.locator('#backup-work').waitFor({ state: 'detached', timeout: 60_000 })
  expect(await page.locator('.head .marks').textContent()).toContain(words.en.trustLevels.proven)
  expect(await page.locator('#backup-evidence li').count()).toBe(1)
  expect(await page.locator('#backup-copies').textContent()).not.toContain(words.en.never)
  expect(await page.inputValue('#description')).toBe('half of a sentence')
})
