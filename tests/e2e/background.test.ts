import { expect, test } from 'vitest'
import { until } from '../server/http/api/listening.ts'
import { openBrowser } from './support/browser.ts'
import { openFurnished, password, people } from './support/furnished.ts'
import { openVisitor, type Visitor } from './support/visitor.ts'

test('a tab that nobody looks at holds no connection, from the start or after a while, and has one once it is looked at', async () => {
  await using furnished = await openFurnished('background')
  const listeners = async () => /^holdfast_event_listeners (\d+)$/m.exec(await metrics(furnished.daemon.url, visitor))?.[1]
  await using browser = await openBrowser()
  await using visitor = await openVisitor(browser, furnished.daemon.url)
  await visitor.signIn(people.admin, password)
  await visitor.page.addInitScript(`
    let isHidden = true
    Object.defineProperty(document, 'hidden', { get: () => isHidden })
    window.look = (isLookedAt) => { isHidden = !isLookedAt; document.dispatchEvent(new Event('visibilitychange')) }
  `)
  await visitor.go('/')
  await visitor.page.waitForTimeout(500)
  expect(await listeners()).toBe('0')
  for (const [isLookedAt, count] of [
    [true, '1'],
    [false, '0'],
    [true, '1'],
  ] as const) {
    await visitor.page.evaluate(`window.look(${isLookedAt})`)
    await until(async () => (await listeners()) === count)
  }
})

async function metrics(url: string, { page }: Visitor): Promise<string> {
  return (await page.request.get(`${url}/api/v1/metrics`)).text()
}
