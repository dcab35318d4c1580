import { expect, test } from 'vitest'
import { openMemoryStore } from './memory-store.ts'
import { idOf, later, sampleBackup, sampleJob } from './samples.ts'

async function queued(at: number, change: Parameters<typeof sampleJob>[0] = {}) {
  return sampleJob({ id: idOf(at), queuedAt: later(at), ...change })
}

test('a backup has its number from the moment on which it was asked for, and keeps it when it is there', async () => {
  await using store = await openMemoryStore()
  await store.jobs.insert(await queued(1, { requestedBy: 'user:1' }), [])
  await store.jobs.insert(await queued(2), [])
  await store.backups.put(sampleBackup({ id: idOf(20), jobId: idOf(2) }))
  await store.backups.put(sampleBackup({ id: idOf(20), jobId: idOf(2), description: 'found again' }))
  const all = await store.records.list({}, { limit: 10 })
  expect(all.map(({ number, jobId, backupId, actor }) => [number, jobId, backupId, actor])).toEqual([
    [2, idOf(2), idOf(20), null],
    [1, idOf(1), null, 'user:1'],
  ])
})

test('a backup that nobody asked for gets a number of its own, also beside the one that its job made', async () => {
  await using store = await openMemoryStore()
  await store.jobs.insert(await queued(1, { kind: 'restore' }), [])
  await store.backups.put(sampleBackup({ id: idOf(10), jobId: idOf(1), purpose: 'safety' }))
  await store.backups.put(sampleBackup({ id: idOf(11), jobId: null }))
  expect(await store.records.numbersOf([idOf(10), idOf(11), idOf(12)])).toEqual(
    new Map([
      [idOf(10), 1],
      [idOf(11), 2],
    ]),
  )
})

test('numbers are never given out twice, whatever was forgotten', async () => {
  await using store = await openMemoryStore()
  await store.backups.put(sampleBackup({ id: idOf(10) }))
  await store.backups.forget(idOf(10))
  expect(await store.records.find(1)).toBeNull()
  await store.backups.put(sampleBackup({ id: idOf(10) }))
  expect((await store.records.list({}, { limit: 10 })).map(({ number }) => number)).toEqual([2])
})

test('what is being removed is not shown any more', async () => {
  await using store = await openMemoryStore()
  await store.backups.put(sampleBackup({ id: idOf(10) }))
  expect(await store.records.count({})).toBe(1)
  await store.backups.markForRemoval(idOf(10))
  expect(await store.records.count({})).toBe(0)
  expect(await store.records.find(1)).toBeNull()
})

test('they are filtered by source, trigger, state, scope and time', async () => {
  await using store = await openMemoryStore()
  await store.jobs.insert(await queued(1, { state: 'failed', sourceId: 'a' }), [])
  await store.jobs.insert(await queued(2, { state: 'running', sourceId: 'b', trigger: 'auto' }), [])
  await store.jobs.insert(await queued(3, { sourceId: 'b' }), [])
  await store.backups.put(sampleBackup({ id: idOf(30), jobId: idOf(3), scope: 'partial' }))
  await store.records.note(1, { scope: 'full', name: 'mine' })
  const numbers = async (filter: Parameters<typeof store.records.list>[0]) =>
    (await store.records.list(filter, { limit: 10 })).map(({ number }) => number)
  expect(await numbers({ sourceIds: ['b'] })).toEqual([3, 2])
  expect(await numbers({ trigger: 'auto' })).toEqual([2])
  expect(await numbers({ state: 'kept' })).toEqual([3])
  expect(await numbers({ state: ['failed', 'cancelled'] })).toEqual([1])
  expect(await numbers({ scopes: ['partial'] })).toEqual([3])
  expect(await numbers({ scopes: ['full'] })).toEqual([1])
  expect(await numbers({ from: later(2) })).toEqual([3, 2])
  expect(await numbers({ to: later(2) })).toEqual([1])
  expect(await store.records.count({ sourceIds: ['a', 'b'], state: 'kept' })).toBe(1)
})

test('the record of a backup that never came can be forgotten, that of one which is there can not', async () => {
  await using store = await openMemoryStore()
  await store.jobs.insert(await queued(1, { state: 'failed' }), [])
  await store.backups.put(sampleBackup({ id: idOf(10) }))
  await store.records.forget(1)
  await store.records.forget(2)
  expect((await store.records.list({}, { limit: 10 })).map(({ number }) => number)).toEqual([2])
})
