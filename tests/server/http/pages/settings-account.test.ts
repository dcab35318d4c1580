import { expect, test } from 'vitest'
import { readTotpSecret, stepAt, totpCode } from '../../../../server/auth/totp.ts'
import { openPages } from '../pages-browser.ts'

const chinese = { 'accept-language': 'zh-CN' }

test('everybody finds their own account and preferences in the settings, and admins all the rest', async () => {
  await using site = await openPages()
  const ada = await site.signedIn('ada', 'admin')
  const vera = await site.signedIn('vera', 'viewer')
  const ofAdmins = ['users', 'keys', 'encryption', 'recovery-kit', 'plugins', 'configuration', 'contracts', 'limits']
  const [all, own] = [await (await ada.get('/settings')).text(), await (await vera.get('/settings')).text()]
  for (const page of ['account', 'preferences', ...ofAdmins]) expect(all).toContain(`href="/settings/${page}"`)
  for (const page of ['account', 'preferences']) expect(own).toContain(`href="/settings/${page}"`)
  for (const page of ofAdmins) expect(own).not.toContain(`href="/settings/${page}"`)
  for (const page of ofAdmins.filter((name) => name !== 'recovery-kit')) expect((await vera.get(`/settings/${page}`)).status).toBe(403)
  expect(await (await vera.get('/settings', chinese)).text()).toContain('您的账户')
})

test('language and time zone are remembered in the browser, and a zone that there is not is refused beside its field', async () => {
  await using site = await openPages()
  const ada = await site.signedIn('ada', 'admin')
  const kept = await ada.post('/settings/preferences', { language: 'zh-CN', zone: 'Asia/Shanghai' })
  expect([kept.status, kept.headers.get('location')]).toEqual([303, '/settings/preferences?done=saved'])
  const page = await (await ada.get('/settings/preferences?done=saved')).text()
  expect(page).toMatch(/<html lang="zh-CN">[\s\S]*已保存。[\s\S]*name="zone"[^>]*value="Asia\/Shanghai"/)
  const wrong = await ada.post('/settings/preferences', { language: 'en', zone: 'Mars/<Base>' })
  const text = await wrong.text()
  expect(wrong.status).toBe(400)
  expect(text).toContain('value="Mars/&lt;Base&gt;"')
  expect(text).toContain('id="zone-error">没有这个时区')
  await ada.post('/settings/preferences', { language: 'en', zone: '' })
  expect(await (await ada.get('/settings/preferences')).text()).toMatch(/<html lang="en">/)
})

test('a new password needs the current one and is typed twice; nothing of it comes back in the page', async () => {
  await using site = await openPages()
  await site.signedIn('ada', 'admin')
  const browser = await site.signedIn('vera', 'viewer')
  const other = site.browser()
  await other.post('/login', { name: 'vera', password: 'the password of vera' })
  const given = { current: 'the password of vera', password: 'quite another one', again: 'quite another one' }
  const refusals = [
    [{ ...given, current: 'wrong wrong wrong' }, 401, 'id="current-error">This is not your current password.'],
    [{ ...given, again: 'quite another two' }, 400, 'id="again-error">This is not the same as the new password.'],
    [{ ...given, password: 'short', again: 'short' }, 400, 'id="password-error">This password would be guessed too easily'],
  ] as const
  for (const [form, status, said] of refusals) {
    const response = await browser.post('/settings/account/password', form)
    const text = await response.text()
    expect([response.status, text.includes(said)]).toEqual([status, true])
    for (const secret of Object.values(form)) expect(text).not.toContain(secret)
  }
  const done = await browser.post('/settings/account/password', given)
  expect(done.headers.get('location')).toBe('/settings/account?done=passwordChanged')
  expect(await (await browser.get('/settings/account?done=passwordChanged')).text()).toContain('Your password is changed.')
  expect((await other.get('/settings/account')).status).toBe(303)
  const entries = await site.auth.audit.list({ action: 'user.password' }, { limit: 5 })
  expect(entries.map(({ actorName }) => actorName)).toEqual(['vera'])
})

