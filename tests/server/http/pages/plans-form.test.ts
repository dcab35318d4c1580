import { expect, test } from 'vitest'
import type { PlanSettingsInput } from '../../../../server/domain/plan.ts'
import type { Source } from '../../../../server/domain/source.ts'
import type { Target } from '../../../../server/domain/target.ts'
import { type Browser, openPages, type PageSite } from '../pages-browser.ts'

interface Desk {
  readonly site: PageSite
  readonly browser: Browser
  readonly shop: Source
  readonly nas: Target
}

async function openDesk(): Promise<Desk & AsyncDisposable> {
  const site = await openPages()
  site.house.sqlite('shop.db', 'create table people (name text); create table "or<b>ders" (name text); insert into people values (1)')
  const shop = await site.house.addSource({ name: 'shop' })
  const nas = await site.house.addTarget({ name: 'nas' })
  const browser = await site.signedIn('ada', 'admin')
  return { site, browser, shop, nas, [Symbol.asyncDispose]: () => site[Symbol.asyncDispose]() }
}

const simple = ({ shop, nas }: Desk) => ({
  ...{ view: 'simple', name: 'nightly', sources: shop.id, targets: nas.id },
  ...{ every: 'daily', time: '03:00', weekday: '7', zone: 'Asia/Shanghai', keepLast: '7' },
})

const part = { 'hx-request': 'true' }
const plansOf = ({ site }: Desk) => site.house.installation.store.plans.list()
const inputValue = (text: string, name: string) => new RegExp(`id="${name}"[^>]*value="([^"]*)"`).exec(text)?.[1]
/** What is said below a control is tied to it. */
const faultAt = (text: string, name: string) => new RegExp(`id="${name}-error">([^<]*)<`).exec(text)?.[1]

test('the simple form makes a plan, and what was made stands in it again', async () => {
  await using desk = await openDesk()
  const { browser } = desk
  const blank = await (await browser.get('/plans/new')).text()
  // There is one source and one target: there is nothing to choose.
  expect(blank.match(/type="checkbox"[^>]*checked/g)).toHaveLength(2)
  expect(blank).toContain('Every day at 03:00')
  const made = await browser.post('/plans', simple(desk))
  const [plan] = await plansOf(desk)
  expect([made.status, made.headers.get('location')]).toEqual([303, `/plans/${plan!.id}?done=added`])
  expect(plan).toMatchObject({
    ...{ name: 'nightly', sourceIds: [desk.shop.id], targetIds: [desk.nas.id] },
    settings: {
      schedule: { kind: 'daily', time: '03:00' },
      zone: 'Asia/Shanghai',
      retention: { keepLast: 7, verifiedFloor: 1 },
      mode: 'full',
    },
  })
  expect(await (await browser.get(made.headers.get('location')!)).text()).toContain('The plan is saved.')
  const edit = await (await browser.get('/plans/nightly/edit')).text()
  expect(edit).toContain('<input type="hidden" name="view" value="simple">')
  expect([inputValue(edit, 'name'), inputValue(edit, 'time'), inputValue(edit, 'keepLast')]).toEqual(['nightly', '03:00', '7'])
})

test('what is wrong is said beside its field, all at once, and everything typed is kept', async () => {
  await using desk = await openDesk()
  const { browser } = desk
  const wrong = {
    ...simple(desk),
    name: 'the <b>best</b>',
    sources: '',
    every: 'cron',
    cron: '99 * *',
    zone: 'Mars/Olympus',
    keepLast: '0',
  }
  const refused = await browser.post('/plans', { ...wrong, view: 'full', recipients: 'age1nonsense', jitterMinutes: '-1', time: '25:00' })
  const text = await refused.text()
  expect(refused.status).toBe(400)
  expect(text).toContain('Please correct what is marked below.')
  expect(faultAt(text, 'cron')).toMatch(/^Not understood/)
  expect(faultAt(text, 'keepLast')).toMatch(/^Give a whole number/)
  expect(faultAt(text, 'jitterMinutes')).toMatch(/^Give minutes/)
  expect([inputValue(text, 'cron'), inputValue(text, 'zone'), inputValue(text, 'keepLast')]).toEqual(['99 * *', 'Mars/Olympus', '0'])
  expect(text).toContain('age1nonsense')
  expect(text).toContain('the &lt;b&gt;best&lt;/b&gt;')
  expect(text).not.toContain('<b>best')
  // What the schema can't say is looked at once the rest is well.
  const next = await (await browser.post('/plans', { ...simple(desk), zone: 'Mars/Olympus' })).text()
  expect(faultAt(next, 'zone')).toMatch(/^There is no such time zone/)
  const key = await (await browser.post('/plans', { ...simple(desk), view: 'full', recipients: 'age1nonsense' })).text()
  expect(faultAt(key, 'recipients')).toMatch(/no public key/)
  expect(await plansOf(desk)).toEqual([])
})

