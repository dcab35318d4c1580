import { expect, test } from 'vitest'
import { ContractPlanService } from '../../../server/services/contract-plans.ts'
import { PlanService } from '../../../server/services/plans.ts'
import { openHouse } from '../../support/installation.ts'

async function withPlans() {
  const house = await openHouse()
  await house.addSource({ name: 'shop' })
  await house.addTarget({ name: 'near' })
  const order = {
    title: 'nightly',
    sources: ['shop'],
    targets: ['near'],
    settings: { schedule: { kind: 'cron' as const, expression: '0 3 * * *' } },
    isEnabled: true,
    options: { type: 'full' },
  }
  return { house, order, plans: new ContractPlanService(house.installation) }
}

test('a plan of a contract is a plan like all others, under a number of its own', async () => {
  const { house, order, plans } = await withPlans()
  await using _ = house
  const one = await plans.add('a', order, 'user:1')
  const two = await plans.add('a', { ...order, isEnabled: false }, null)
  expect([one.number, one.plan.name, one.plan.isPaused, one.plan.nextRunAt !== null]).toEqual([1, 'nightly', false, true])
  expect([two.number, two.plan.name, two.plan.isPaused, two.plan.nextRunAt]).toEqual([2, 'nightly 2', true, null])
  expect((await plans.list('a')).map(({ number, actor, options }) => [number, actor, options])).toEqual([
    [1, 'user:1', { type: 'full' }],
    [2, null, { type: 'full' }],
  ])
  expect(await plans.list('d')).toEqual([])
  await expect(plans.find('d', 1)).rejects.toMatchObject({ code: 'not_found' })
  await new PlanService(house.installation).remove('nightly', { isForced: false })
  await expect(plans.find('a', 1)).rejects.toMatchObject({ code: 'not_found' })
})

test('it is changed in one go, pause included, and goes with what it was made for', async () => {
  const { house, order, plans } = await withPlans()
  await using _ = house
  const { number } = await plans.add('e', order, null)
  const paused = await plans.change('e', number, { isEnabled: false, options: { type: 'partial' } })
  expect([paused.plan.isPaused, paused.plan.nextRunAt, paused.options]).toEqual([true, null, { type: 'partial' }])
  await expect(
    plans.change('e', number, { settings: { schedule: { kind: 'cron', expression: '0 3 30 2 *' } }, isEnabled: true }),
  ).rejects.toThrow()
  expect((await plans.find('e', number)).plan.isPaused).toBe(true)
  const again = await plans.change('e', number, { isEnabled: true })
  expect(again.plan.nextRunAt).not.toBeNull()
  await plans.remove('e', number)
  expect(await plans.list('e')).toEqual([])
})
