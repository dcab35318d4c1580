import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Job } from '../../../server/domain/work.ts'
import type { JobFilter } from '../../../server/store/jobs.ts'
import type { Store } from '../../../server/store/store.ts'
import { openMemoryStore } from './memory-store.ts'
import { idOf, later, now, sampleBackup, sampleJob } from './samples.ts'

let store: Store
beforeEach(async () => {
  store = await openMemoryStore()
})
afterEach(() => store[Symbol.asyncDispose]())

const queue = (change: Partial<Job>, ...resources: string[]) => store.jobs.insert(sampleJob(change), resources)
const ids = async (filter: JobFilter) => (await store.jobs.list(filter, { limit: 100 })).map(({ id }) => Number.parseInt(id, 16))
const next = async (at = now) => Number.parseInt((await store.jobs.nextReady(at))?.id ?? '0', 16)
/** Takes a job and says whether it was to be had. */
const claim = async (number: number) => {
  const job = await store.jobs.find(idOf(number))
  return (await store.leases.claim(job!, { owner: 'o', now, leaseUntil: later(1000) })) !== null
}

test('a job comes back as it was written', async () => {
  const job = sampleJob({
    kind: 'restore',
    state: 'failed',
    trigger: 'auto',
    request: {
      kind: 'restore',
      from: { backupId: idOf(3) },
      to: { dialect: 'sqlite', config: { path: '/x' } },
      existing: 'refuse',
      tables: ['a'],
      isSafe: true,
      undoOf: null,
    },
    planId: 'p',
    targetId: 't',
    backupId: idOf(3),
    startedAt: later(1),
    finishedAt: later(2),
    result: { result: null, backupIds: [idOf(4)], safetyBackupId: null, notes: ['说明'] },
    failure: { code: 'unavailable', message: 'm', remedy: null, detail: { a: 1 } },
    reason: 'unavailable',
    warnings: 2,
    isCancelRequested: true,
    attempt: 2,
    retryOf: idOf(8),
    fence: 4,
    owner: 'o',
    leaseUntil: later(3),
  })
  await store.jobs.insert(job, [])
  expect(await store.jobs.find(job.id)).toEqual(job)
  expect(await store.jobs.find(idOf(2))).toBeNull()
})

test('jobs are found by the start of their id', async () => {
  await queue({ id: `ab${'0'.repeat(30)}` })
  await queue({ id: `abf${'0'.repeat(29)}` })
  expect(await store.jobs.findAlike('ab', 2)).toHaveLength(2)
  expect(await store.jobs.findAlike('abf', 2)).toHaveLength(1)
  expect(await store.jobs.findAlike('b', 2)).toEqual([])
})

describe('a list of jobs', () => {
  test('is chosen by each property, the newest first, and the count agrees', async () => {
    await queue({ id: idOf(1), queuedAt: later(1), planId: 'p' })
    await queue({ id: idOf(2), queuedAt: later(2), sourceId: 's', state: 'running' })
    await queue({ id: idOf(3), queuedAt: later(3), backupId: 'b', state: 'failed' })
    await queue({ id: idOf(4), queuedAt: later(4), trigger: 'auto', state: 'completed', planId: 'p' })
    await queue({ id: idOf(5), queuedAt: later(4), kind: 'verify', state: 'failed' })
    const cases: [JobFilter, number[]][] = [
      [{}, [5, 4, 3, 2, 1]],
      [{ planId: 'p' }, [4, 1]],
      [{ sourceId: 's' }, [2]],
      [{ backupId: 'b' }, [3]],
      [{ trigger: 'auto' }, [4]],
      [{ kind: 'verify' }, [5]],
      [{ states: ['failed', 'completed', 'failed'] }, [5, 4, 3]],
      [{ states: ['pending', 'running'] }, [2, 1]],
      [{ states: [] }, []],
      [{ planId: 'p', states: ['completed', 'timeout'] }, [4]],
    ]
    for (const [filter, expected] of cases) {
      expect([filter, await ids(filter)]).toEqual([filter, expected])
      expect([filter, await store.jobs.count(filter)]).toEqual([filter, expected.length])
    }
  })

  test.each([[{}], [{ states: ['failed', 'completed', 'timeout'] as const }]])(
    'is paged without loss or repetition: %j',
    async (filter) => {
      for (let at = 0; at < 45; at++)
        await queue({ id: idOf(at), queuedAt: later(Math.floor(at / 15)), state: at % 2 ? 'failed' : 'completed' })
      const expected = Array.from({ length: 45 }, (_, at) => idOf(44 - at))
      const seen: Job[] = []
      for (;;) {
        const last = seen.at(-1)
        const page = await store.jobs.list(filter, { limit: 7, after: last === undefined ? null : { at: last.queuedAt, id: last.id } })
        if (page.length === 0) break
        seen.push(...page)
      }
      expect(seen.map(({ id }) => id)).toEqual(expected)
      expect((await store.jobs.list(filter, { limit: 7, offset: 20 })).map(({ id }) => id)).toEqual(expected.slice(20, 27))
    },
  )
})

