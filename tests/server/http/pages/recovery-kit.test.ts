import { unzipSync } from 'fflate'
import { expect, test } from 'vitest'
import { openPages } from '../pages-browser.ts'

const paths = ['/settings/recovery-kit', '/welcome/recovery-kit'] as const

test.each(paths)('%s gives the kit sealed, or after a warning as it is, and tells when it was made', async (path) => {
  await using site = await openPages()
  const browser = await site.signedIn('ada', 'admin')
  const page = await (await browser.get(path)).text()
  expect(page).toMatch(/hx-boost="false">[\s\S]*With a passphrase[\s\S]*Without a passphrase[\s\S]*Anybody who finds this file/)
  const sealed = await browser.post(path, { seal: 'yes', passphrase: 'some words here', again: 'some words here' })
  expect([sealed.status, sealed.headers.get('content-disposition')]).toEqual([200, expect.stringContaining('.zip.age"')])
  expect((await sealed.text()).startsWith('age-encryption.org/v1')).toBe(true)
  const open = await browser.post(path, { seal: 'no', understood: 'on' })
  expect(open.headers.get('cache-control')).toBe('no-store')
  expect(Object.keys(unzipSync(new Uint8Array(await open.arrayBuffer())))).toContain('secret.key')
  expect(await (await browser.get(path)).text()).toMatch(/made Jan 2, 2026/)
})

test.each(paths)('%s refuses what will not do beside its field, and shows no passphrase', async (path) => {
  await using site = await openPages()
  const browser = await site.signedIn('ada', 'admin')
  const refusals = [
    [{ seal: 'yes', passphrase: 'canary', again: 'canary' }, /id="passphrase-error">This is shorter than ten/],
    [{ seal: 'yes', passphrase: 'canary words', again: 'canary wordz' }, /id="again-error">The two are not the same/],
    [{ seal: 'no' }, /<details class="card" open>[\s\S]*id="understood-error">/],
    [{ seal: 'maybe', passphrase: 'canary words', again: 'canary words' }, /id="understood-error">/],
  ] as const
  for (const [form, said] of refusals) {
    const response = await browser.post(path, form)
    const text = await response.text()
    expect([response.status, text]).toEqual([400, expect.stringMatching(said)])
    expect(text).not.toContain('canary')
  }
  const chinese = await browser.post(`${path}?lang=zh-CN`, { seal: 'yes', passphrase: 'Password123', again: 'Password123' })
  expect(await chinese.text()).toContain('这是人人都会先试的口令之一。')
  expect(JSON.stringify(await site.auth.audit.list({}, { limit: 20 }))).not.toMatch(/canary|recovery_kit/)
})

test('a kit that is older than the newest key says so, where kits are made and where the setup ended', async () => {
  await using site = await openPages()
  const browser = await site.signedIn('ada', 'admin')
  await browser.post('/settings/recovery-kit', { seal: 'no', understood: 'on' })
  for (const step of ['language', 'target', 'source', 'backup']) {
    await browser.post(`/welcome/${step}`, { action: 'skip', language: 'en', zone: 'UTC' })
  }
  expect(await (await browser.get('/settings/recovery-kit')).text()).toContain('class="notice good"')
  await site.house.installation.rotateKey()
  expect(await (await browser.get('/settings/recovery-kit')).text()).toMatch(
    /class="notice warn"[\s\S]*The key that seals secrets is newer/,
  )
  expect(await (await browser.get('/welcome')).text()).toContain('The recovery kit is older than the newest key.')
  expect(await (await browser.get('/settings/recovery-kit?lang=zh-CN')).text()).toContain('加密机密信息的密钥比恢复包新')
})

test('who saved the kit without scripts goes on from the same page, for nothing tells it that there is one now', async () => {
  await using site = await openPages()
  const browser = await site.signedIn('ada', 'admin')
  const page = async () => (await browser.get('/welcome/recovery-kit')).text()
  const before = await page()
  expect(before).toMatch(
    /Skip for now[\s\S]*<noscript>[\s\S]*Once the file is saved[\s\S]*name="action" value="next">Continue<\/button>[\s\S]*<\/noscript>/,
  )
  // It would take with it what is being typed.
  expect(before).not.toContain('http-equiv="refresh"')
  await (await browser.post('/welcome/recovery-kit', { seal: 'no', understood: 'on' })).arrayBuffer()
  const on = await browser.post('/welcome/recovery-kit', { action: 'next' })
  expect(on.headers.get('location')).toBe('/welcome/backup')
  expect(await (await browser.get('/welcome/backup')).text()).toMatch(/<li class="done" ><a href="\/welcome\/recovery-kit">/)
  expect(await page()).not.toMatch(/Skip for now|<section[\s\S]*<noscript>/)
})