test('no source, no name, a name that is taken and a source that is gone are said where they belong', async () => {
  await using desk = await openDesk()
  const { browser } = desk
  const { sources: _, ...noSource } = simple(desk)
  const none = await browser.post('/plans', { ...noSource, name: ' ' })
  const text = await none.text()
  expect([none.status, faultAt(text, 'sources'), faultAt(text, 'name')?.slice(0, 11)]).toEqual([
    400,
    'Choose at least one source.',
    'Give a name',
  ])
  const gone = await browser.post('/plans', { ...simple(desk), sources: 'f'.repeat(32) })
  expect([gone.status, faultAt(await gone.text(), 'sources')]).toEqual([400, 'One of these was removed meanwhile. Choose again.'])
  await browser.post('/plans', simple(desk))
  const taken = await browser.post('/plans', simple(desk))
  expect([taken.status, faultAt(await taken.text(), 'name')]).toEqual([409, 'There is a plan of this name already.'])
})

test('a time that never comes is refused, and times of day become one expression', async () => {
  await using desk = await openDesk()
  const { browser } = desk
  const never = await (await browser.post('/plans', { ...simple(desk), view: 'full', every: 'cron', cron: '0 0 30 2 *' })).text()
  expect(faultAt(never, 'cron')).toMatch(/never comes/)
  const uneven = await (await browser.post('/plans', { ...simple(desk), view: 'full', every: 'times', times: '03:00, 15:30' })).text()
  expect([faultAt(uneven, 'times'), inputValue(uneven, 'times')]).toEqual([expect.stringContaining('share their minute'), '03:00, 15:30'])
  await browser.post('/plans', { ...simple(desk), view: 'full', every: 'times', times: '15:00 03:00' })
  expect((await plansOf(desk))[0]?.settings.schedule).toEqual({ kind: 'cron', expression: '0 3,15 * * *' })
  const edit = await (await browser.get('/plans/nightly/edit')).text()
  expect([inputValue(edit, 'times'), /value="times" selected/.test(edit)]).toEqual(['03:00, 15:00', true])
})

test('switching the view keeps nothing and loses nothing, and settings that the simple view lacks stay in view', async () => {
  await using desk = await openDesk()
  const { browser } = desk
  const switched = async (form: Record<string, string>, show: string) => {
    const response = await browser.post('/plans/preview', { ...form, show })
    return [response.status, await response.text()] as const
  }
  // Whoever only wants to see the other view is not told off for what is missing or wrong yet.
  const [status, full] = await switched({ ...simple(desk), name: '', zone: 'Mars' }, 'full')
  expect([status, full.includes('role="alert"'), inputValue(full, 'chainLengthMax'), inputValue(full, 'zone')]).toEqual([
    200,
    false,
    '60',
    'Mars',
  ])
  const [, carried] = await switched({ ...simple(desk), view: 'full' }, 'simple')
  expect(carried).toContain('<input type="hidden" name="chainLengthMax" value="60">')
  expect(carried).toContain('<input type="hidden" name="view" value="simple">')
  const [, unfit] = await switched({ ...simple(desk), view: 'full', mode: 'incremental' }, 'simple')
  expect(unfit).toContain('Some settings go beyond the simple view')
  expect(/value="incremental" checked/.test(unfit)).toBe(true)
  expect(await plansOf(desk)).toEqual([])
})