test('a second factor is turned on with a code of it, shows its recovery codes once, and is turned off with a code', async () => {
  await using site = await openPages()
  const ada = await site.signedIn('ada', 'admin')
  const offer = await (await ada.get('/settings/account/totp')).text()
  const secret = /name="secret" value="([A-Z2-7]{32})"/.exec(offer)![1]!
  expect(offer).toContain(`otpauth://totp/Holdfast:ada?secret=${secret}`)
  expect(offer).toMatch(/<svg class="qr"[^>]*role="img" aria-label="QR code of the secret"/)
  const wrong = await ada.post('/settings/account/totp', { secret, code: '000000' })
  const again = await wrong.text()
  expect([wrong.status, again.includes('id="code-error">The code is wrong'), again.includes(`value="${secret}"`)]).toEqual([
    400,
    true,
    true,
  ])
  const code = () => totpCode(readTotpSecret(secret)!, stepAt(site.house.clock.now()))
  const on = await ada.post('/settings/account/totp', { secret, code: code() })
  const codes = /<pre[^>]*id="codes">([^<]+)<\/pre>/.exec(await on.text())![1]!.split('\n')
  expect(codes.length).toBeGreaterThan(4)
  for (const path of ['/settings/account', '/settings/account/totp']) {
    const text = await (await ada.get(path)).text()
    for (const one of [secret, ...codes]) expect(text).not.toContain(one)
  }
  expect(await (await ada.get('/settings/account')).text()).toContain(`${codes.length} recovery codes left`)
  const refused = await ada.post('/settings/account/totp', { code: '000000' }, chinese)
  expect([refused.status, (await refused.text()).includes('id="code-error">验证码有误')]).toEqual([401, true])
  const off = await ada.post('/settings/account/totp', { code: codes[0]! })
  expect(off.headers.get('location')).toBe('/settings/account?done=factorTurnedOff')
  expect((await site.auth.users.find('ada')).hasTotp).toBe(false)
})

test('people see where they are signed in, and end other sessions one by one or all at once', async () => {
  await using site = await openPages()
  const ada = await site.signedIn('ada', 'admin')
  const agents = ['Mozilla/5.0 (Windows NT 10.0) Firefox/140.0', 'Mozilla/5.0 (iPhone) <b>Safari/604</b>', 'strange']
  const others = []
  for (const agent of agents) {
    const browser = site.browser()
    await browser.post('/login', { name: 'ada', password: 'the password of ada' }, { 'user-agent': agent })
    others.push(browser)
  }
  const page = await (await ada.get('/settings/account')).text()
  for (const said of ['Firefox on Windows', 'Safari on iOS', 'Unknown browser', 'This browser']) expect(page).toContain(said)
  expect(page).not.toContain('<b>Safari')
  const [first] = [...page.matchAll(/action="(\/settings\/account\/sessions\/[0-9a-f]+\/end)"/g)].map(([, action]) => action!)
  expect((await ada.post(first!, {})).headers.get('location')).toBe('/settings/account?done=sessionEnded')
  const gone = await ada.post(first!, {})
  expect([gone.status, (await gone.text()).includes('There is no such session of yours.')]).toEqual([404, true])
  expect((await ada.post('/settings/account/sessions/end', {})).headers.get('location')).toBe('/settings/account?done=sessionsEnded')
  for (const browser of others) expect((await browser.get('/settings')).status).toBe(303)
  expect((await ada.get('/settings')).status).toBe(200)
  expect(await site.auth.audit.count({ action: 'session.end_all' })).toBe(1)
  const ended = await site.auth.audit.list({ action: 'session.end' }, { limit: 5 })
  expect(ended.map(({ actorName, detail }) => [actorName, detail])).toEqual([['ada', { session: first!.split('/').at(-2) }]])
  expect(await (await ada.get('/audit', chinese)).text()).toContain('结束自己的一个会话')
})
