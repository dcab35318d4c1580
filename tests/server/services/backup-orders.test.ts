import { expect, test } from 'vitest'
import { ordersOf } from '../../../server/services/backup-orders.ts'
import { openHouse } from '../../support/installation.ts'

const plain = { mode: null, tables: null, description: '' }

test('a wish without words means the first database and the first target, or what was chosen for contract C', async () => {
  await using house = await openHouse()
  await house.addSource({ name: 'tree', dialect: 'files' })
  const shop = await house.addSource({ name: 'shop' })
  await expect(ordersOf({ source: 'shop' }, house.installation)).rejects.toMatchObject({ code: 'conflict' })
  const near = await house.addTarget({ name: 'near' })
  await house.addTarget({ name: 'far' })
  expect(await ordersOf({}, house.installation)).toEqual([{ ...plain, sourceId: shop.id, planId: null, targetIds: [near.id] }])
  expect(await ordersOf({ source: 'tree', targets: ['far', 'near', 'far'] }, house.installation)).toMatchObject([
    { targetIds: [expect.any(String), near.id] },
  ])
})

test('a scope without a source means the first one of it', async () => {
  await using house = await openHouse()
  await house.addTarget({ name: 'near' })
  await house.addSource({ name: 'shop' })
  const tree = await house.addSource({ name: 'tree', dialect: 'files' })
  await house.addSource({ name: 'other tree', dialect: 'files' })
  const own = await house.addSource({ name: 'holdfast', dialect: 'settings' })
  expect(await ordersOf({ scope: 'files' }, house.installation)).toMatchObject([{ sourceId: tree.id }])
  expect(await ordersOf({ scope: 'settings' }, house.installation)).toMatchObject([{ sourceId: own.id }])
  await expect(ordersOf({ scope: 'files', source: 'shop' }, house.installation)).rejects.toMatchObject({ detail: { fields: ['scope'] } })
})

test('a full backup is that of the one bundle that a source belongs to', async () => {
  await using house = await openHouse()
  await house.addTarget({ name: 'near' })
  const shop = await house.addSource({ name: 'shop' })
  const tree = await house.addSource({ name: 'tree', dialect: 'files' })
  await expect(ordersOf({ scope: 'full' }, house.installation)).rejects.toMatchObject({ code: 'invalid', detail: { fields: ['scope'] } })
  const all = await house.addSource({ name: 'all', dialect: 'bundle', config: { members: [shop.id, tree.id] } })
  for (const wish of [{}, { source: 'shop' }, { source: 'tree' }, { source: 'all' }]) {
    expect(await ordersOf({ ...wish, scope: 'full' }, house.installation)).toMatchObject([{ sourceId: all.id }])
  }
  await house.addSource({ name: 'more', dialect: 'bundle', config: { members: [shop.id] } })
  await expect(ordersOf({ source: 'shop', scope: 'full' }, house.installation)).rejects.toMatchObject({ detail: { fields: ['source'] } })
  expect(await ordersOf({ source: 'all', scope: 'full' }, house.installation)).toMatchObject([{ sourceId: all.id }])
})

test('a plan has an order for each of its sources, and one that has none has nothing to back up', async () => {
  await using house = await openHouse()
  const near = await house.addTarget({ name: 'near' })
  const shop = await house.addSource({ name: 'shop' })
  const depot = await house.addSource({ name: 'depot' })
  const plan = await house.addPlan({ name: 'nightly', sourceIds: [shop.id, depot.id], targetIds: [near.id] })
  await house.addPlan({ name: 'idle', sourceIds: [], targetIds: [near.id] })
  const orders = await ordersOf({ plan: 'nightly', mode: 'full', description: 'x' }, house.installation)
  expect(new Set(orders.map(({ sourceId }) => sourceId))).toEqual(new Set([shop.id, depot.id]))
  for (const order of orders) expect(order).toMatchObject({ planId: plan.id, targetIds: null, mode: 'full', description: 'x' })
  await expect(ordersOf({ plan: 'idle' }, house.installation)).rejects.toMatchObject({ code: 'invalid', detail: { fields: ['plan'] } })
  await expect(ordersOf({ plan: 'nightly', scope: 'files' }, house.installation)).rejects.toMatchObject({ detail: { fields: ['scope'] } })
})
