import { cp, rename, rm } from 'node:fs/promises'
import { expect, test } from 'vitest'
import type { JobEvent } from '../../../server/domain/job.ts'
import type { House } from '../../support/installation.ts'
import { addKept, backUpDaily, openKeepingHouse, removeNamed, verify } from './keeping-house.ts'

async function rescan(house: House, targetId: string) {
  return house.finish({ kind: 'rescan', targetId })
}

test('after the metadata is lost every backup comes back with its chain, its trust and its measured recovery time', async () => {
  await using house = await openKeepingHouse()
  const kept = await addKept(house)
  const chain = await backUpDaily(house, kept, { days: 3, mode: 'incremental' })
  await verify(house, chain[1]!)
  const before = await Promise.all(chain.map(({ id }) => house.installation.store.backups.find(id)))
  await using fresh = await openKeepingHouse()
  const source = await fresh.addSource({ ...kept.source, id: fresh.installation.newId(), identity: chain[0]!.source.digest })
  const target = await fresh.addTarget({ name: 'again', config: { path: house.path('near') } })
  const plan = await fresh.addPlan({ name: 'reborn', folder: 'nightly', sourceIds: [source.id], targetIds: [target.id] })
  const job = await rescan(fresh, target.id)
  expect(job).toMatchObject({ state: 'completed' })
  const after = await Promise.all(chain.map(({ id }) => fresh.installation.store.backups.find(id)))
  expect(after).toEqual(before.map((backup) => ({ ...backup, sourceId: source.id, planId: plan.id, jobId: null })))
  expect(after[1]!.trust).toBe('proven')
  const [evidence] = await fresh.installation.store.verifications.list(chain[1]!.id, 9)
  const [original] = await house.installation.store.verifications.list(chain[1]!.id, 9)
  expect(evidence).toMatchObject({ isPassed: true, level: 'proven', durationMs: original!.durationMs })
  expect((await fresh.installation.store.targets.find(target.id))!.identity).not.toBeNull()
  expect(await verify(fresh, chain[2]!)).toMatchObject({ state: 'completed' })
  const again = await rescan(fresh, target.id)
  expect(again.result?.backupIds, 'a second look finds nothing new').toEqual([])
})

test('a copy that vanished is called missing with a warning, and kept again once it is back', async () => {
  await using house = await openKeepingHouse()
  const kept = await addKept(house)
  const [backup] = await backUpDaily(house, kept, { days: 1 })
  const { id } = kept.targets[0]!
  const { copies } = house.installation.store
  const record = house.path('near', 'nightly', `${backup!.name}.json`)
  await rescan(house, id)
  await rename(record, house.path('aside'))
  expect(await rescan(house, id)).toMatchObject({ state: 'completed_with_warnings' })
  expect(await copies.list(backup!.id)).toMatchObject([{ state: 'missing' }])
  await rename(house.path('aside'), record)
  expect(await rescan(house, id)).toMatchObject({ state: 'completed' })
  expect(await copies.list(backup!.id)).toMatchObject([{ state: 'kept', reason: null }])
  await rm(house.path('near', 'nightly', backup!.name))
  await rescan(house, id)
  expect(await copies.list(backup!.id), 'a record without its archive').toMatchObject([{ state: 'missing' }])
})

test('a target that is another one, or that is away, makes no copy missing', async () => {
  await using house = await openKeepingHouse()
  const kept = await addKept(house)
  const [backup] = await backUpDaily(house, kept, { days: 1 })
  const { id } = kept.targets[0]!
  await rescan(house, id)
  await rename(house.path('near'), house.path('unplugged'))
  expect(await rescan(house, id)).toMatchObject({ state: 'failed', reason: 'unavailable' })
  await cp(house.path('unplugged'), house.path('near'), { recursive: true })
  await rm(house.path('near', 'nightly'), { recursive: true })
  await rm(house.path('near', 'holdfast-target.json'))
  expect(await rescan(house, id)).toMatchObject({ state: 'failed', reason: 'unavailable' })
  expect(await house.installation.store.copies.list(backup!.id)).toMatchObject([{ state: 'kept' }])
})

test('what was removed while it was being listed is not taken in again', async () => {
  await using house = await openKeepingHouse()
  const kept = await addKept(house)
  const [backup] = await backUpDaily(house, kept, { days: 1 })
  await using watching = await openKeepingHouse({
    steps: (specification, signal) => {
      const step = house.startStep(specification, signal)
      if (specification.kind !== 'scan') return step
      return { ...step, events: lateEvents(step.events) }
    },
  })
  const target = await watching.addTarget({ name: 'same', config: { path: house.path('near') } })
  async function* lateEvents(events: AsyncIterable<JobEvent>) {
    for await (const event of events) {
      if (event.type === 'found') {
        const now = watching.clock.now()
        const removed = { backupId: backup!.id, backupName: backup!.name, planId: null, sizeBytes: 1, reason: 'a test', failure: null }
        await watching.installation.store.cleanups.insert({ ...removed, id: watching.installation.newId(), at: now, outcome: 'removed' })
      }
      yield event
    }
  }
  await rescan(watching, target.id)
  expect(await watching.installation.store.backups.find(backup!.id)).toBeNull()
})

test('what a person removed is gone for a rescan too', async () => {
  await using house = await openKeepingHouse()
  const kept = await addKept(house)
  const backups = await backUpDaily(house, kept, { days: 2 })
  await verify(house, backups[0]!, 'stored')
  await removeNamed(house, [backups[0]!])
  const job = await rescan(house, kept.targets[0]!.id)
  expect(job).toMatchObject({ state: 'completed', result: { backupIds: [] } })
})

test('a target without an identity that holds nothing of what is known is taken for another one', async () => {
  await using house = await openKeepingHouse()
  const kept = await addKept(house)
  const [backup] = await backUpDaily(house, kept, { days: 1 })
  const { id } = kept.targets[0]!
  const { copies, targets } = house.installation.store
  await targets.update({ ...(await targets.find(id))!, identity: null })
  await rename(house.path('near'), house.path('unplugged'))
  expect(await rescan(house, id)).toMatchObject({ state: 'failed', reason: 'unavailable' })
  expect(await copies.list(backup!.id)).toMatchObject([{ state: 'kept' }])
  expect(await targets.find(id)).toMatchObject({ identity: null })
  await rm(house.path('near'), { recursive: true, force: true })
  await rename(house.path('unplugged'), house.path('near'))
  expect(await rescan(house, id)).toMatchObject({ state: 'completed' })
  expect(await targets.find(id)).toMatchObject({ identity: expect.any(String) })
})

test('backups are proven, found and removed through steps in processes of their own as well', async () => {
  await using house = await openKeepingHouse({ steps: 'process' })
  const kept = await addKept(house)
  const [one, other] = await backUpDaily(house, kept, { days: 2 })
  expect(await verify(house, other!, 'parsed')).toMatchObject({ state: 'completed' })
  await house.installation.store.backups.forget(other!.id)
  expect(await rescan(house, kept.targets[0]!.id)).toMatchObject({ state: 'completed', result: { backupIds: [other!.id] } })
  expect(await house.installation.store.backups.find(other!.id)).toMatchObject({ trust: 'parsed' })
  expect(await removeNamed(house, [one!])).toMatchObject({ state: 'completed' })
  expect(await house.installation.store.backups.find(one!.id)).toBeNull()
})