describe('the queue', () => {
  test('gives out the job that was queued first, of those queued at once the one with the lower id', async () => {
    expect(await next()).toBe(0)
    await queue({ id: idOf(3), queuedAt: later(-1) })
    await queue({ id: idOf(2) })
    await queue({ id: idOf(1) })
    for (const expected of [3, 1, 2]) {
      expect(await next()).toBe(expected)
      expect(await claim(expected)).toBe(true)
    }
    expect(await next()).toBe(0)
  })

  test('gives out no job before its time, and says when the next one comes', async () => {
    expect(await store.jobs.nextNotBefore(now)).toBeNull()
    await queue({ id: idOf(1), notBefore: later(10) })
    await queue({ id: idOf(2), notBefore: later(20) })
    expect(await next()).toBe(0)
    expect(await store.jobs.nextNotBefore(now)).toEqual(later(10))
    expect(await next(later(10))).toBe(1)
    expect(await store.jobs.nextNotBefore(later(10))).toEqual(later(20))
  })

  test('lets a job wait for a resource that is in use, and others pass', async () => {
    await queue({ id: idOf(1) }, 'a')
    await queue({ id: idOf(2), queuedAt: later(1) }, 'b', 'a', 'a')
    await queue({ id: idOf(3), queuedAt: later(2) }, 'c')
    await claim(1)
    expect(await next()).toBe(3)
    await store.leases.finish({ jobId: idOf(1), fence: 1 }, end())
    expect(await next()).toBe(2)
  })

  test('keeps the place of a job in the line for what it waits for', async () => {
    await queue({ id: idOf(1) }, 'a')
    await queue({ id: idOf(2), queuedAt: later(1) }, 'a', 'b')
    await queue({ id: idOf(3), queuedAt: later(2) }, 'b')
    await claim(1)
    // 3 could run now, but 2 was there before it.
    expect(await next()).toBe(0)
    await queue({ id: idOf(4), queuedAt: later(-1), notBefore: later(100) }, 'c')
    await queue({ id: idOf(5), queuedAt: later(3) }, 'c')
    // 4 came first, but its time has not.
    expect(await next()).toBe(5)
  })

  test('gives out nothing while a restore runs', async () => {
    await queue({ id: idOf(1), kind: 'restore', queuedAt: later(-1) }, 'a')
    await queue({ id: idOf(2) }, 'b')
    await claim(1)
    expect(await next()).toBe(0)
    expect(await claim(2)).toBe(false)
    await store.leases.finish({ jobId: idOf(1), fence: 1 }, end())
    expect(await next()).toBe(2)
  })

  test('looks beyond many that wait for one thing, soon enough', async () => {
    await store.transaction(async ({ jobs }) => {
      for (let at = 1; at <= 1000; at++) await jobs.insert(sampleJob({ id: idOf(at), queuedAt: later(at) }), ['busy'])
      await jobs.insert(sampleJob({ id: idOf(5000), queuedAt: later(5000) }), ['free'])
    })
    expect(await next()).toBe(1)
    await claim(1)
    expect(await next()).toBe(5000)
  })
})

