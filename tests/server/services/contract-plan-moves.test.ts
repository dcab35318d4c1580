import { expect, test } from 'vitest'
import { BundleService } from '../../../server/services/bundles.ts'
import { ContractPlanService } from '../../../server/services/contract-plans.ts'
import { ContractSettingsService } from '../../../server/services/contract-settings.ts'
import { PlanService } from '../../../server/services/plans.ts'
import { type House, openHouse } from '../../support/installation.ts'

async function scheduled(house: House, source: string, target: string) {
  const order = { title: 'Daily', isEnabled: true, options: {}, sources: [source], targets: [target] }
  const settings = { schedule: { kind: 'daily', time: '03:00' }, zone: 'UTC' } as const
  return (await new ContractPlanService(house.installation).add('b', { ...order, settings }, null)).plan
}

test('another source, target or zone that is chosen for a contract is that of its schedules too', async () => {
  await using house = await openHouse()
  const [first, second] = [await house.addSource({ name: 'first' }), await house.addSource({ name: 'second' })]
  const [disk, cloud] = [await house.addTarget({ name: 'disk' }), await house.addTarget({ name: 'cloud' })]
  const settings = new ContractSettingsService(house.installation)
  await settings.change({ zone: 'UTC' })
  const plans = new PlanService(house.installation)
  const { id, nextRunAt } = await scheduled(house, first.id, disk.id)
  expect(nextRunAt?.toISOString()).toBe('2026-01-03T03:00:00.000Z')
  await settings.change({ contracts: { b: { source: 'second' } } })
  expect(await plans.find(id)).toMatchObject({ sourceIds: [second.id], targetIds: [disk.id] })
  await settings.change({ contracts: { b: { target: 'cloud' } }, zone: 'Asia/Shanghai' })
  const moved = await plans.find(id)
  expect(moved).toMatchObject({ sourceIds: [second.id], targetIds: [cloud.id], settings: { zone: 'Asia/Shanghai' } })
  expect(moved.nextRunAt?.toISOString()).toBe('2026-01-02T19:00:00.000Z')
  await settings.change({ contracts: { b: { source: null, target: null } } })
  expect(await plans.find(id)).toMatchObject({ sourceIds: [first.id], targetIds: [disk.id] })
})

test('a schedule of several sources together is of those that are chosen now, together', async () => {
  await using house = await openHouse()
  const [first, second] = [await house.addSource({ name: 'first' }), await house.addSource({ name: 'second' })]
  const files = await house.addSource({ name: 'files', dialect: 'files', config: { path: house.path('files') } })
  const disk = await house.addTarget({ name: 'disk' })
  const bundles = new BundleService(house.installation)
  const { id } = await scheduled(house, (await bundles.ensure([first, files])).id, disk.id)
  const settings = new ContractSettingsService(house.installation)
  const plans = new PlanService(house.installation)
  await settings.change({ contracts: { b: { source: 'second' } } })
  const moved = await bundles.find([second, files])
  expect((await plans.find(id)).sourceIds).toEqual([moved?.id])
  await settings.change({ contracts: { b: { source: null } } })
  expect((await plans.find(id)).sourceIds).toEqual([(await bundles.find([first, files]))?.id])
})

test('plans of other contracts, other plans, and what somebody chose for a plan stay', async () => {
  await using house = await openHouse()
  const sources = [
    await house.addSource({ name: 'first' }),
    await house.addSource({ name: 'second' }),
    await house.addSource({ name: 'third' }),
  ]
  const disk = await house.addTarget({ name: 'disk' })
  const settings = new ContractSettingsService(house.installation)
  const plans = new PlanService(house.installation)
  const chosen = await scheduled(house, sources[2]!.id, disk.id)
  await plans.change(chosen.id, { settings: { zone: 'Europe/Berlin' } })
  const own = await house.addPlan({ name: 'own', sourceIds: [sources[0]!.id], targetIds: [disk.id] })
  await settings.change({ contracts: { a: { source: 'second' }, b: { source: 'second' } }, zone: 'Asia/Shanghai' })
  expect(await plans.find(chosen.id)).toMatchObject({ sourceIds: [sources[2]!.id], settings: { zone: 'Europe/Berlin' } })
  expect(await plans.find(own.id)).toEqual(own)
})
