import { expect, test } from 'vitest'
import { isAtLeast, type Role } from '../../server/domain/role.ts'
import { groups } from '../../server/http/groups.ts'
import { honoPath } from '../../server/http/mount.ts'
import type { Method } from '../../server/http/route.ts'
import { leastRoleFor } from '../server/http/law.ts'
import { openBrowser } from './support/browser.ts'
import { crawl } from './support/crawl.ts'
import { live, openFurnished, type Person, password, people } from './support/furnished.ts'
import { openVisitor } from './support/visitor.ts'

const routes = groups().flatMap((group) => group.routes)

/** The route that takes an address, words before parameters as the router has it. */
function routeOf(method: Method, path: string) {
  const fits = routes.filter((route) => route.method === method && patternOf(route.path).test(path))
  return fits.sort((one, other) => one.path.split('{').length - other.path.split('{').length)[0] ?? null
}

function patternOf(path: string): RegExp {
  return new RegExp(`^${honoPath(path).replaceAll(/:\w+/g, '[^/]+')}$`)
}

test('every link leads somewhere, and no page offers anybody what they may not do', { timeout: 600_000 }, async () => {
  await using furnished = await openFurnished('roles')
  await live(furnished)
  await using browser = await openBrowser()
  const faults: string[] = []
  for (const role of Object.keys(people) as Person[]) {
    await using visitor = await openVisitor(browser, furnished.daemon.url, { hasScripts: false })
    await visitor.signIn(people[role], password)
    const { pages, forms } = await crawl(visitor)
    expect(pages.size).toBeGreaterThan(15)
    for (const [address, status] of pages) if (status !== 200) faults.push(`${role}: ${address} is answered with ${status}`)
    for (const [action, page] of forms) {
      const route = routeOf('post', action)
      const least = route === null ? null : leastRoleFor('post', route.path)
      const may = least !== null && (least === 'public' || isAtLeast(role as Role, least))
      if (!may) faults.push(`${role}: ${page} has a form for ${action}, which is for ${least ?? 'nobody'}`)
    }
  }
  expect(faults).toEqual([])
})

test('what somebody may not see is refused on a page of its own, which keeps the way back', async () => {
  await using furnished = await openFurnished('refused')
  await using browser = await openBrowser()
  await using visitor = await openVisitor(browser, furnished.daemon.url)
  await visitor.signIn(people.viewer, password)
  for (const path of ['/audit', '/settings/users', '/settings/keys', '/restore', '/sources/new', '/plans/new', '/welcome']) {
    const response = await visitor.page.goto(furnished.daemon.url + path)
    expect([path, response?.status()]).toEqual([path, 403])
    expect(await visitor.page.locator('nav.places a').count()).toBeGreaterThan(5)
    expect(await visitor.page.locator(`nav.places a[href="${path}"]`).count()).toBe(0)
  }
})
