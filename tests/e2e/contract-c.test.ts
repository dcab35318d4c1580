import { expect, test } from 'vitest'
import { openBrowser } from './support/browser.ts'
import { type Made, openFurnished, password, people } from './support/furnished.ts'
import { awaitCompleted, nextStep } from './support/steps.ts'
import { openVisitor } from './support/visitor.ts'

const inChinese = { language: 'zh-CN', timezone: 'Asia/Shanghai' } as const

test('AC 1: 进入数据备份页面 — the page lists the backups with their status, size and time', async () => {
  await using furnished = await openFurnished('ac1')
  await furnished.api.post('/api/v1/backups?wait=60', { source: 'shop', target: 'local' })
  await furnished.api.post('/api/v1/backups?wait=60', { source: 'holdfast', target: 'local' })
  await using browser = await openBrowser()
  await using visitor = await openVisitor(browser, furnished.daemon.url, inChinese)
  await visitor.signIn(people.admin, password)
  await visitor.go('/admin/backups')
  const { page } = visitor
  const rows = page.locator('tbody tr')
  expect(await rows.count()).toBe(2)
  for (const row of await rows.all()) {
    expect(await row.getByText('已完成').count()).toBe(1)
    expect(await row.textContent()).toMatch(/\d\s*(字节|byte|B|kB|千字节)/)
    const made = await row.locator('time').first().getAttribute('datetime')
    expect(Math.abs(Date.now() - Date.parse(made!))).toBeLessThan(600_000)
  }
  expect(await visitor.barriers()).toEqual([])
})

test('AC 2: 手动备份数据 — a press on 手动备份 makes a backup, and its progress and end are seen', async () => {
  await using furnished = await openFurnished('ac2')
  await using browser = await openBrowser()
  await using visitor = await openVisitor(browser, furnished.daemon.url, inChinese)
  await visitor.signIn(people.backup_operator, password)
  await visitor.go('/admin/backups')
  const { page } = visitor
  await page.getByRole('link', { name: '手动备份' }).first().click()
  await page.waitForURL('**/backups/new*')
  await page.selectOption('#source', 'shop')
  await page.getByRole('button', { name: '立即备份' }).click()
  await awaitCompleted(visitor, 'zh-CN')
  await visitor.go('/admin/backups')
  expect(await page.locator('tbody tr').filter({ hasText: 'shop' }).getByText('已完成').count()).toBe(1)
})

test('AC 3: 恢复数据 — a press on 恢复 verifies the backup, restores it, and its progress and end are seen', async () => {
  await using furnished = await openFurnished('ac3')
  const { daemon, api } = furnished
  await api.post<Made>('/api/v1/backups?wait=60', { source: 'shop', target: 'local' })
  daemon.change('shop', "delete from customers; insert into customers (name) values ('nobody')")
  await using browser = await openBrowser()
  await using visitor = await openVisitor(browser, daemon.url, inChinese)
  await visitor.signIn(people.admin, password)
  await visitor.go('/admin/backups')
  const { page } = visitor
  await page.locator('tbody tr').getByRole('link', { name: /^恢复/ }).first().click()
  await page.waitForURL('**/restore/what*')
  await nextStep(visitor, '/restore/where')
  await nextStep(visitor, '/restore/check')
  await page.fill('#confirm', 'shop')
  await page.getByRole('button', { name: '立即恢复' }).click()
  await awaitCompleted(visitor, 'zh-CN')
  expect(daemon.rows('shop', 'select name from customers order by id')).toEqual([{ name: 'Ada' }, { name: 'Grace' }, { name: '王芳' }])
})

test('AC 4: 自动备份配置 — a daily plan is kept, runs on time, and keeps the last N', { timeout: 240_000 }, async () => {
  await using furnished = await openFurnished('ac4')
  const { api, daemon } = furnished
  await using browser = await openBrowser()
  await using visitor = await openVisitor(browser, daemon.url, inChinese)
  await visitor.signIn(people.admin, password)
  await visitor.go('/admin/backups')
  const { page } = visitor
  await page.getByRole('link', { name: '自动备份' }).first().click()
  await page.waitForURL('**/plans**')
  await page.getByRole('link', { name: '新建备份计划' }).first().click()
  await page.waitForURL('**/plans/new*')
  await page.fill('#name', '每晚')
  await page.getByRole('checkbox', { name: 'shop' }).check()
  await page.getByRole('checkbox', { name: 'local' }).check()
  await page.selectOption('#every', { label: '每天' })
  const soon = nextMinute()
  await page.fill('#time', soon)
  await page.fill('#zone', 'UTC')
  await page.fill('#keepLast', '2')
  await page.locator('#plan-form .actions button[type=submit]').click()
  await page.waitForURL(/\/plans\/(?!new)[^/]+$/)
  expect(await page.locator('main').textContent()).toContain(soon)

  const kept = () => api.get<{ items: { trigger: string }[] }>('/api/v1/backups?source=shop').then(({ items }) => items)
  await expect.poll(kept, { timeout: 150_000, interval: 1000 }).toEqual([expect.objectContaining({ trigger: 'auto' })])
  const plan = new URL(page.url()).pathname.split('/')[2]!
  for (let run = 0; run < 3; run++) await api.post(`/api/v1/plans/${plan}/run?wait=60`, {})
  await expect.poll(async () => (await kept()).length, { timeout: 30_000 }).toBe(2)
})

/** The next full minute that leaves time to fill in the form. */
function nextMinute(): string {
  const next = new Date(Math.ceil((Date.now() + 20_000) / 60_000) * 60_000)
  return next.toISOString().slice(11, 16)
}