describe('a wish to cancel', () => {
  test('ends a pending job at once and lets those behind it pass', async () => {
    await queue({ id: idOf(1) }, 'a')
    await queue({ id: idOf(2), queuedAt: later(1) }, 'a')
    expect(await store.jobs.requestCancel(idOf(1), later(5))).toBe(true)
    expect(await store.jobs.find(idOf(1))).toMatchObject({
      state: 'cancelled',
      reason: 'cancelled',
      finishedAt: later(5),
      isCancelRequested: true,
    })
    expect(await next()).toBe(2)
  })

  test('reaches whoever runs a job with its next sign of life', async () => {
    await queue({})
    await claim(1)
    const renew = () => store.leases.renew({ jobId: idOf(1), fence: 1 }, { leaseUntil: later(2000), progress: null, warnings: 0 })
    expect(await renew()).toEqual({ isCancelRequested: false })
    expect(await store.jobs.requestCancel(idOf(1), now)).toBe(true)
    expect(await store.jobs.requestCancel(idOf(1), now)).toBe(true)
    expect(await renew()).toEqual({ isCancelRequested: true })
    expect((await store.jobs.find(idOf(1)))!.state).toBe('running')
  })

  test('comes too late for a job that has ended, and for one that is not there', async () => {
    await queue({ state: 'completed' })
    expect(await store.jobs.requestCancel(idOf(1), now)).toBe(false)
    expect(await store.jobs.find(idOf(1))).toEqual(sampleJob({ state: 'completed' }))
    expect(await store.jobs.requestCancel(idOf(2), now)).toBe(false)
  })
})

test('old jobs that ended are forgotten, except those whose backup is known', async () => {
  const old = { state: 'completed', queuedAt: later(-20), finishedAt: later(-10) } as const
  for (let at = 1; at <= 4; at++) await queue({ id: idOf(at), ...old }, 'a')
  await queue({ id: idOf(5), ...old, finishedAt: later(1) })
  await queue({ id: idOf(6), queuedAt: later(-20) })
  await queue({ id: idOf(7), ...old, state: 'running', finishedAt: null })
  await store.backups.put(sampleBackup({ jobId: idOf(2) }))
  expect((await store.jobs.forgetEnded(now, 2)).sort()).toEqual([idOf(1), idOf(3)])
  expect(await store.jobs.forgetEnded(now, 2)).toEqual([idOf(4)])
  expect(await store.jobs.forgetEnded(now, 2)).toEqual([])
  expect((await ids({})).sort()).toEqual([2, 5, 6, 7])
})

function end() {
  return { state: 'completed', at: now, reason: null, failure: null, result: null, progress: null, warnings: 0, backupId: null } as const
}

test('of the backups that failed those are told after which none of their plan and source has ended', async () => {
  const put = async (number: number, change: Partial<Job>) => {
    const times = { queuedAt: later(number), finishedAt: later(number) }
    await store.jobs.insert(
      sampleJob({ id: idOf(50 + number), kind: 'backup', planId: null, sourceId: 'source-1', ...times, ...change }),
      [],
    )
  }
  await put(1, { state: 'failed', planId: 'plan-1' })
  await put(2, { state: 'timeout', planId: 'plan-1' })
  await put(3, { state: 'failed' })
  // What waits, verifies, or is of nobody, ends nothing.
  await put(4, { state: 'pending', planId: 'plan-1', finishedAt: null })
  await put(5, { state: 'failed', kind: 'verify' })
  await put(6, { state: 'failed', sourceId: null })
  const timedOut = { jobId: idOf(52), planId: 'plan-1', sourceId: 'source-1', state: 'timeout', at: later(2), isLastOfSource: false }
  const byHand = { jobId: idOf(53), planId: null, sourceId: 'source-1', state: 'failed', at: later(3), isLastOfSource: true }
  expect(await store.jobs.failing(9)).toEqual([byHand, timedOut])
  expect(await store.jobs.failing(2)).toEqual([byHand])
  await put(7, { state: 'completed' })
  expect(await store.jobs.failing(9)).toEqual([timedOut])
  await put(8, { state: 'cancelled', planId: 'plan-1' })
  expect(await store.jobs.failing(9)).toEqual([])
})
