import { expect, test } from 'vitest'
import { openPlace, untested, withPlan } from './place.ts'

test('what is saved as it was has not been changed, what is saved otherwise has', async () => {
  await using place = await openPlace()
  const { source, target, plan } = await withPlan(place)
  place.clock.time = new Date(place.clock.time.getTime() + 60_000)
  const saved = async () => [await place.sources.show(source.id), await place.targets.show(target.id), await place.plans.find(plan.id)]
  await place.sources.change(source.id, { name: source.name, config: source.config }, untested)
  await place.targets.change(
    target.id,
    { name: target.name, config: target.config, prefix: target.prefix },
    { ...untested, isRebound: false },
  )
  await place.plans.change(plan.id, { name: plan.name, settings: plan.settings, sources: [source.id] })
  expect(await saved()).toEqual([source, target, plan])
  await place.sources.change(source.id, { name: 'another' }, untested)
  await place.targets.change(target.id, { name: 'another' }, { ...untested, isRebound: false })
  await place.plans.change(plan.id, { name: 'another' })
  const changed = (await saved()).map(({ name, updatedAt }) => ({ name, updatedAt }))
  expect(changed).toEqual(Array(3).fill({ name: 'another', updatedAt: place.clock.time }))
})
