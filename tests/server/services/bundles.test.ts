import { expect, test } from 'vitest'
import { BundleService } from '../../../server/services/bundles.ts'
import { SourceService } from '../../../server/services/sources.ts'
import { type House, openHouse } from '../../support/installation.ts'

async function three(house: House) {
  const shop = await house.addSource({ name: 'shop' })
  const uploads = await house.addSource({ name: 'uploads', dialect: 'files', config: { path: house.path('uploads') } })
  const other = await house.addSource({ name: 'other' })
  return { shop, uploads, other, bundles: new BundleService(house.installation) }
}

test('a bundle is made once of the same sources, in whatever order, and found from then on', async () => {
  await using house = await openHouse()
  const { shop, uploads, other, bundles } = await three(house)
  expect(await bundles.find([shop, uploads])).toBeNull()
  const made = await bundles.ensure([shop, uploads])
  expect([made.name, made.dialect, made.config['members']]).toEqual(['shop + uploads', 'bundle', [shop.id, uploads.id]])
  expect(await bundles.ensure([uploads, shop])).toEqual(made)
  expect((await bundles.ensure([shop, uploads, other])).id).not.toBe(made.id)
  expect((await new SourceService(house.installation).list()).filter(({ dialect }) => dialect === 'bundle')).toHaveLength(2)
})

test('several that want the same one at once get the same one', async () => {
  await using house = await openHouse()
  const { shop, uploads, bundles } = await three(house)
  const made = await Promise.all([1, 2, 3].map(() => bundles.ensure([shop, uploads])))
  expect(new Set(made.map(({ id }) => id)).size).toBe(1)
})

test('one that somebody made serves, and a name that is taken by something else gets a number', async () => {
  await using house = await openHouse()
  const { shop, uploads, other, bundles } = await three(house)
  const config = { members: [uploads.id, shop.id] }
  const own = await house.addSource({ name: 'everything', dialect: 'bundle', config })
  expect((await bundles.ensure([shop, uploads])).id).toBe(own.id)
  await house.addSource({ name: 'shop + other' })
  expect((await bundles.ensure([shop, other])).name).toBe('shop + other 2')
})

test('one source alone is itself, and long names are cut', async () => {
  await using house = await openHouse()
  const { shop, bundles } = await three(house)
  expect(await bundles.ensure([shop])).toEqual(shop)
  const long = await house.addSource({ name: 'x'.repeat(100) })
  const { name } = await bundles.ensure([shop, long])
  expect([name.length, name.startsWith('shop + xxx'), name.endsWith('…')]).toEqual([90, true, true])
})

test('bundles of nothing but some sources are told from those that hold more, and what each holds', async () => {
  await using house = await openHouse()
  const { shop, uploads, other, bundles } = await three(house)
  const inner = await bundles.ensure([shop, uploads])
  const outer = await bundles.ensure([shop, uploads, other])
  expect((await bundles.within([shop, uploads])).map(({ id }) => id)).toEqual([inner.id])
  expect(await bundles.within([shop])).toEqual([])
  const dialects = await bundles.dialects()
  expect([dialects.get(shop.id), dialects.get(outer.id)]).toEqual([new Set(['sqlite']), new Set(['sqlite', 'files'])])
})
