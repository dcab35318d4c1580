import { expect, test } from 'vitest'
import { openMemoryStore } from './memory-store.ts'
import { samplePlan, sampleSource, sampleTarget } from './samples.ts'

test('sources, targets and plans are named by their ids', async () => {
  await using store = await openMemoryStore()
  expect([...(await store.sources.names())]).toEqual([])
  const source = sampleSource({ id: 's', name: 'shop' })
  const target = sampleTarget({ id: 't', name: 'disk' })
  await store.sources.insert(source)
  await store.targets.insert(target)
  await store.transaction(({ plans }) => plans.insert(samplePlan({ id: 'p', name: 'nightly', sourceIds: ['s'], targetIds: ['t'] })))
  expect([...(await store.sources.names())]).toEqual([['s', 'shop']])
  expect([...(await store.targets.names())]).toEqual([['t', 'disk']])
  expect([...(await store.plans.names())]).toEqual([['p', 'nightly']])
})
