import { expect, test } from 'vitest'
import { openPages } from '../pages-browser.ts'

const locationOf = async (response: Promise<Response>) => (await response).headers.get('location')

test('from the setup a source is added and one comes back to the setup, where it is chosen', async () => {
  await using site = await openPages()
  site.house.sqlite('shop.db', 'create table t (x)')
  const browser = await site.signedIn('ada', 'admin')
  const page = async (path: string) => (await browser.get(path)).text()
  expect(await page('/welcome/source')).toContain('href="/sources/new?next=%2Fwelcome%2Fsource"')
  expect(await page('/sources/new?next=%2Fwelcome%2Fsource')).toContain('href="/sources/new?dialect=sqlite&amp;next=%2Fwelcome%2Fsource"')
  const form = await page('/sources/new?dialect=sqlite&next=%2Fwelcome%2Fsource')
  expect(form).toContain('<input type="hidden" name="next" value="/welcome/source">')
  expect(form).toMatch(/<a class="button quiet" href="\/welcome\/source">Cancel/)
  const typed = { plugin: 'sqlite', next: '/welcome/source', 'config.path': site.house.path('shop.db'), 'config.form': 'sql', probe: 'on' }
  // What was refused or tried is still on the way.
  const refused = await browser.post('/sources', { ...typed, name: '' })
  expect([refused.status, await refused.text()]).toEqual([400, expect.stringContaining('name="next" value="/welcome/source"')])
  expect(await (await browser.post('/sources/test', { ...typed, name: 'shop' })).text()).toContain('name="next" value="/welcome/source"')
  const back = await locationOf(browser.post('/sources', { ...typed, name: 'shop' }))
  const { id } = (await site.house.installation.store.sources.findByName('shop'))!
  expect(back).toBe(`/welcome/source?added=${id}`)
  const other = await site.house.addSource({ name: 'newer' })
  expect(await page(back!)).toMatch(new RegExp(`value="${id}" checked`))
  expect(await page(`/welcome/source?added=nonsense`)).toMatch(new RegExp(`value="${other.id}" checked`))
})

test('the same of a target, which may be changed on the way as well', async () => {
  await using site = await openPages()
  const browser = await site.signedIn('ada', 'admin')
  const page = async (path: string) => (await browser.get(path)).text()
  const disk = await site.house.addTarget({ name: 'disk' })
  const step = await page('/welcome/target')
  expect(step).toContain('href="/targets/new?next=%2Fwelcome%2Ftarget"')
  expect(step).toContain(`href="/targets/${disk.id}/edit?next=%2Fwelcome%2Ftarget"`)
  expect(await page('/targets/new?next=%2Fwelcome%2Ftarget')).toContain('href="/targets/new?kind=local&amp;next=%2Fwelcome%2Ftarget"')
  expect(await page('/targets/new?kind=local&next=%2Fwelcome%2Ftarget')).toContain('name="next" value="/welcome/target"')
  const typed = { plugin: 'local', name: 'usb', next: '/welcome/target', 'config.path': site.house.path('usb'), prefix: '' }
  const back = await locationOf(browser.post('/targets', typed))
  const { id } = (await site.house.installation.store.targets.findByName('usb'))!
  expect(back).toBe(`/welcome/target?added=${id}`)
  expect(await page(back!)).toMatch(new RegExp(`value="${id}" checked`))
  expect(await page(`/targets/${id}/edit?next=%2Fwelcome%2Ftarget`)).toContain('name="next" value="/welcome/target"')
  expect(await locationOf(browser.post(`/targets/${id}`, { ...typed, name: 'stick' }))).toBe(`/welcome/target?added=${id}`)
})

test('without a place to come back to, or with one elsewhere, the way leads into Holdfast', async () => {
  await using site = await openPages()
  site.house.sqlite('shop.db', 'create table t (x)')
  const browser = await site.signedIn('ada', 'admin')
  const typed = { plugin: 'sqlite', 'config.path': site.house.path('shop.db'), 'config.form': 'sql', probe: 'on' }
  expect(await locationOf(browser.post('/sources', { ...typed, name: 'one' }))).toMatch(/^\/sources\/[0-9a-f]{32}\?done=added$/)
  expect(await (await browser.get('/sources/new?dialect=sqlite')).text()).not.toContain('name="next"')
  for (const [at, next] of ['https://evil.example/', '//evil.example', '/\\evil.example', 'javascript:alert(1)'].entries()) {
    const form = await (await browser.get(`/sources/new?dialect=sqlite&${new URLSearchParams({ next })}`)).text()
    expect(/name="next" value="([^"]*)"/.exec(form)?.[1]).toBe('/')
    expect(form).toMatch(/<a class="button quiet" href="\/">Cancel/)
    site.house.sqlite(`other${at}.db`, 'create table t (x)')
    const other = { ...typed, name: `other ${at}`, next, 'config.path': site.house.path(`other${at}.db`) }
    expect(await locationOf(browser.post('/sources', other))).toMatch(/^\/\?added=[0-9a-f]{32}$/)
  }
})

test('the plan that follows the setup is daily and proves each of its backups, until somebody says otherwise', async () => {
  await using site = await openPages()
  const browser = await site.signedIn('ada', 'admin')
  const source = await site.house.addSource({ name: 'shop' })
  const target = await site.house.addTarget({ name: 'disk' })
  for (const step of ['language', 'target', 'source', 'recovery-kit', 'backup']) {
    await browser.post(`/welcome/${step}`, { action: 'skip', language: 'en', zone: 'UTC' })
  }
  const address = /href="(\/plans\/new\?[^"]*)"/.exec(await (await browser.get('/welcome')).text())?.[1]?.replaceAll('&amp;', '&')
  expect(address).toBe(`/plans/new?source=${source.id}&target=${target.id}&verify=proven`)
  const form = await (await browser.get(address!)).text()
  expect(form).toMatch(
    /value="daily" selected[\s\S]*name="level" type="radio" value="proven" checked[\s\S]*name="afterBackup" type="checkbox" value="on" checked/,
  )
  for (const query of ['', '?verify=nonsense']) {
    const plain = await (await browser.get(`/plans/new${query}`)).text()
    expect(plain).toContain('<input type="hidden" name="view" value="simple">')
  }
})
