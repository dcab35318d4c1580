import { expect, test } from 'vitest'
import { ContractScheduleService, type ContractScheduleStart } from '../../../server/services/contract-schedule.ts'
import { openHouse } from '../../support/installation.ts'

const start: ContractScheduleStart = {
  title: 'Nightly',
  isEnabled: false,
  options: { colour: 'red' },
  settings: { schedule: { kind: 'daily', time: '03:00' }, codec: 'deflate' },
}

test('there is none until it is made, and then always the same one', async () => {
  await using house = await openHouse()
  const [source, target] = [await house.addSource({ name: 'shop' }), await house.addTarget({ name: 'disk' })]
  const service = new ContractScheduleService(house.installation, 'b')
  expect(await service.find()).toBeNull()
  const made = await service.ensure(start, 'user:3')
  expect(made).toMatchObject({ actor: 'user:3', options: { colour: 'red' } })
  expect(made.plan).toMatchObject({ name: 'Nightly', isPaused: true, sourceIds: [source.id], targetIds: [target.id] })
  expect(await service.ensure({ ...start, title: 'Other' }, null)).toEqual(made)
  expect(await service.find()).toEqual(made)
  expect(await new ContractScheduleService(house.installation, 'e').find()).toBeNull()
})

test('a change is laid over what is there, and over the start where nothing is', async () => {
  await using house = await openHouse()
  await house.addSource({ name: 'shop' })
  await house.addTarget({ name: 'disk' })
  const service = new ContractScheduleService(house.installation, 'b')
  const seen: unknown[] = []
  const change = (retention: { keepDays: number }) =>
    service.change(
      (found) => {
        seen.push(found?.number ?? null)
        return { isEnabled: true, settings: { retention } }
      },
      start,
      null,
    )
  const made = await change({ keepDays: 5 })
  expect(made.plan).toMatchObject({ isPaused: false, settings: { codec: 'deflate', retention: { keepDays: 5 } } })
  const changed = await change({ keepDays: 6 })
  expect(changed).toMatchObject({ number: made.number, options: { colour: 'red' } })
  expect(changed.plan.settings).toMatchObject({ codec: 'deflate', retention: { keepDays: 6 } })
  expect(seen).toEqual([null, made.number])
})

test('many that make it at once get one', async () => {
  await using house = await openHouse()
  await house.addSource({ name: 'shop' })
  await house.addTarget({ name: 'disk' })
  const service = new ContractScheduleService(house.installation, 'b')
  const made = await Promise.all(Array.from({ length: 5 }, () => service.ensure(start, null)))
  expect(new Set(made.map(({ number }) => number)).size).toBe(1)
})

test('with nothing to act on there is none to make', async () => {
  await using house = await openHouse()
  const service = new ContractScheduleService(house.installation, 'b')
  await expect(service.ensure(start, null)).rejects.toMatchObject({ code: 'conflict' })
  expect(await house.installation.store.plans.list()).toEqual([])
})

test('where the plan was given another source by hand, it is brought back to what the contract acts on', async () => {
  await using house = await openHouse()
  const source = await house.addSource({ name: 'shop' })
  const other = await house.addSource({ name: 'other' })
  await house.addTarget({ name: 'disk' })
  const service = new ContractScheduleService(house.installation, 'b')
  const { plan } = await service.ensure(start, null)
  await house.installation.store.transaction((nouns) => nouns.plans.update({ ...plan, sourceIds: [other.id] }))
  expect((await service.ensure(start, null)).plan.sourceIds).toEqual([source.id])
})
