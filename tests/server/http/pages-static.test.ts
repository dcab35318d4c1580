import { readdir } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { openPages } from './pages-browser.ts'

const folder = fileURLToPath(new URL('../../../static', import.meta.url))

test('everything in the folder is served with its type, and not sent twice to who has it', async () => {
  await using site = await openPages()
  const browser = site.browser()
  // Screenshots are for those who read about the program, not for its pages.
  for (const name of (await readdir(folder)).filter((name) => name !== '.gitkeep' && !name.startsWith('screenshot-'))) {
    const response = await browser.get(`/static/${name}`)
    const etag = response.headers.get('etag')!
    expect([name, response.status, response.headers.get('cache-control')]).toEqual([name, 200, 'no-cache'])
    expect(response.headers.get('content-type')).toMatch(name.endsWith('.css') ? /^text\/css/ : /^(image|text)\//)
    expect((await response.text()).length).toBeGreaterThan(100)
    const again = await browser.get(`/static/${name}`, { 'if-none-match': `"other", W/${etag}` })
    expect([again.status, await again.text()]).toEqual([304, ''])
  }
})

test('htmx and its extension come in one file, so that neither is there without the other', async () => {
  await using site = await openPages()
  const browser = site.browser()
  const text = await (await browser.get('/static/htmx.js')).text()
  expect(text).toMatch(/^var htmx=[\s\S]*registerExtension\("sse"/)
  const page = await (await browser.get('/docs')).text()
  const scripts = [...page.matchAll(/<script [^>]*src="([^"]+)"/g)].map(([, address]) => address)
  // What listens to it runs before it.
  expect(scripts).toEqual(['/static/app.js', '/static/sending.js', '/static/htmx.js'])
})

test('no name reaches anything else', async () => {
  await using site = await openPages()
  const hostile = [
    '..%2Fpackage.json',
    '%2e%2e%2fpackage.json',
    '..%5cpackage.json',
    '.gitkeep',
    'app.css%00',
    'APP.CSS',
    '__proto__',
    '%2Fetc%2Fpasswd',
    'app.css%2F..',
    '',
  ]
  for (const name of hostile) {
    const response = await site.browser().get(`/static/${name}`)
    expect([name, response.status]).toEqual([name, 404])
  }
  expect(site.unexpected).toEqual([])
})
