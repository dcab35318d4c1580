import { expect, test } from 'vitest'
import { groups } from '../../../../server/http/groups.ts'
import type { Route, RouteGroup } from '../../../../server/http/route.ts'
import { openSite, type Site } from '../../../support/http.ts'
import { addAdmin, signIn, withSession } from './people.ts'
import { namesIn, openShopSite } from './shop-world.ts'

/** None of these may be found in a page as it stands here. */
const markup = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "'><svg onload=alert(1)>",
  '</title><b>bold</b>',
  '<!--<iframe src=//evil.example>',
] as const

const pages = groups().find(({ name }) => name === 'pages')!
const shown = pages.routes.filter(({ method, path }) => method === 'get' && !path.startsWith('/static'))

test('names with markup in them are inert on every page', async () => {
  await using site = await openSite({ isWorking: false })
  for (const text of markup) {
    await site.house.addSource({ name: text })
    await site.house.addTarget({ name: text })
    const [source] = await site.http.sources.list()
    const [target] = await site.http.targets.list()
    await site.house.addPlan({ name: text, sourceIds: [source!.id], targetIds: [target!.id] })
  }
  await addAdmin(site)
  const asked = withSession(await signIn(site))
  for (const { path } of shown) await expectInert(site, path, asked)
  // They are on some page, or nothing was tried.
  expect(await (await site.get('/settings/contracts', asked)).text()).toContain('&lt;script&gt;')
})

test('markup in addresses, forms and errors is inert, whoever asks', async () => {
  await using site = await openSite({ isWorking: false })
  const token = await site.http.auth.setup.ensureSetupToken()
  for (const text of markup) {
    const encoded = encodeURIComponent(text)
    await expectInert(site, `/setup?token=${encoded}`, { as: null })
    await expectInert(site, `/nothing/${encoded}`, { as: null })
    const body = new URLSearchParams({ token: token!, name: text, password: 'short' })
    await expectInert(site, '/setup', { as: null, method: 'POST', body })
  }
  await addAdmin(site)
  const asked = withSession(await signIn(site))
  for (const text of markup) {
    const encoded = encodeURIComponent(text)
    for (const { path } of shown) {
      await expectInert(site, `${path}?lang=${encoded}&next=${encoded}&saved=${encoded}&token=${encoded}`, asked)
      await expectInert(site, `${path === '/' ? '' : path}/${encoded}`, asked)
    }
    await expectInert(site, `/login?next=/${encoded}`, { as: null })
    const login = new URLSearchParams({ name: text, password: text, next: `/${text}`, code: text })
    await expectInert(site, '/login', { as: null, method: 'POST', body: login })
    const choice = new URLSearchParams({ 'a.source': text, zone: text })
    await expectInert(site, '/settings/contracts', { ...asked, method: 'POST', body: choice })
  }
})

test('nowhere does a page that follows signing in lead to another site', async () => {
  await using site = await openSite({ isWorking: false })
  await addAdmin(site)
  const places = [
    '//evil.example',
    '/\\evil.example',
    'https://evil.example',
    '/.//evil.example',
    'javascript:alert(1)',
    '\t//evil.example',
  ]
  for (const next of [...places, '/%09/evil.example', '///evil.example', '/\t/evil.example']) {
    const body = new URLSearchParams({ name: 'ann', password: 'correct horse battery', next })
    const response = await site.request('/login', { as: null, method: 'POST', body })
    expect([next, response.status]).toEqual([next, 303])
    const location = new URL(response.headers.get('location')!, 'http://127.0.0.1/')
    expect([next, location.origin]).toEqual([next, 'http://127.0.0.1'])
    expect(response.headers.get('location')).not.toMatch(/^(\/\/|\/\\)/)
  }
})

test('no program is answered with a page: what holds markup is JSON, said to be JSON, and not to be taken for anything else', async () => {
  await using site = await openShopSite()
  await site.house.addSource({ name: markup[0] })
  const known = await namesIn(site)
  for (const group of groups().filter(({ name }) => name !== 'pages')) {
    for (const [route, address] of askedIn(group, known)) {
      const stop = new AbortController()
      const response = await site.request(address, { method: route.method.toUpperCase(), signal: stop.signal })
      const [type, sniffing] = [response.headers.get('content-type'), response.headers.get('x-content-type-options')]
      expect([address, type]).not.toEqual([address, expect.stringMatching(/html|xml|svg|javascript/)])
      expect([address, sniffing]).toEqual([address, 'nosniff'])
      expect([address, response.headers.get('content-security-policy')]).toEqual([address, expect.stringContaining("default-src 'none'")])
      await response.body?.cancel()
      stop.abort()
    }
  }
})

/** Every route that only looks, and all of them with a name that nothing has. */
function* askedIn({ routes }: RouteGroup, known: Readonly<Record<string, string>>): Generator<[Route, string]> {
  for (const route of routes) {
    const place = (given: (name: string) => string) => route.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => given(name))
    if (route.method === 'get') yield [route, place((name) => known[name] ?? 'nothing')]
    if (route.path.includes('{')) yield [route, place(() => encodeURIComponent(markup[0]))]
  }
}

async function expectInert(site: Site, address: string, asked: Parameters<Site['request']>[1]): Promise<void> {
  const response = await site.request(address, { method: 'GET', ...asked })
  const text = await response.text()
  for (const piece of markup) expect([address, text.includes(piece)]).toEqual([address, false])
  expect([address, response.status]).not.toEqual([address, 500])
  for (const [name, value] of response.headers) expect([name, value.includes('<script>')]).toEqual([name, false])
}