test('everything of a plan stands in the full form, and sent back as it stands changes nothing', async () => {
  await using desk = await openDesk()
  const { site, browser, shop, nas } = desk
  const settings: PlanSettingsInput = {
    ...{ schedule: { kind: 'monthly', day: 'last', time: '04:05' }, zone: 'Europe/Berlin', jitterSeconds: 90, mode: 'differential' },
    ...{ fullEveryMs: 43_200_000, chainLengthMax: 5, codec: 'deflate', tables: ['people', 'or<b>ders'], timeoutMs: 90_000, idleMs: null },
    ...{ retries: 0, retryDelayMs: 1000, retention: { keepDays: 3, sizeBytesMax: 1_500_000_001, verifiedFloor: 0 } },
    verification: {
      ...{ level: 'proven', afterBackup: true, assertions: ['select 1\n< 2 -- of all'] },
      schedule: { kind: 'cron', expression: '0 5 * * 1-5' },
    },
  }
  const plan = await site.house.addPlan({ name: 'whole', sourceIds: [shop.id], targetIds: [nas.id], settings })
  const text = await (await browser.get(`/plans/${plan.id}/edit`)).text()
  expect(text).toContain('<input type="hidden" name="view" value="full">')
  const sent = await browser.post(`/plans/${plan.id}`, formIn(text))
  expect(sent.headers.get('location')).toBe(`/plans/${plan.id}?done=saved`)
  expect((await plansOf(desk))[0]?.settings).toEqual(plan.settings)
  const [entry] = await site.house.installation.store.audit.list({ action: 'plan.change' }, { limit: 1 })
  expect(entry?.detail).toMatchObject({ fields: [] })
  const again = formIn(await (await browser.get(`/plans/${plan.id}/edit`)).text())
  await browser.post(`/plans/${plan.id}`, { ...again, name: 'part', keepLast: '4' })
  const [changed] = await site.house.installation.store.audit.list({ action: 'plan.change' }, { limit: 1 })
  expect(changed?.detail).toMatchObject({ fields: ['name', 'settings', 'retention'] })
})

test('a form that was opened before somebody else changed the plan saves nothing until it is sent once more', async () => {
  await using desk = await openDesk()
  const { site, browser, shop, nas } = desk
  const { id } = await site.house.addPlan({ name: 'nightly', sourceIds: [shop.id], targetIds: [nas.id] })
  const opened = formIn(await (await browser.get(`/plans/${id}/edit`)).text())
  await site.house.clock.advance(1000)
  expect((await browser.post(`/plans/${id}/pause`, {})).status).toBe(303)
  // Another view of the same form is no newer than what it was opened from.
  const other = formIn(await (await browser.post(`/plans/${id}/preview`, { ...opened, show: 'full' })).text())
  expect([other['view'], other['seen']]).toEqual(['full', opened['seen']])
  const refused = await browser.post(`/plans/${id}`, { ...other, name: 'mine' })
  const text = await refused.text()
  expect([refused.status, text.includes('It was changed since this form was opened')]).toEqual([409, true])
  expect((await plansOf(desk))[0]?.name).toBe('nightly')
  expect((await browser.post(`/plans/${id}`, formIn(text))).headers.get('location')).toBe(`/plans/${id}?done=saved`)
  expect((await plansOf(desk))[0]?.name).toBe('mine')
})

/** What a browser would send, of names that come once. */
function formIn(text: string): Record<string, string> {
  const form: Record<string, string> = {}
  const plain = (value: string) => value.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')
  for (const [tag] of text.matchAll(/<input[^>]*>/g)) {
    const attribute = (name: string) => new RegExp(`[ \n]${name}="([^"]*)"`).exec(tag)?.[1]
    const isBox = ['checkbox', 'radio'].includes(attribute('type') ?? '')
    if (attribute('name') !== undefined && (!isBox || tag.includes('checked'))) form[attribute('name')!] = plain(attribute('value') ?? '')
  }
  for (const [, name, body] of text.matchAll(/<select id="\w+" name="(\w+)"[^>]*>(.*?)<\/select>/gs)) {
    form[name!] = /value="([^"]*)" selected/.exec(body!)?.[1] ?? ''
  }
  for (const [, name, value] of text.matchAll(/<textarea[^>]* name="(\w+)"[^>]*>\n([^<]*)<\/textarea>/g)) {
    if (value !== '') form[name!] = plain(value!)
  }
  return form
}

