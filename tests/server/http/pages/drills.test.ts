import { expect, test } from 'vitest'
import { backupLink } from '../../../../views/parts/backup-link.ts'
import { openPages } from '../pages-browser.ts'
import { addShop, textOf } from './backups-shop.ts'

test('drills show what was proven, how long it took, and what never was', async () => {
  await using site = await openPages()
  const browser = await site.signedIn('ada', 'admin')
  expect(textOf(await (await browser.get('/drills')).text())).toContain('There is no source yet.')
  const { source, target } = await addShop(site)
  await addShop(site, 'depot <i>'.replaceAll('/', ''))
  const backup = await site.house.backup({ sourceId: source.id, targetIds: [target.id] })
  const before = textOf(await (await browser.get('/drills')).text())
  expect(before).toMatch(/0 of 2 sources have a proven backup.*shop – – Never proven.*No backup yet.*Nothing has been verified yet/)
  await site.house.finish({ kind: 'verify', backupId: backup.id, level: 'stored', targetId: null })
  const job = await site.house.finish({ kind: 'verify', backupId: backup.id, level: 'proven', targetId: null })
  const text = await (await browser.get('/drills')).text()
  expect(textOf(text)).toMatch(
    /1 of 2 sources.*1 drill passed in 13 weeks 0 drills failed.*Passed Proven.*2 tables or queries compared.*Passed Stored/,
  )
  expect(text).toContain(String(backupLink(backup)))
  expect(text).toContain(`<a href="/jobs/${job.id}">`)
  expect(text).toMatch(/<rect class="mark-good"/)
  expect(text).not.toContain('<i>')
  expect(textOf(await (await browser.get('/drills', { 'accept-language': 'zh-CN' })).text())).toMatch(
    /恢复演练.*1 \/ 2.*尚无备份.*通过 已验证可恢复/,
  )
})

test('a drill that failed says why, and is in the calendar', async () => {
  await using site = await openPages()
  await site.signedIn('ada', 'admin')
  const browser = await site.signedIn('vera', 'viewer')
  const { source, target } = await addShop(site)
  const backup = await site.house.backup({ sourceId: source.id, targetIds: [target.id] })
  const failed = {
    backupId: backup.id,
    targetId: target.id,
    jobId: 'f'.repeat(32),
    level: 'proven',
    isPassed: false,
    durationMs: 5,
  } as const
  const evidence = [
    { name: 'item', equal: false },
    { sql: 'select 1', holds: true },
  ]
  const failure = { code: 'corrupt', message: 'restored, but <b>not</b> equal' }
  const at = site.house.clock.now()
  await site.house.installation.store.verifications.insert({ id: 'v', at, ...failed, evidence, failure })
  const text = await (await browser.get('/drills')).text()
  expect(textOf(text)).toMatch(
    /1 drill failed.*Failed Proven.*restored, but &lt;b&gt;not&lt;\/b&gt; equal 2 tables or queries compared 1 differs/,
  )
  expect(text).toContain('<rect class="mark-bad"')
})

test('more drills than anybody lists are all counted, on their days', async () => {
  await using site = await openPages()
  const browser = await site.signedIn('ada', 'admin')
  const { source, target } = await addShop(site)
  const backup = await site.house.backup({ sourceId: source.id, targetIds: [target.id] })
  const nowMs = site.house.clock.now().getTime()
  const done = { backupId: backup.id, targetId: target.id, jobId: 'f'.repeat(32), level: 'proven', durationMs: 5, failure: null } as const
  await site.house.installation.store.transaction(async ({ verifications }) => {
    for (let at = 0; at < 700; at++) {
      const day = at % 70
      await verifications.insert({ id: `v${at}`, at: new Date(nowMs - day * 86_400_000), isPassed: at !== 69, ...done, evidence: [] })
    }
  })
  const text = await (await browser.get('/drills')).text()
  expect(textOf(text)).toMatch(/699 drills passed in 13 weeks 1 drill failed/)
  // One of each more explains the colours.
  expect(text.match(/<rect class="mark-good"/g)).toHaveLength(69 + 1)
  expect(text.match(/<rect class="mark-bad"/g)).toHaveLength(1 + 1)
})

test('whoever may starts a drill of a plan, of a source or of a backup, and comes to its job', async () => {
  await using site = await openPages()
  await site.signedIn('ada', 'admin')
  const browser = await site.signedIn('olaf', 'backup_operator')
  const { source, target } = await addShop(site)
  const plan = await site.house.addPlan({ name: 'nightly', sourceIds: [source.id], targetIds: [target.id] })
  const backup = await site.house.backup({ sourceId: source.id, planId: plan.id })
  expect(await (await browser.get(`/drills?backup=${backup.id}`)).text()).toContain(`<option value="backup:${backup.id}" selected`)
  for (const [what, level] of [
    [`plan:${plan.id}`, 'parsed'],
    [`source:${source.id}`, 'proven'],
    [`backup:${backup.id}`, 'stored'],
  ] as const) {
    const started = await browser.post('/drills', { what, level })
    const id = /^\/jobs\/([0-9a-f]{32})$/.exec(started.headers.get('location') ?? '')?.[1]
    expect([what, started.status, (await site.house.job(id!)).request]).toEqual([
      what,
      303,
      { kind: 'verify', backupId: backup.id, level, targetId: null },
    ])
  }
})

test('what can not be drilled is refused beside the choice, which stays as it was', async () => {
  await using site = await openPages()
  const browser = await site.signedIn('ada', 'admin')
  const { source } = await addShop(site)
  const nothing = await browser.post('/drills', { level: 'parsed' })
  const text = await nothing.text()
  expect([nothing.status, text.includes('Choose what is to be verified.')]).toEqual([400, true])
  expect(text).toMatch(/value="parsed" checked/)
  expect(text).toMatch(/id="what"[^>]*aria-invalid="true"/)
  const empty = await browser.post('/drills', { what: `source:${source.id}`, level: 'proven' })
  const page = await empty.text()
  expect([empty.status, textOf(page)]).toEqual([409, expect.stringContaining('has no backup yet')])
  expect(page).toContain(`<option value="source:${source.id}" selected`)
  for (const what of ['backup:nothing', 'plan:nothing', 'source:nothing', 'lunch', `source:${'x'.repeat(500)}`]) {
    const { status } = await browser.post('/drills', { what, level: 'lunch' })
    expect([what, status >= 400 && status < 500]).toEqual([what, true])
  }
  expect(site.unexpected).toEqual([])
})

test('viewers see drills and start none', async () => {
  await using site = await openPages()
  await site.signedIn('ada', 'admin')
  const browser = await site.signedIn('vera', 'viewer')
  const { source, target } = await addShop(site)
  await site.house.backup({ sourceId: source.id, targetIds: [target.id] })
  expect(await (await browser.get('/drills')).text()).not.toContain('action="/drills"')
  expect((await browser.post('/drills', { what: `source:${source.id}` })).status).toBe(403)
})
