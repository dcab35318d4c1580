import { expect, test } from 'vitest'
import { openPages } from './pages-browser.ts'

test('the setup link makes the first admin, signs them in, and is no use afterwards', async () => {
  await using site = await openPages()
  const browser = site.browser()
  const first = await browser.get('/')
  expect([first.status, first.headers.get('location')]).toEqual([303, '/login'])
  expect((await browser.get('/login')).headers.get('location')).toBe('/setup')
  expect(await (await browser.get('/setup')).text()).toContain('holdfast user add')
  expect((await browser.get('/setup?token=wrong')).status).toBe(403)
  const token = (await site.auth.setup.ensureSetupToken())!
  expect(await (await browser.get(`/setup?token=${token}`)).text()).toContain(`value="${token}"`)
  const weak = await browser.post('/setup', { token, name: 'ada', password: 'short' })
  expect([weak.status, await weak.text()]).toEqual([400, expect.stringContaining('guessed too easily')])
  const made = await browser.post('/setup', { token, name: 'ada', password: 'some words in a row' })
  expect([made.status, made.headers.get('location')]).toEqual([303, '/welcome'])
  expect(await (await browser.get('/')).text()).toContain('Signed in as ada')
  expect((await site.browser().post('/setup', { token, name: 'eve', password: 'some words in a row' })).headers.get('location')).toBe(
    '/login',
  )
  expect((await site.auth.users.list()).map(({ name, role }) => [name, role])).toEqual([['ada', 'admin']])
})

test('whoever signs in gets where they wanted, and whoever signs out is out', async () => {
  await using site = await openPages()
  await site.signedIn('ada', 'admin')
  const browser = site.browser()
  const away = await browser.get('/settings/contracts?lang=en')
  expect(away.headers.get('location')).toBe('/login?next=%2Fsettings%2Fcontracts%3Flang%3Den')
  expect(await (await browser.get(away.headers.get('location')!)).text()).toContain('name="next" value="/settings/contracts?lang=en"')
  const wrong = await browser.post('/login', { name: 'ada', password: '<b>nonsense</b>', next: '/settings/contracts' })
  const text = await wrong.text()
  expect(wrong.status).toBe(401)
  expect(text).toContain('is wrong')
  expect(text).toContain('value="/settings/contracts"')
  expect(text).not.toContain('nonsense')
  const right = await browser.post('/login', { name: 'ada', password: 'the password of ada', next: '/settings/contracts' })
  expect(right.headers.get('location')).toBe('/settings/contracts')
  expect(right.headers.get('set-cookie')?.split('; ')).toEqual(expect.arrayContaining(['HttpOnly', 'SameSite=Lax', 'Path=/']))
  const held = [...browser.cookies]
  expect((await browser.post('/logout', {})).headers.get('location')).toBe('/login')
  for (const [name, value] of held) browser.cookies.set(name, value)
  expect((await browser.get('/')).headers.get('location')).toBe('/login')
})

