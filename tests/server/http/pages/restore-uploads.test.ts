import { expect, test } from 'vitest'
import { type Browser, openPages, type PageSite } from '../pages-browser.ts'

const origin = 'http://holdfast.test'

/** Sends a file as a browser sends a form with one. */
async function send({ app }: PageSite, browser: Browser, { file, from = origin }: { file: File | null; from?: string }): Promise<Response> {
  const form = new FormData()
  if (file !== null) form.set('file', file)
  const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  const request = new Request(`${origin}/restore/upload`, { method: 'POST', body: form, headers: { origin: from, cookie } })
  request.headers.set('host', 'holdfast.test')
  return app.fetch(request, { address: '127.0.0.1' })
}

const dump = 'CREATE TABLE item (id INTEGER);\nINSERT INTO item VALUES (1);\n'

test('a file is taken in, looked at, offered for restoring, and removed once that was confirmed', async () => {
  await using site = await openPages()
  const browser = await site.signedIn('ada', 'admin')
  const form = await (await browser.get('/restore/upload')).text()
  expect(form).toMatch(/<form[^>]*enctype="multipart\/form-data"/)
  const sent = await send(site, browser, { file: new File([dump], 'my <b>dump.sql') })
  const address = sent.headers.get('location')!
  expect([sent.status, address]).toEqual([303, expect.stringMatching(/^\/restore\/uploads\/[0-9a-f]{32}$/)])
  expect((await site.auth.audit.list({}, { limit: 1 }))[0]).toMatchObject({ actorName: 'ada', action: 'upload.add' })
  const id = address.split('/').at(-1)!
  const page = await (await browser.get(address)).text()
  expect(page).toContain('SQL text')
  expect(page).toContain('it can be restored')
  expect(page).not.toContain('<b>dump')
  expect(page).toContain(`href="/restore/what?upload=${id}"`)
  expect(page).not.toContain(site.house.folder)
  expect(await (await browser.get('/restore/uploads')).text()).toContain(address)
  const asked = await (await browser.get(`${address}/delete`)).text()
  expect(asked).toContain('The uploaded file is deleted from this machine.')
  expect((await browser.post(`${address}/delete`, {})).headers.get('location')).toBe('/restore/uploads?done=deleted')
  expect((await site.auth.audit.list({}, { limit: 1 }))[0]).toMatchObject({ action: 'upload.delete', subject: id })
  expect(await (await browser.get('/restore/uploads?done=deleted')).text()).toContain('The file is removed.')
  expect((await browser.get(address)).status).toBe(404)
  expect(site.unexpected).toEqual([])
})

test('a file goes the whole way into a new place', async () => {
  await using site = await openPages()
  const browser = await site.signedIn('ada', 'admin')
  const address = (await send(site, browser, { file: new File([dump], 'dump.sql') })).headers.get('location')!
  const id = address.split('/').at(-1)!
  expect(await (await browser.get(`/restore/what?upload=${id}`)).text()).toContain('only be restored as a whole')
  const where = await (await browser.get(`/restore/where?upload=${id}`)).text()
  expect(where).toContain('value="new:sqlite"')
  expect(where).not.toContain('value="new:files"')
  const path = site.house.path('new.db')
  const check = `/restore/check?upload=${id}&to=new:sqlite&place.sqlite.path=${encodeURIComponent(path)}`
  expect(await (await browser.get(check)).text()).toContain('There is nothing at the destination that could be lost.')
  expect((await browser.post(check, { confirm: `sqlite:${path}` })).status).toBe(303)
  const waiting = await browser.post(`${address}/delete`, {})
  expect([waiting.status, await waiting.text()]).toEqual([409, expect.stringContaining('This upload is being restored.')])
  await site.house.run()
  expect(site.house.rows('new.db', 'select id from item')).toEqual([{ id: 1 }])
  const [job] = await site.house.jobs.list({ kind: 'restore' }, { limit: 1 })
  expect(await (await browser.get(`/restore/${job!.id}`)).text()).toContain('An uploaded file: dump.sql')
})

test('what must not be restored is said in both languages, and is not offered', async () => {
  await using site = await openPages()
  const browser = await site.signedIn('ada', 'admin')
  const bad = new File(["CREATE TABLE t (id INTEGER);\nATTACH 'x.db' AS y;\n"], 'bad.sql')
  const address = (await send(site, browser, { file: bad })).headers.get('location')!
  const page = await (await browser.get(address)).text()
  expect(page).toContain('It cannot be restored')
  expect(page).toContain('is refused: it reaches beyond the database')
  expect(page).not.toContain('/restore/what?upload=')
  const chinese = await (await browser.get(address, { 'accept-language': 'zh-CN' })).text()
  expect(chinese).toContain('无法恢复此文件')
  expect(chinese).toContain('被拒绝：它会触及所恢复数据库之外的内容')
  const what = await (await browser.get(`/restore/what?upload=${address.split('/').at(-1)}`)).text()
  expect(what).toContain('This file cannot be restored as it is')
})

test('the page of a large file is there before the file was read, and says what it is once it was', async () => {
  await using site = await openPages()
  const browser = await site.signedIn('ada', 'admin')
  const large = `${dump}${`-- ${'x'.repeat(1000)}\n`.repeat(17_000)}`
  const address = (await send(site, browser, { file: new File([large], 'large.sql') })).headers.get('location')!
  const early = await (await browser.get(address)).text()
  expect(early).toContain(`hx-get="${address}?now" hx-trigger="load"`)
  expect(early).toContain(`<noscript><a class="button" href="${address}?now">`)
  expect(early).not.toContain('it can be restored')
  expect(await (await browser.get(`${address}?now`)).text()).toContain('it can be restored')
  expect(await (await browser.get(address)).text()).toContain('it can be restored')
})

test('an empty file, none, and what is no such form are refused beside the field, and leave nothing', async () => {
  await using site = await openPages()
  const browser = await site.signedIn('ada', 'admin')
  for (const file of [new File([], 'empty.sql'), null]) {
    const refused = await send(site, browser, { file })
    expect([refused.status, await refused.text()]).toEqual([400, expect.stringMatching(/aria-invalid="true"[\s\S]*id="file-error"/)])
  }
  const plain = await browser.post('/restore/upload', { file: 'x' })
  expect([plain.status, await plain.text()]).toEqual([400, expect.stringContaining('The form has no file.')])
  expect(await (await browser.get('/restore/uploads')).text()).toContain('No file is kept.')
})

test('files are for admins alone, and come from pages of ours', async () => {
  await using site = await openPages()
  const admin = await site.signedIn('ada', 'admin')
  const operator = await site.signedIn('bob', 'backup_operator')
  expect((await send(site, operator, { file: new File([dump], 'dump.sql') })).status).toBe(403)
  expect((await send(site, admin, { file: new File([dump], 'dump.sql'), from: 'http://evil.test' })).status).toBe(403)
  expect(await (await admin.get('/restore/uploads')).text()).toContain('No file is kept.')
})
