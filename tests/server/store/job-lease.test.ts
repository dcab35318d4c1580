import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { JobEnd } from '../../../server/store/job-lease.ts'
import type { Store } from '../../../server/store/store.ts'
import { openMemoryStore } from './memory-store.ts'
import { idOf, later, now, sampleBackup, sampleJob } from './samples.ts'

let store: Store
beforeEach(async () => {
  store = await openMemoryStore()
})
afterEach(() => store[Symbol.asyncDispose]())

const by = (owner: string) => ({ owner, now, leaseUntil: later(1000) })
const end: JobEnd = {
  state: 'completed_with_warnings',
  at: later(500),
  reason: 'r',
  failure: null,
  result: { result: null, backupIds: [idOf(4)], safetyBackupId: null, notes: [] },
  progress: null,
  warnings: 3,
  backupId: idOf(4),
}

async function claimed(number = 1, ...resources: string[]) {
  const job = sampleJob({ id: idOf(number) })
  await store.jobs.insert(job, resources)
  return (await store.leases.claim(job, by('owner')))!
}

test('of many who claim a job, exactly one gets it', async () => {
  const job = sampleJob()
  await store.jobs.insert(job, [])
  const leases = await Promise.all(Array.from({ length: 20 }, (_, at) => store.leases.claim(job, by(`owner ${at}`))))
  expect(leases.filter((lease) => lease !== null)).toEqual([{ jobId: job.id, fence: 1 }])
  const running = await store.jobs.find(job.id)
  expect(running).toMatchObject({ state: 'running', fence: 1, startedAt: now, leaseUntil: later(1000) })
  expect(running!.owner).toBe(`owner ${leases.findIndex((lease) => lease !== null)}`)
})

test('a job can not be claimed by what was known of it before it changed', async () => {
  await store.jobs.insert(sampleJob({ fence: 2 }), [])
  expect(await store.leases.claim(sampleJob({ fence: 1 }), by('o'))).toBeNull()
})

test('a job can not be claimed while another one that was chosen before holds its resource', async () => {
  const [first, second] = [sampleJob({ id: idOf(1) }), sampleJob({ id: idOf(2) })]
  await store.jobs.insert(first, ['a', 'b'])
  await store.jobs.insert(second, ['b', 'c'])
  expect(await store.leases.claim(second, by('x'))).not.toBeNull()
  expect(await store.leases.claim(first, by('y'))).toBeNull()
  expect((await store.jobs.find(first.id))!.state).toBe('pending')
})

test('renewing prolongs the lease and keeps how far the job is', async () => {
  const lease = await claimed()
  const progress = { step: 'backup', at: now.toISOString() } as never
  expect(await store.leases.renew(lease, { leaseUntil: later(9000), progress, warnings: 2 })).toEqual({ isCancelRequested: false })
  expect(await store.jobs.find(lease.jobId)).toMatchObject({ leaseUntil: later(9000), progress, warnings: 2 })
})

test('a job ends once, with all that came of it, and gives back its resources', async () => {
  const lease = await claimed(1, 'a')
  await store.jobs.insert(sampleJob({ id: idOf(2) }), ['a'])
  expect(await store.jobs.nextReady(now)).toBeNull()
  await store.leases.finish(lease, end)
  expect(await store.jobs.find(lease.jobId)).toMatchObject({
    state: 'completed_with_warnings',
    finishedAt: later(500),
    reason: 'r',
    result: end.result,
    warnings: 3,
    backupId: idOf(4),
    owner: null,
    leaseUntil: null,
  })
  expect((await store.jobs.nextReady(now))?.id).toBe(idOf(2))
  await expect(store.leases.finish(lease, { ...end, state: 'failed' })).rejects.toMatchObject({ code: 'conflict' })
  expect((await store.jobs.find(lease.jobId))!.state).toBe('completed_with_warnings')
})

test('an end that names no backup leaves the one that the job is about', async () => {
  const job = sampleJob({ backupId: idOf(7) })
  await store.jobs.insert(job, [])
  const lease = await store.leases.claim(job, by('o'))
  await store.leases.finish(lease!, { ...end, backupId: null })
  expect((await store.jobs.find(job.id))!.backupId).toBe(idOf(7))
})

describe('a sweep', () => {
  test('ends jobs whose lease ran out or whose owner is gone, and no others', async () => {
    for (const [number, owner] of [
      [1, 'alive'],
      [2, 'gone'],
      [3, 'late'],
    ] as const) {
      const job = sampleJob({ id: idOf(number) })
      await store.jobs.insert(job, [])
      await store.leases.claim(job, { owner, now, leaseUntil: later(owner === 'late' ? 10 : 1000) })
    }
    await store.jobs.insert(sampleJob({ id: idOf(4) }), [])
    const swept = await store.leases.sweep(later(10), (owner) => owner === 'gone')
    expect(swept.map(({ id, state, owner }) => [id, state, owner])).toEqual([
      [idOf(2), 'running', 'gone'],
      [idOf(3), 'running', 'late'],
    ])
    expect(await store.jobs.find(idOf(3))).toMatchObject({
      state: 'failed',
      reason: 'interrupted',
      finishedAt: later(10),
      owner: null,
      failure: { code: 'unavailable' },
    })
    expect((await store.jobs.list({ states: ['running'] }, { limit: 10 })).map(({ id }) => id)).toEqual([idOf(1)])
    expect(await store.leases.sweep(later(10), (owner) => owner === 'gone')).toEqual([])
  })

  test('takes everything from an owner that slept: it renews, requires and finishes nothing, nor writes beside it', async () => {
    const lease = await claimed(1, 'a')
    await store.leases.require(lease)
    await store.leases.sweep(later(1000), () => false)
    const lost = { code: 'conflict', detail: { lost: true } }
    expect(await store.leases.renew(lease, { leaseUntil: later(9000), progress: null, warnings: 0 })).toBeNull()
    await expect(store.leases.require(lease)).rejects.toMatchObject(lost)
    const commit = store.transaction(async (nouns) => {
      await nouns.backups.put(sampleBackup())
      await nouns.leases.finish(lease, end)
    })
    await expect(commit).rejects.toMatchObject(lost)
    expect(await store.backups.count({})).toBe(0)
    expect(await store.jobs.find(lease.jobId)).toMatchObject({ state: 'failed', reason: 'interrupted', fence: 2 })
  })

  test('that nobody made leaves a late owner its job', async () => {
    const lease = await claimed()
    expect(await store.leases.renew(lease, { leaseUntil: later(99_000), progress: null, warnings: 0 })).not.toBeNull()
    expect(await store.leases.sweep(later(50_000), () => false)).toEqual([])
  })

  test('gives back what the dead held', async () => {
    await claimed(1, 'a')
    await store.jobs.insert(sampleJob({ id: idOf(2) }), ['a'])
    await store.leases.sweep(later(1000), () => false)
    expect((await store.jobs.nextReady(now))?.id).toBe(idOf(2))
  })
})
