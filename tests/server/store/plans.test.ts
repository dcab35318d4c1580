import { afterEach, beforeEach, expect, test } from 'vitest'
import { planSettingsSchema } from '../../../server/domain/plan.ts'
import type { Store } from '../../../server/store/store.ts'
import { openMemoryStore } from './memory-store.ts'
import { idOf, later, now, sampleBackup, samplePlan, sampleSource, sampleTarget } from './samples.ts'

let store: Store
beforeEach(async () => {
  store = await openMemoryStore()
  for (const id of ['source-1', 'source-2']) await store.sources.insert(sampleSource({ id }))
  for (const id of ['target-1', 'target-2']) await store.targets.insert(sampleTarget({ id }))
})
afterEach(() => store[Symbol.asyncDispose]())

test('a plan comes back as it was written, its sources and targets in their order', async () => {
  const plan = samplePlan({
    sourceIds: ['source-2', 'source-1'],
    targetIds: ['target-2', 'target-1'],
    settings: planSettingsSchema.parse({ mode: 'incremental', zone: 'Asia/Shanghai', retries: 5 }),
    isPaused: true,
    lastSlot: now,
    nextSlot: later(1),
    nextRunAt: later(2),
    nextVerifyAt: later(3),
  })
  await store.plans.insert(plan)
  expect(await store.plans.find(plan.id)).toEqual(plan)
  expect(await store.plans.findByName(plan.name)).toEqual(plan)
  expect(await store.plans.find('gone')).toBeNull()
  expect(await store.plans.findByName('gone')).toBeNull()
})

test('plans are listed by name', async () => {
  await store.plans.insert(samplePlan({ id: 'a', name: 'second' }))
  await store.plans.insert(samplePlan({ id: 'b', name: 'first' }))
  expect((await store.plans.list()).map(({ name }) => name)).toEqual(['first', 'second'])
})

test('a name that is taken is refused', async () => {
  await store.plans.insert(samplePlan({ id: 'a', name: 'nightly' }))
  await expect(store.plans.insert(samplePlan({ id: 'b', name: 'nightly' }))).rejects.toMatchObject({ code: 'conflict' })
})

test('a change replaces sources and targets and leaves the folder; a plan that is gone is not found', async () => {
  await store.plans.insert(samplePlan({ folder: 'first', sourceIds: ['source-1'], targetIds: ['target-1'] }))
  const changed = samplePlan({ folder: 'second', name: 'new', sourceIds: ['source-2'], targetIds: ['target-2', 'target-1'] })
  await store.plans.update(changed)
  expect(await store.plans.find(changed.id)).toEqual({ ...changed, folder: 'first' })
  await expect(store.plans.update(samplePlan({ id: 'gone' }))).rejects.toMatchObject({ code: 'not_found' })
})

test('a plan can not be written with a source that is not there', async () => {
  await expect(store.plans.insert(samplePlan({ sourceIds: ['gone'] }))).rejects.toThrow(/FOREIGN KEY/)
})

test('due are those whose time has come and that are not paused, the longest overdue first', async () => {
  const plans = { late: later(-10), later: later(-20), exact: now, early: later(1) }
  for (const [id, nextRunAt] of Object.entries(plans)) await store.plans.insert(samplePlan({ id, nextRunAt, nextVerifyAt: nextRunAt }))
  await store.plans.insert(samplePlan({ id: 'paused', nextRunAt: later(-30), nextVerifyAt: later(-30), isPaused: true }))
  await store.plans.insert(samplePlan({ id: 'never' }))
  expect((await store.plans.listDue(now, 10)).map(({ id }) => id)).toEqual(['later', 'late', 'exact'])
  expect((await store.plans.listDue(now, 1)).map(({ id }) => id)).toEqual(['later'])
  expect((await store.plans.listDueToVerify(now, 10)).map(({ id }) => id)).toEqual(['later', 'late', 'exact'])
})

test('the next time is the earliest of all runs and verifications of plans that are not paused', async () => {
  expect(await store.plans.nextRunAt()).toBeNull()
  await store.plans.insert(samplePlan({ id: 'paused', nextRunAt: later(1), isPaused: true }))
  expect(await store.plans.nextRunAt()).toBeNull()
  await store.plans.insert(samplePlan({ id: 'runs', nextRunAt: later(30) }))
  expect(await store.plans.nextRunAt()).toEqual(later(30))
  await store.plans.insert(samplePlan({ id: 'verifies', nextVerifyAt: later(20) }))
  expect(await store.plans.nextRunAt()).toEqual(later(20))
})

test('of many who move a plan on from one slot, exactly one does', async () => {
  await store.plans.insert(samplePlan({ nextSlot: now, nextRunAt: now, nextVerifyAt: now }))
  const change = { lastSlot: now, nextSlot: later(1000), nextRunAt: later(1500) }
  const advances = await Promise.all(Array.from({ length: 20 }, () => store.plans.advance('plan-1', now, change)))
  expect(advances.filter(Boolean)).toHaveLength(1)
  expect(await store.plans.find('plan-1')).toMatchObject(change)
  const verifies = await Promise.all(Array.from({ length: 20 }, () => store.plans.advanceVerify('plan-1', now, null)))
  expect(verifies.filter(Boolean)).toHaveLength(1)
  expect((await store.plans.find('plan-1'))!.nextVerifyAt).toBeNull()
})

test('a plan that is paused is not moved on', async () => {
  await store.plans.insert(samplePlan({ nextSlot: now, nextVerifyAt: now, isPaused: true }))
  expect(await store.plans.advance('plan-1', now, { lastSlot: now, nextSlot: null, nextRunAt: null })).toBe(false)
  expect(await store.plans.advanceVerify('plan-1', now, null)).toBe(false)
})

test('the plans that use a source or a target are named', async () => {
  await store.plans.insert(samplePlan({ id: 'a', name: 'z', sourceIds: ['source-1'], targetIds: ['target-1'] }))
  await store.plans.insert(samplePlan({ id: 'b', name: 'y', sourceIds: ['source-1', 'source-2'] }))
  expect(await store.plans.namesUsing('source', 'source-1')).toEqual(['y', 'z'])
  expect(await store.plans.namesUsing('target', 'target-1')).toEqual(['z'])
  expect(await store.plans.namesUsing('target', 'target-2')).toEqual([])
})

test('a plan that is removed leaves its backups behind, which then belong to none', async () => {
  await store.plans.insert(samplePlan({ sourceIds: ['source-1'], targetIds: ['target-1'] }))
  await store.backups.put(sampleBackup({ planId: 'plan-1' }))
  await store.plans.remove('plan-1')
  expect(await store.backups.find(idOf(1))).toMatchObject({ planId: null })
  await store.sources.remove('source-1')
  expect(await store.plans.list()).toEqual([])
})

test('more plans than one query takes are read whole', async () => {
  await store.transaction(async (nouns) => {
    for (let at = 0; at < 1100; at++) await nouns.plans.insert(samplePlan({ id: `p${at}`, sourceIds: ['source-1'] }))
  })
  const plans = await store.plans.list()
  expect(plans).toHaveLength(1100)
  expect(plans.every(({ sourceIds }) => sourceIds.length === 1)).toBe(true)
})
