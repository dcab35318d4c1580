import { expect, test } from 'vitest'
import { type Browser, openPages, type PageSite } from '../pages-browser.ts'

const field = 'config.members'

/** Three databases, and a browser that adds a bundle of them. */
async function furnish(site: PageSite): Promise<Browser> {
  for (const name of ['a', 'b', 'c']) {
    site.house.sqlite(`${name}.db`, 'create table t (x)')
    await site.house.addSource({ name })
  }
  return site.signedIn('ada', 'admin')
}

/** Each member as the form has it: its name, whether it is chosen, and its number. */
function rowsIn(text: string): readonly (readonly [name: string, isChosen: boolean, place: string])[] {
  const boxes = [...text.matchAll(/name="config\.members" type="checkbox" value="([^"]*)"( checked)?/g)]
  const places = new Map([...text.matchAll(/name="config\.members\.place\.([^"]*)"[^>]* value="(\d+)"/g)].map(([, name, at]) => [name, at]))
  return boxes.map(([, name, checked]) => [name!, checked !== undefined, places.get(name!) ?? ''])
}

test('the members of a bundle are put in order by numbers, and stand in that order from then on', async () => {
  await using site = await openPages()
  const browser = await furnish(site)
  const blank = await (await browser.get('/sources/new?dialect=bundle')).text()
  expect(rowsIn(blank).map(([, isChosen, place]) => [isChosen, place])).toEqual([
    [false, '1'],
    [false, '2'],
    [false, '3'],
  ])
  expect(blank).toContain('aria-label="Place of a"')
  const form = { plugin: 'bundle', name: 'all', [field]: 'a\nb\nc' }
  const added = await browser.post('/sources', { ...form, [`${field}.place.a`]: '3', [`${field}.place.b`]: '1', [`${field}.place.c`]: '2' })
  const [, id] = /^\/sources\/(\w+)/.exec(added.headers.get('location')!)!
  const membersOf = async () => (await site.house.installation.store.sources.find(id!))?.config['members']
  const idOf = async (name: string) => (await site.house.installation.store.sources.findByName(name))!.id
  const [a, b, c] = [await idOf('a'), await idOf('b'), await idOf('c')]
  expect(await membersOf()).toEqual([b, c, a])
  const edit = await (await browser.get(`/sources/${id}/edit`)).text()
  expect(rowsIn(edit)).toEqual([
    ['b', true, '1'],
    ['c', true, '2'],
    ['a', true, '3'],
  ])
  // One that is moved in front of another says half of its number, or less.
  const moved = { ...form, like: id!, [`${field}.place.b`]: '1', [`${field}.place.c`]: '2', [`${field}.place.a`]: '0' }
  expect((await browser.post(`/sources/${id}`, moved)).status).toBe(303)
  expect(await membersOf()).toEqual([a, b, c])
})

test('what was put in order stays so when the form is refused, and a number that is none changes nothing', async () => {
  await using site = await openPages()
  const browser = await furnish(site)
  const form = { plugin: 'bundle', name: '', [field]: 'a\nc', [`${field}.place.a`]: '9', [`${field}.place.c`]: '1' }
  const refused = await browser.post('/sources', form)
  expect([refused.status, rowsIn(await refused.text())]).toEqual([
    400,
    [
      ['c', true, '1'],
      ['a', true, '2'],
      ['b', false, '3'],
    ],
  ])
  const odd = { ...form, name: 'odd', [`${field}.place.a`]: 'first', [`${field}.place.c`]: '' }
  expect((await browser.post('/sources', odd)).status).toBe(303)
  const { config } = (await site.house.installation.store.sources.findByName('odd'))!
  expect(config['members']).toEqual([
    (await site.house.installation.store.sources.findByName('a'))!.id,
    (await site.house.installation.store.sources.findByName('c'))!.id,
  ])
})

test('the numbers say what they are for in Chinese too, and other lists have none', async () => {
  await using site = await openPages()
  const browser = await furnish(site)
  const chinese = await (await browser.get('/sources/new?dialect=bundle&lang=zh-CN')).text()
  expect(chinese).toMatch(/aria-label="a 的次序"/)
  expect(chinese).toMatch(/id="config.members-hint">[^<]*数字/)
  expect(await (await browser.get('/sources/new?dialect=files&lang=en')).text()).not.toContain('.place.')
})
