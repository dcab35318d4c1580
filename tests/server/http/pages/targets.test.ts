import { expect, test } from 'vitest'
import { backupLink } from '../../../../views/parts/backup-link.ts'
import { openPages } from '../pages-browser.ts'
import { textOf } from './backups-shop.ts'

const part = { 'hx-request': 'true' }

test('a target is chosen, tested in place, added, shown, browsed, rescanned and removed', async () => {
  await using site = await openPages()
  const { house } = site
  const browser = await site.signedIn('ada', 'admin')
  expect(await (await browser.get('/targets')).text()).toContain('There is no target yet')
  expect(await (await browser.get('/targets/new')).text()).toContain('href="/targets/new?kind=local"')
  expect(await (await browser.get('/targets/new?kind=local')).text()).toContain('name="prefix"')
  const form = { plugin: 'local', name: 'disk <1>', 'config.path': house.path('disk'), 'config.create': 'on', prefix: 'ours', probe: 'on' }
  expect(await (await browser.post('/targets/test', form, part)).text()).toMatch(/It answers[\s\S]*Free space/)
  const added = await browser.post('/targets', form)
  const [, id] = /^\/targets\/(\w+)\?done=added$/.exec(added.headers.get('location') ?? '')!
  house.sqlite('shop.db', 'create table people (name text); insert into people values (1)')
  const shop = await house.addSource({ name: 'shop' })
  const backup = await house.backup({ sourceId: shop.id, targetIds: [id!] })
  const shown = await (await browser.get(`/targets/${id}`)).text()
  for (const words of ['disk &lt;1&gt;', 'ours/', String(backupLink(backup)), 'Kept there', 'nothing is written there'])
    expect(shown).toContain(words)
  expect(shown).not.toContain('disk <1>')
  const top = await (await browser.get(`/targets/${id}/browse`)).text()
  expect(top).toContain(`href="/targets/${id}/browse?prefix=shop%2F"`)
  expect(textOf(await (await browser.get(`/targets/${id}/browse?prefix=shop/`)).text())).toContain(backup.name)
  const job = (await browser.post(`/targets/${id}/rescan`, {})).headers.get('location')
  expect(job).toMatch(/^\/jobs\/\w+$/)
  await house.run()
  const asked = await (await browser.get(`/targets/${id}/delete?lang=zh-CN`)).text()
  expect(asked).toContain('1 个副本')
  expect((await browser.post(`/targets/${id}/delete`, { confirmed: 'yes' })).headers.get('location')).toBe('/targets?done=removed')
  const actions = (await house.installation.store.audit.list({}, { limit: 20 })).map(({ action }) => action)
  expect(actions).toEqual(expect.arrayContaining(['target.add', 'target.rescan', 'target.remove']))
})

test('another place must be confirmed, and is rescanned then', async () => {
  await using site = await openPages()
  const browser = await site.signedIn('ada', 'admin')
  const form = { plugin: 'local', name: 'disk', 'config.path': site.house.path('one'), 'config.create': 'on', prefix: '', probe: 'on' }
  const added = await browser.post('/targets', form)
  const [, id] = /^\/targets\/(\w+)/.exec(added.headers.get('location')!)!
  expect(await (await browser.get(`/targets/${id}/edit`)).text()).not.toContain('name="rebind"')
  const elsewhere = { ...form, like: id!, 'config.path': site.house.path('two') }
  const refused = await browser.post(`/targets/${id}`, elsewhere)
  const text = await refused.text()
  expect([refused.status, text.includes('another place than before'), text.includes(site.house.path('two'))]).toEqual([409, true, true])
  expect(text).toMatch(/name="rebind" type="checkbox" value="on" {2}/)
  expect(text).not.toContain('--rebind')
  const rebound = await browser.post(`/targets/${id}`, { ...elsewhere, rebind: 'on' })
  expect(rebound.headers.get('location')).toBe(`/targets/${id}?done=rebound`)
  expect(await (await browser.get(`/targets/${id}?done=rebound`)).text()).toContain('Rescan it now')
  const [change] = await site.house.installation.store.audit.list({}, { limit: 1 })
  expect(change).toMatchObject({ action: 'target.change', detail: { id, fields: ['config', 'path'], isRebound: true } })
})

test('what is wrong is said beside its field, and what can not be browsed says why', async () => {
  await using site = await openPages()
  const browser = await site.signedIn('ada', 'admin')
  const form = { plugin: 'database', name: 'one file', 'config.path': 'relative.db', prefix: 'kept', probe: 'on' }
  const relative = await browser.post('/targets', form)
  const text = await relative.text()
  expect([relative.status, text.includes('value="relative.db"'), text.includes('value="kept"')]).toEqual([400, true, true])
  expect(text).toMatch(/id="config.path-error">the path must be absolute/)
  const path = await browser.post('/targets', { ...form, 'config.path': site.house.path('x.db'), prefix: 'a\\b' })
  expect([path.status, await path.text()]).toEqual([400, expect.stringMatching(/id="prefix-error"/)])
  const lost = await site.house.addTarget({ name: 'lost', config: { path: site.house.path('gone', 'deep'), create: false } })
  const browsed = await browser.get(`/targets/${lost.id}/browse`)
  expect([browsed.status, await browsed.text()]).toEqual([503, expect.stringMatching(/What lies at “lost”[\s\S]*role="alert"/)])
})

test('each sees only what they may do', async () => {
  await using site = await openPages()
  const { id } = await site.house.addTarget({ name: 'disk' })
  const links = async (name: string, role: 'viewer' | 'backup_operator' | 'admin') => {
    const browser = await site.signedIn(name, role)
    const text = (await (await browser.get(`/targets/${id}`)).text()) + (await (await browser.get('/targets')).text())
    return ['new', `${id}/edit`, `${id}/delete`, `${id}/rescan`, `${id}/test`, `${id}/browse`].map((link) =>
      text.includes(`"/targets/${link}"`),
    )
  }
  expect(await links('ada', 'admin')).toEqual([true, true, true, true, true, true])
  expect(await links('vic', 'viewer')).toEqual([false, false, false, false, false, false])
  expect(await links('otto', 'backup_operator')).toEqual([false, false, false, false, true, true])
})

test('a form that was opened before somebody else changed the target saves nothing until it is sent once more', async () => {
  await using site = await openPages()
  const browser = await site.signedIn('ada', 'admin')
  const { id } = await site.house.addTarget({ name: 'disk' })
  const form = { plugin: 'local', like: id, 'config.path': site.house.path('disk'), 'config.create': 'on' }
  const opened = seenIn(await (await browser.get(`/targets/${id}/edit`)).text())
  await site.house.clock.advance(1000)
  const theirs = await site.signedIn('bea', 'admin')
  expect((await theirs.post(`/targets/${id}`, { ...form, name: 'disk', prefix: 'theirs' })).status).toBe(303)
  const refused = await browser.post(`/targets/${id}`, { ...form, name: 'mine', prefix: '', seen: opened })
  const text = await refused.text()
  expect([refused.status, text.includes('It was changed since this form was opened'), text.includes('value="mine"')]).toEqual([
    409,
    true,
    true,
  ])
  expect(await site.house.installation.store.targets.find(id)).toMatchObject({ name: 'disk', prefix: 'theirs/' })
  expect((await browser.post(`/targets/${id}`, { ...form, name: 'mine', prefix: '', seen: seenIn(text) })).status).toBe(303)
  expect(await site.house.installation.store.targets.find(id)).toMatchObject({ name: 'mine', prefix: '' })
})

function seenIn(text: string): string {
  return /name="seen" value="([^"]+)"/.exec(text)![1]!
}