test('a code is asked for where there is a second factor, and only after the right password', async () => {
  await using site = await openPages()
  await site.signedIn('ada', 'admin')
  const user = (await site.house.installation.store.users.findByName('ada'))!
  const now = new Date()
  const totp = { secret: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP', lastStep: 0, recoveryCodes: [], updatedAt: now }
  await site.house.installation.store.users.setTotp(user.id, totp, now)
  const browser = site.browser()
  const needed = await browser.post('/login', { name: 'ada', password: 'the password of ada' })
  const text = await needed.text()
  expect([needed.status, text.includes('has a second factor'), /name="code"[^>]*required/.test(text)]).toEqual([401, true, true])
  const wrong = await (await browser.post('/login', { name: 'ada', password: 'the password of ada', code: '000000' })).text()
  expect(wrong).toContain('the code is wrong')
})

test('after too many failures the page says how long to wait', async () => {
  await using site = await openPages()
  await site.signedIn('ada', 'admin')
  const browser = site.browser()
  const statuses = []
  for (let tried = 0; tried < 30 && statuses.at(-1) !== 429; tried += 1) {
    const response = await browser.post('/login', { name: 'nobody', password: 'wrong wrong wrong' }, { 'accept-language': 'zh-CN' })
    statuses.push(response.status)
    if (response.status === 429) expect(await response.text()).toContain('失败次数过多')
  }
  expect(statuses.at(-1)).toBe(429)
})

test('no address leads from signing in to another site', async () => {
  await using site = await openPages()
  await site.signedIn('ada', 'admin')
  for (const next of ['//evil.test/', '/\\evil.test', 'https://evil.test/', '/\t/evil.test', '/..//evil.test', 'javascript:alert(1)', '']) {
    const response = await site.browser().post('/login', { name: 'ada', password: 'the password of ada', next })
    const location = response.headers.get('location')!
    expect([next, new URL(location, 'http://holdfast.test/login').origin]).toEqual([next, 'http://holdfast.test'])
  }
})

test('an address that is long is kept over signing in, and one that is too long leads to the form and then to the overview', async () => {
  await using site = await openPages()
  await site.signedIn('ada', 'admin')
  const browser = site.browser()
  const form = { name: 'ada', password: 'the password of ada' }
  const wayOf = (length: number) => `/restore/where?part=some${'&table=some_table'.repeat(Math.ceil(length / 17))}`
  const long = wayOf(6000)
  const kept = await browser.get((await browser.get(long)).headers.get('location')!)
  expect([kept.status, (await kept.text()).includes(`name="next" value="${long.replaceAll('&', '&amp;')}"`)]).toEqual([200, true])
  expect((await site.browser().post('/login', { ...form, next: long })).headers.get('location')).toBe(long)
  expect((await browser.get(wayOf(9000))).headers.get('location')).toBe('/login')
  for (const query of [new URLSearchParams({ next: wayOf(9000) }), 'next=/jobs&next=/plans']) {
    const asked = await browser.get(`/login?${query}`)
    expect([asked.status, (await asked.text()).includes('name="next" value="/"')]).toEqual([200, true])
  }
  expect((await site.browser().post('/login', { ...form, next: wayOf(9000) })).headers.get('location')).toBe('/')
})

test('forms of other sites, other kinds of bodies and bodies without end are refused on a page', async () => {
  await using site = await openPages()
  const browser = await site.signedIn('ada', 'admin')
  const foreign = await browser.post('/settings/contracts', { zone: 'UTC' }, { origin: 'http://evil.test' })
  expect([foreign.status, foreign.headers.get('content-type')]).toEqual([403, 'text/html; charset=UTF-8'])
  expect((await browser.post('/login', { name: 'ada' }, { origin: 'http://evil.test' })).status).toBe(403)
  expect((await browser.post('/settings/contracts', {}, { 'content-type': 'text/plain' })).status).toBe(400)
  expect((await browser.post('/settings/contracts', { zone: 'x'.repeat(1_100_000) })).status).toBe(413)
  expect(site.unexpected).toEqual([])
})

test('the settings of contracts show what there is, keep what is chosen, and refuse what can not be', async () => {
  await using site = await openPages()
  const browser = await site.signedIn('ada', 'admin')
  expect(await (await browser.get('/settings/contracts')).text()).toContain('nothing there yet')
  await site.house.addSource({ name: 'shop' })
  await site.house.addSource({ name: 'crm "<x>"' })
  await site.house.addSource({ name: 'documents', dialect: 'files' })
  await site.house.addTarget({ name: 'disk' })
  const page = await (await browser.get('/settings/contracts')).text()
  expect(page).toContain('the first there is (shop)')
  expect(page).toContain('<option value="crm &quot;&lt;x&gt;&quot;" >')
  const kept = await browser.post('/settings/contracts', {
    'b.source': 'crm "<x>"',
    'b.files': '',
    'b.target': 'disk',
    zone: 'Asia/Shanghai',
  })
  expect(kept.headers.get('location')).toBe('/settings/contracts?saved')
  expect(await (await browser.get('/settings/contracts?saved')).text()).toMatch(/Saved\.[\s\S]*selected[\s\S]*value="Asia\/Shanghai"/)
  const entries = await site.auth.audit.list({}, { limit: 1 })
  expect(entries[0]).toMatchObject({ actorName: 'ada', action: 'settings.change' })
  const refused = await browser.post('/settings/contracts', { 'b.source': 'documents' })
  expect([refused.status, await refused.text()]).toEqual([400, expect.stringContaining('is no database')])
  expect((await browser.post('/settings/contracts', { zone: 'Mars/Base' })).status).toBe(400)
  await browser.post('/settings/contracts', { 'b.source': '', 'b.target': '', zone: '' })
  expect(await (await browser.get('/settings/contracts')).text()).not.toContain('selected')
})

test('settings are for admins, and what is refused is said on a page', async () => {
  await using site = await openPages()
  await site.signedIn('ada', 'admin')
  const browser = await site.signedIn('vera', 'viewer')
  const refused = await browser.get('/settings/contracts')
  expect([refused.status, await refused.text()]).toEqual([
    403,
    expect.stringContaining('This needs the role admin; vera has the role viewer.'),
  ])
  expect(await (await browser.get('/')).text()).not.toContain('/settings/contracts')
  expect((await browser.get('/settings/nothing')).headers.get('content-type')).toContain('text/html')
  expect((await browser.get('/api/nothing')).headers.get('content-type')).toContain('application/problem+json')
})

test('pages speak the language that the browser likes best, or the one asked for, and remember it', async () => {
  await using site = await openPages()
  await site.signedIn('ada', 'admin')
  const browser = site.browser()
  const chinese = await browser.get('/login', { 'accept-language': 'fr, zh-TW;q=0.8, en;q=0.5' })
  expect(chinese.headers.get('content-language')).toBe('zh-CN')
  expect(await chinese.text()).toMatch(/<html lang="zh-CN">[\s\S]*登录/)
  expect((await browser.get('/login')).headers.get('content-language')).toBe('en')
  const asked = await browser.get('/login?next=%2Fdocs&lang=zh-CN')
  expect(await asked.text()).toContain('href="/login?next=%2Fdocs&amp;lang=en"')
  expect((await browser.get('/login', { 'accept-language': 'en' })).headers.get('content-language')).toBe('zh-CN')
})

test('what people look at holds no script but files of ours, no style and no address of anybody else', async () => {
  await using site = await openPages()
  const browser = await site.signedIn('ada', 'admin')
  for (const path of ['/', '/docs', '/settings/contracts', '/settings/nothing']) {
    const response = await browser.get(path)
    const text = await response.text()
    expect(text).not.toMatch(
      /<script(?! (?:src="\/static\/[\w-]+\.js" defer|type="module" src="\/static\/[\w-]+\.js")><\/script>)|\sstyle=|<style|\son\w+=|(?:src|href)="(?:https?:)?\/\//i,
    )
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'")
    expect(response.headers.get('referrer-policy')).toBe('same-origin')
  }
})

test('the human description names every route with its role, its fields and a line for the shell', async () => {
  await using site = await openPages()
  const text = await (await site.browser().get('/docs', { 'accept-language': 'en' })).text()
  expect(text).toContain('/api/v1/openapi.json')
  expect(text).toContain('<code>curl &#39;http://holdfast.test/api/v1/health&#39;</code>')
  expect(text).not.toContain('<code>/settings/contracts</code>')
  expect(text).not.toContain('[object')
})

test('an address that leads nowhere is a page for browsers, which keeps the way for whoever is signed in, and a problem for programs', async () => {
  await using site = await openPages()
  const ada = await site.signedIn('ada', 'admin')
  const accept = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' }
  for (const path of ['/nothing', '/backups/a/b/c']) {
    const response = await ada.get(path, accept)
    const text = await response.text()
    expect([response.status, response.headers.get('content-type')]).toEqual([404, 'text/html; charset=UTF-8'])
    expect(text).toContain(`There is no page at ${path}.`)
    expect(text).toContain('href="/plans"')
    const stranger = await (await site.browser().get(path, { ...accept, 'accept-language': 'zh-CN' })).text()
    expect(stranger).toContain(`${path} 处没有页面。`)
    expect(stranger).not.toContain('href="/plans"')
  }
  // The address of a form's answer, loaded anew.
  for (const [path, above] of [
    ['/plans/nightly/run', '/plans/nightly'],
    ['/jobs/12ab/cancel', '/jobs/12ab'],
    ['/settings/account/sessions/x/end', '/settings/account'],
    ['/logout', null],
  ] as const) {
    const answer = await ada.get(path, accept)
    expect([path, answer.status, answer.headers.get('location')]).toEqual([path, above === null ? 405 : 303, above])
  }
  const stray = await ada.get('/logout', accept)
  expect((await stray.text()).includes('href="/plans"')).toBe(true)
  for (const [path, asked] of [
    ['/nothing', {}],
    ['/api/nothing', accept],
    ['/api', accept],
  ] as const) {
    const response = await ada.get(path, asked)
    expect([path, response.status, response.headers.get('content-type')]).toEqual([path, 404, 'application/problem+json'])
  }
})

test('what answers a form leads to the same in another language where the form was, and nowhere else', async () => {
  await using site = await openPages()
  const ada = await site.signedIn('ada', 'admin')
  const link = async (response: Response) => /hreflang="zh-CN" href="([^"]*)"/.exec(await response.text())?.[1]
  const form = { plugin: 'sqlite', name: '' }
  const asked = { referer: 'http://holdfast.test/sources/new?dialect=sqlite&api_key=secret' }
  expect(await link(await ada.post('/sources/test', form, asked))).toBe('/sources/new?dialect=sqlite&amp;lang=zh-CN')
  for (const referer of ['http://holdfast.test//elsewhere', 'nonsense:', '//']) {
    expect([referer, await link(await ada.post('/sources/test', form, { referer }))]).toEqual([referer, '/?lang=zh-CN'])
  }
  expect(await link(await ada.post('/sources/test', form))).toBe('/?lang=zh-CN')
  expect(await link(await ada.get('//elsewhere', { accept: 'text/html' }))).toBe('/?lang=zh-CN')
})
