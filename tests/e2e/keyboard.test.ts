import { expect, test } from 'vitest'
import { newBackup } from '../../views/messages/backups-new.ts'
import { en } from '../../views/messages/en.ts'
import { restorePlan } from '../../views/messages/restore-plan.ts'
import { openBrowser } from './support/browser.ts'
import { openFurnished, password, people } from './support/furnished.ts'
import { enter, focused, isAtContent, tabTo } from './support/keys.ts'
import { awaitCompleted } from './support/steps.ts'
import { openVisitor } from './support/visitor.ts'

const { confirm } = restorePlan.en

test('with the keyboard alone: signing in, backing up, watching the job, restoring', async () => {
  await using furnished = await openFurnished('keyboard')
  const { daemon } = furnished
  await using browser = await openBrowser()
  await using visitor = await openVisitor(browser, daemon.url)
  const { page } = visitor
  await visitor.go('/login')
  await page.keyboard.type(people.admin)
  await page.keyboard.press('Tab')
  await page.keyboard.type(password)
  await page.keyboard.press('Enter')
  await page.waitForURL((url) => url.pathname === '/')

  await page.keyboard.press('Tab')
  expect((await focused(visitor)).name).toBe(en.skipToContent)
  await page.keyboard.press('Enter')
  await expect.poll(() => isAtContent(visitor)).toBe(true)

  await enter(visitor, /^Backups$/, /\/backups$/)
  // Whoever came to another page goes on from its content.
  await expect.poll(() => isAtContent(visitor)).toBe(true)
  await enter(visitor, new RegExp(`^${newBackup.en.title}$`), /\/backups\/new/)
  await expect.poll(() => isAtContent(visitor)).toBe(true)
  await tabTo(visitor, new RegExp(`^${newBackup.en.source}`))
  await page.keyboard.type('shop')
  await enter(visitor, new RegExp(`^${newBackup.en.start}$`), /\/jobs\//)
  await awaitCompleted(visitor, 'en')

  daemon.change('shop', 'delete from customers')
  await enter(visitor, /^Restore$/, /\/restore$/)
  await enter(visitor, /^Restore backup_/, /\/restore\/what/)
  await enter(visitor, /^Continue$/, /\/restore\/where/)
  await enter(visitor, /^Check$/, /\/restore\/check/)
  await tabTo(visitor, new RegExp(`^${confirm.type}`))
  await page.keyboard.type('shop')
  await enter(visitor, new RegExp(`^${confirm.start}$`), /\/jobs\//)
  await awaitCompleted(visitor, 'en')
  expect(daemon.rows('shop', 'select count(*) as count from customers')).toEqual([{ count: 3 }])
})

test('no page holds the keyboard: Tab comes around', async () => {
  await using furnished = await openFurnished('keyboard-trap')
  await using browser = await openBrowser()
  await using visitor = await openVisitor(browser, furnished.daemon.url)
  await visitor.signIn(people.admin, password)
  for (const path of ['/', '/backups', '/plans/new', '/sources/new?dialect=files', '/drills', '/audit', '/settings/keys/new']) {
    await visitor.go(path)
    await tabTo(visitor, new RegExp(`^${en.skipToContent}$`))
    await visitor.page.keyboard.press('Shift+Tab')
    await tabTo(visitor, new RegExp(`^${en.skipToContent}$`))
  }
})

test('what moves takes the focus from nobody, and nothing moves for those who asked for that', async () => {
  await using furnished = await openFurnished('focus')
  const { daemon, api } = furnished
  await using browser = await openBrowser()
  await using visitor = await openVisitor(browser, daemon.url)
  const { page } = visitor
  await visitor.signIn(people.admin, password)
  await visitor.go('/backups')
  await page.getByRole('searchbox').first().focus()
  await page.keyboard.type('sh')
  await api.post('/api/v1/backups?wait=60', { source: 'shop', target: 'local' })
  await page.waitForTimeout(1500)
  expect((await page.evaluate('document.activeElement.value')) as string).toBe('sh')
  await page.keyboard.type('op')
  expect((await page.evaluate('document.activeElement.value')) as string).toBe('shop')

  await page.emulateMedia({ reducedMotion: 'reduce' })
  const moving = `(() => {
    const badge = document.createElement('span')
    badge.className = 'badge live'
    badge.innerHTML = '<svg class="icon"></svg>'
    document.body.append(badge)
    return [...document.querySelectorAll('*')].filter((element) => {
      const style = getComputedStyle(element)
      return style.animationName !== 'none' || parseFloat(style.transitionDuration) > 0 || style.scrollBehavior === 'smooth'
    }).length
  })()`
  expect(await page.evaluate(moving)).toBe(0)
  await page.emulateMedia({ reducedMotion: 'no-preference' })
  expect(await page.evaluate(moving)).toBeGreaterThan(0)
})
