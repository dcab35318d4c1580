import { expect, test } from 'vitest'
import { resourcesOf } from '../../../server/services/resources.ts'
import { openHouse } from '../../support/installation.ts'

const order = { kind: 'backup', planId: null, targetIds: null, mode: null, tables: null, description: '', purpose: 'regular' } as const

test('whoever backs up several sources in one keeps each of them to itself', async () => {
  await using house = await openHouse()
  const { store } = house.installation
  const shop = await house.addSource({ name: 'shop' })
  const tree = await house.addSource({ name: 'tree', dialect: 'files', identity: 'reached before' })
  const all = await house.addSource({ name: 'all', dialect: 'bundle', config: { members: [shop.id, tree.id] } })
  const whole = await resourcesOf({ ...order, sourceId: all.id }, store)
  const restore = await resourcesOf(house.restoreOf('none', shop.id), store)
  expect(whole).toEqual([`line::${all.id}`, `source:${all.id}`, `source:${shop.id}`, 'place:reached before'])
  expect(restore).toEqual([`source:${shop.id}`])
  expect(await resourcesOf({ ...order, sourceId: tree.id }, store)).toEqual([`line::${tree.id}`, 'place:reached before'])
})