test('a preview shows the next runs in both zones, and only its part to whoever asked for that', async () => {
  await using desk = await openDesk()
  const { browser } = desk
  browser.cookies.set('holdfast_zone', 'UTC')
  const shown = await browser.post('/plans/preview', simple(desk), part)
  const text = await shown.text()
  expect([shown.status, text.includes('<html'), text.match(/<li><time/g)?.length]).toEqual([200, false, 5])
  // Three in the morning in Shanghai is seven in the evening before, elsewhere.
  expect(text).toContain('Jan 3, 2026, 03:00')
  expect(text).toContain('Jan 2, 2026, 19:00 for you')
  const wrong = await browser.post('/plans/preview', { ...simple(desk), keepLast: '0' }, part)
  expect([wrong.status, await wrong.text()]).toEqual([200, expect.stringContaining('Give a whole number from 1')])
  const whole = await browser.post('/plans/preview', simple(desk))
  expect([whole.status, whole.headers.get('hx-push-url')]).toEqual([200, '/plans/new'])
  expect(await whole.text()).toContain('<html')
})

test('a preview of a plan says what its retention would remove and why, in both languages, and removes nothing', async () => {
  await using desk = await openDesk()
  const { site, browser, shop, nas } = desk
  const plan = await site.house.addPlan({ name: 'kept', sourceIds: [shop.id], targetIds: [nas.id] })
  for (let day = 0; day < 3; day += 1) {
    site.house.clock.advance(86_400_000)
    await site.house.backup({ sourceId: shop.id, planId: plan.id })
  }
  const form = { ...simple(desk), every: 'none', keepLast: '1' }
  const english = await (await browser.post(`/plans/${plan.id}/preview`, form, part)).text()
  expect(english).toContain('2 of 3 backups would be removed now')
  expect(english).toContain('No rule of the plan keeps it.')
  // What would go stands before what would stay.
  expect([...english.matchAll(/<\/svg>(Kept|Removed)</g)].map(([, fate]) => fate)).toEqual(['Removed', 'Removed', 'Kept'])
  expect(english).toContain('The newest backup of its source.')
  const chinese = await (await browser.post(`/plans/${plan.id}/preview?lang=zh-CN`, form, part)).text()
  expect(chinese).toContain('3 个备份中的 2 个现在会被删除')
  expect(chinese).toContain('没有符合它的保留规则。')
  expect(await site.house.installation.store.backups.count({ state: 'kept' })).toBe(3)
})

test('the tables of the chosen sources are offered, names with markup are inert, and those ticked are kept', async () => {
  await using desk = await openDesk()
  const { browser } = desk
  const typed = { ...simple(desk), view: 'full', tables: 'people\nelsewhere', pick: 'tables' }
  const offered = await (await browser.post('/plans/preview', typed, part)).text()
  expect(offered).toMatch(/value="people" checked/)
  expect(offered).toContain('value="or&lt;b&gt;ders"')
  expect(offered).not.toContain('or<b>')
  // What the source doesn't have stays in the lines.
  expect(/<textarea[^>]*>\n([^<]*)</.exec(offered)?.[1]).toBe('elsewhere')
  const lost = await desk.site.house.addSource({ name: 'lost' })
  const untold = await (await browser.post('/plans/preview', { ...typed, sources: lost.id }, part)).text()
  expect([untold.includes('role="alert"'), /<textarea[^>]*>\n([^<]*)</.exec(untold)?.[1]]).toEqual([true, 'people\nelsewhere'])
  const whole = await browser.post('/plans/preview', typed)
  expect([whole.status, (await whole.text()).includes('Tables of shop')]).toEqual([200, true])
  await browser.post('/plans', { ...typed, tables: 'elsewhere', 'tables-0': 'people' })
  expect((await plansOf(desk))[0]?.settings.tables).toEqual(['elsewhere', 'people'])
})
