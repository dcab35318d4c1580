import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { commandLine } from '../../../../server/auth/doer.ts'
import { auditActions } from '../../../../views/messages/audit-actions.ts'
import { openPages, type PageSite } from '../pages-browser.ts'

const chinese = { 'accept-language': 'zh-CN' }

async function record(site: PageSite, count: number): Promise<void> {
  for (let at = 0; at < count; at += 1) await site.auth.audit.record({ ...commandLine, action: 'source.add', subject: `source ${at}` })
}

/** What the body of the table shows. */
function rowsIn(page: string): string[] {
  return [...page.matchAll(/<tr><th scope="row">[\s\S]*?<\/tr>/g)].map(([row]) => row)
}

test('the log says who did what in words of both languages, and an unknown action as it is written', async () => {
  await using site = await openPages()
  const ada = await site.signedIn('ada', 'admin')
  await site.auth.audit.record({ ...commandLine, action: 'moon.landing', subject: '<script>x</script>', detail: { what: '<b>y</b>' } })
  const page = await (await ada.get('/audit')).text()
  for (const said of [
    'Signed in',
    'Added a user',
    'command line',
    '<code>moon.landing</code>',
    '&lt;script&gt;',
    '&lt;b&gt;y',
    'all 3 entries were checked',
  ])
    expect(page).toContain(said)
  expect(page).not.toContain('<script>x')
  expect(page).toContain('href="/audit?actor=user%3A1"')
  const translated = await (await ada.get('/audit', chinese)).text()
  for (const said of ['添加用户', '命令行', '已检查全部 3 条记录']) expect(translated).toContain(said)
})

test('the log is filtered by who, what, about whom and when, in the days of whoever looks', async () => {
  await using site = await openPages()
  const ada = await site.signedIn('ada', 'admin')
  await site.signedIn('vera', 'viewer')
  await record(site, 3)
  const shown = async (query: string) => rowsIn(await (await ada.get(`/audit?${query}`)).text()).length
  expect(await shown('')).toBe(7)
  expect(await shown('actor=user:2')).toBe(1)
  expect(await shown('action=source.add')).toBe(3)
  expect(await shown('action=source.add&subject=source+1')).toBe(1)
  expect(await shown('actor=&action=&subject=&from=&to=')).toBe(7)
  // The clock of the test stands at 03:04 UTC: for Honolulu that is the day before.
  ada.cookies.set('holdfast_zone', 'Pacific%2FHonolulu')
  expect(await shown('from=2026-01-01&to=2026-01-01')).toBe(7)
  expect(await shown('from=2026-01-02')).toBe(0)
  expect(await (await ada.get('/audit?actor=user:99&action=moon.landing')).text()).toMatch(
    /value="user:99" selected[\s\S]*value="moon.landing" selected/,
  )
})

test('a period that can not be is said beside its field, and the rest stays as it was typed', async () => {
  await using site = await openPages()
  const ada = await site.signedIn('ada', 'admin')
  const wrong = await ada.get('/audit?subject=shop&from=2026-02-31')
  const text = await wrong.text()
  expect([wrong.status, text.includes('id="from-error">There is no such day.')]).toEqual([400, true])
  expect(text).toMatch(/name="subject"[^>]*value="shop"/)
  const backwards = await ada.get('/audit?from=2026-02-02&to=2026-02-01', chinese)
  expect([backwards.status, (await backwards.text()).includes('id="to-error">结束日期早于开始日期')]).toEqual([400, true])
  expect((await ada.get('/audit/export?from=2026-02-31')).status).toBe(400)
})

test('a long log is shown in pages that keep the filter, and stays small', async () => {
  await using site = await openPages()
  const ada = await site.signedIn('ada', 'admin')
  await record(site, 120)
  const seen: number[] = []
  let path: string | null = '/audit?action=source.add'
  while (path !== null) {
    const page: string = await (await ada.get(path)).text()
    seen.push(rowsIn(page).length)
    const next: string | undefined = /href="(\/audit\?[^"]*cursor=\d+)"/.exec(page)?.[1]
    path = next?.replaceAll('&amp;', '&') ?? null
  }
  expect(seen).toEqual([50, 50, 20])
})

test('a log that was changed is not called whole', async () => {
  await using site = await openPages()
  const ada = await site.signedIn('ada', 'admin')
  const { audit } = site.auth
  Object.assign(audit, { verify: async () => ({ isIntact: false, entries: 1, brokenSeq: 2, reason: 'it was changed' }) })
  const page = await (await ada.get('/audit')).text()
  expect(page).toMatch(/role="alert"[\s\S]*was altered at entry 2[\s\S]*It was changed\./)
  Object.assign(audit, { count: async () => 5000 })
  expect(await (await ada.get('/audit')).text()).toMatch(/5,000 entries[\s\S]*href="\/audit\?check=on"/)
  expect(await (await ada.get('/audit?check=on')).text()).toContain('The log was altered')
})

test('the log is taken along as CSV, in which nothing is a formula, or as JSON lines', async () => {
  await using site = await openPages()
  const ada = await site.signedIn('ada', 'admin')
  await site.auth.audit.record({ ...commandLine, actorName: '=cmd()', action: 'source.add', subject: 'a "b", c', detail: { x: 1 } })
  const csv = await ada.get('/audit/export?format=csv&action=source.add')
  expect([csv.headers.get('content-type'), csv.headers.get('content-disposition')]).toEqual([
    'text/csv; charset=UTF-8',
    'attachment; filename="audit.csv"',
  ])
  const [head, line, end] = (await csv.text()).split('\r\n')
  expect([head, end]).toEqual(['seq,at,actor,actorName,action,subject,address,detail,hash', ''])
  expect(line).toContain(`,'=cmd(),source.add,"a ""b"", c",,"{""x"":1}",`)
  const lines = await (await ada.get('/audit/export?format=ndjson')).text()
  expect(
    lines
      .trimEnd()
      .split('\n')
      .map((text) => JSON.parse(text).action),
  ).toEqual(['audit.export', 'audit.export', 'source.add', 'login.ok', 'user.add'])
})

test('the log is for admins', async () => {
  await using site = await openPages()
  await site.signedIn('ada', 'admin')
  const olaf = await site.signedIn('olaf', 'backup_operator')
  for (const path of ['/audit', '/audit/export']) expect((await olaf.get(path)).status).toBe(403)
})

test('whatever the code writes into the log has words', async () => {
  const root = join(import.meta.dirname, '../../../../server')
  const files = (await readdir(root, { recursive: true })).filter((name) => name.endsWith('.ts'))
  const texts = await Promise.all(files.map((name) => readFile(join(root, name), 'utf8')))
  const written = texts.flatMap((text) => [...text.matchAll(/(?:audit\(|\baction: )\s*'(\w+(?:\.\w+)?)'/g)].map(([, action]) => action!))
  const known = Object.keys(auditActions.en.known)
  const actions = written.filter((action) => action.includes('.') || action === 'logout')
  expect(actions.length).toBeGreaterThan(40)
  expect([...new Set(actions)].filter((action) => !known.includes(action))).toEqual([])
})
