import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Verification } from '../../../server/domain/backup.ts'
import type { Store } from '../../../server/store/store.ts'
import { openMemoryStore } from './memory-store.ts'
import { idOf, later, now, sampleBackup, sampleCleanup, sampleCopy, sampleJob, sampleTarget, sampleVerification } from './samples.ts'

let store: Store
beforeEach(async () => {
  store = await openMemoryStore()
  for (const id of ['target-1', 'target-2']) await store.targets.insert(sampleTarget({ id }))
  for (const number of [1, 2, 3]) await store.backups.put(sampleBackup({ id: idOf(number) }))
})
afterEach(() => store[Symbol.asyncDispose]())

describe('a copy', () => {
  test('comes back as it was last put', async () => {
    const copy = sampleCopy({ state: 'damaged', reason: 'short', verifiedAt: now })
    await store.copies.put(sampleCopy())
    await store.copies.put(copy)
    expect(await store.copies.list(idOf(1))).toEqual([copy])
  })

  test('is kept again once it was verified, and changes its state with a reason', async () => {
    await store.copies.put(sampleCopy({ state: 'missing', reason: 'gone' }))
    await store.copies.setVerified(sampleCopy(), later(5))
    expect(await store.copies.list(idOf(1))).toEqual([sampleCopy({ verifiedAt: later(5) })])
    await store.copies.setState(sampleCopy(), 'delete_pending', 'locked')
    expect(await store.copies.list(idOf(1))).toEqual([sampleCopy({ verifiedAt: later(5), state: 'delete_pending', reason: 'locked' })])
  })

  test('is listed with those of its backup, of many backups, and of its target', async () => {
    const copies = [sampleCopy(), sampleCopy({ targetId: 'target-2' }), sampleCopy({ backupId: idOf(2) })]
    for (const copy of copies) await store.copies.put(copy)
    expect(await store.copies.list(idOf(1))).toEqual(copies.slice(0, 2))
    expect(await store.copies.listMany([idOf(1), idOf(2), idOf(3)])).toEqual(
      new Map([
        [idOf(1), copies.slice(0, 2)],
        [idOf(2), [copies[2]]],
      ]),
    )
    expect(await store.copies.listMany([])).toEqual(new Map())
    expect(await store.copies.listMany(Array.from({ length: 40_000 }, (_, at) => idOf(at + 3)))).toEqual(new Map())
    expect(await store.copies.listAtTarget('target-1')).toHaveLength(2)
    expect(await store.copies.countAtTarget('target-1')).toBe(2)
  })

  test('can be forgotten alone', async () => {
    await store.copies.put(sampleCopy())
    await store.copies.put(sampleCopy({ targetId: 'target-2' }))
    await store.copies.forget(sampleCopy())
    expect(await store.copies.list(idOf(1))).toEqual([sampleCopy({ targetId: 'target-2' })])
  })

  test('is forgotten with all others at its target, and with it the backups that have none elsewhere', async () => {
    await store.jobs.insert(sampleJob({ id: idOf(9), state: 'completed', finishedAt: now }), [])
    await store.backups.put(sampleBackup({ id: idOf(2), jobId: idOf(9) }))
    for (const copy of [sampleCopy(), sampleCopy({ targetId: 'target-2' }), sampleCopy({ backupId: idOf(2) })]) await store.copies.put(copy)
    expect(await store.copies.countOnlyAtTarget('target-1')).toBe(1)
    expect(await store.jobs.forgetEnded(later(1), 9)).toEqual([])
    await store.transaction(({ copies }) => copies.forgetTarget('target-1'))
    expect(await store.copies.countAtTarget('target-1')).toBe(0)
    expect(await store.copies.list(idOf(1))).toEqual([sampleCopy({ targetId: 'target-2' })])
    expect(await store.backups.find(idOf(2))).toBeNull()
    // What never had a copy is another matter.
    expect(await store.backups.find(idOf(3))).not.toBeNull()
    expect(await store.jobs.forgetEnded(later(1), 9)).toEqual([idOf(9)])
  })

  test('is refused for a backup or a target that is not there', async () => {
    await expect(store.copies.put(sampleCopy({ backupId: idOf(9) }))).rejects.toThrow(/FOREIGN KEY/)
    await expect(store.copies.put(sampleCopy({ targetId: 'gone' }))).rejects.toThrow(/FOREIGN KEY/)
  })
})

test('copies that are missing or damaged are named, those of the newest backups first, and of none that is being removed', async () => {
  await store.targets.insert(sampleTarget({ id: 'target-3' }))
  const states = ['missing', 'kept', 'damaged', 'delete_pending', 'missing'] as const
  for (const [at, state] of states.entries()) {
    await store.backups.put(sampleBackup({ id: idOf(20 + at), name: `${at}.zip`, startedAt: later(at) }))
    await store.copies.put(sampleCopy({ backupId: idOf(20 + at), targetId: 'target-3', state }))
  }
  expect(await store.copies.listSpoiled(2)).toEqual([
    { backup: { id: idOf(24), name: '4.zip' }, targetId: 'target-3', state: 'missing' },
    { backup: { id: idOf(22), name: '2.zip' }, targetId: 'target-3', state: 'damaged' },
  ])
  expect(await store.copies.countSpoiled()).toBe(3)
  await store.backups.markForRemoval(idOf(24))
  expect((await store.copies.listSpoiled(9)).map(({ backup }) => backup.name)).toEqual(['2.zip', '0.zip'])
})

describe('a verification', () => {
  test('comes back as it was written, the newest of a backup and of all first', async () => {
    const first = sampleVerification({ failure: { code: 'corrupt', message: 'm' }, isPassed: false, targetId: 'target-1' })
    const second = sampleVerification({ id: 'verification-2', at: later(1), level: 'proven' })
    const other = sampleVerification({ id: 'verification-3', at: later(2), backupId: idOf(2) })
    for (const one of [first, second, other]) await store.verifications.insert(one)
    expect(await store.verifications.list(idOf(1), 10)).toEqual([second, first])
    expect(await store.verifications.list(idOf(1), 1)).toEqual([second])
    expect(await store.verifications.listMatching({}, { limit: 2 })).toEqual([other, second])
  })

  test('counts in its quarter of an hour, with others of its level', async () => {
    const minute = (at: number) => new Date(now.getTime() - (now.getTime() % 3_600_000) + at * 60_000)
    const all = [
      [0, 'proven', true],
      [14, 'proven', false],
      [14, 'stored', false],
      [15, 'proven', true],
      [45, 'proven', true],
      [-1, 'proven', true],
    ] as const
    for (const [at, level, isPassed] of all)
      await store.verifications.insert(sampleVerification({ id: `v${at}${level}`, at: minute(at), level, isPassed }))
    expect(
      (await store.verifications.quarters('proven', minute(0))).toSorted((one, other) => one.at.getTime() - other.at.getTime()),
    ).toEqual([
      { at: minute(0), passed: 1, failed: 1 },
      { at: minute(15), passed: 1, failed: 0 },
      { at: minute(45), passed: 1, failed: 0 },
    ])
  })

  const chainFailed = async (...all: Partial<Verification>[]) => {
    for (const [at, one] of all.entries()) await store.verifications.insert(sampleVerification({ id: `v${at}`, at: later(at), ...one }))
    return (await store.verifications.failedChains()).size === 1
  }

  test('that failed marks the chain', async () => {
    const member = sampleBackup({ id: idOf(5), chain: { root: idOf(1), parent: idOf(1), length: 1 } })
    await store.backups.put(member)
    await store.verifications.insert(sampleVerification({ backupId: member.id, isPassed: false }))
    expect(await store.verifications.failedChains()).toEqual(new Set([idOf(1)]))
  })

  test.each([
    ['after one that passed', true, [{}, { isPassed: false }]],
    ['and was followed by one that passed', false, [{ isPassed: false }, {}]],
    ['and was followed by a pass that was less thorough', true, [{ level: 'proven', isPassed: false }, { level: 'parsed' }, {}]],
    ['and was followed by a pass that was more thorough', false, [{ level: 'parsed', isPassed: false }, { level: 'proven' }]],
    ['as parsed and was followed by a pass as parsed', false, [{ level: 'parsed', isPassed: false }, { level: 'parsed' }]],
    ['at the same instant as one passed', true, [{ isPassed: false }, { at: now }]],
    ['while that of another backup passed later', true, [{ isPassed: false }, { backupId: idOf(2) }]],
  ] as const)('that failed %s marks the chain: %s', async (_, expected, all) => {
    expect(await chainFailed(...all)).toBe(expected)
  })
})

test('removals come back as they were written, the newest first, all of them or those of a plan', async () => {
  const cleanups = [
    sampleCleanup({ id: 'a' }),
    sampleCleanup({ id: 'b', planId: 'plan-1' }),
    sampleCleanup({ id: 'c', at: later(1), planId: 'plan-1', outcome: 'delete_pending', failure: 'locked' }),
  ]
  for (const cleanup of cleanups) await store.cleanups.insert(cleanup)
  const [a, b, c] = cleanups
  expect(await store.cleanups.list({}, { limit: 10 })).toEqual([c, b, a])
  expect(await store.cleanups.list({}, { limit: 1, offset: 1 })).toEqual([b])
  expect(await store.cleanups.list({}, { limit: 10, after: { at: c!.at, id: c!.id } })).toEqual([b, a])
  expect(await store.cleanups.list({ planId: 'plan-1' }, { limit: 10 })).toEqual([c, b])
  expect([await store.cleanups.count({}), await store.cleanups.count({ planId: 'plan-1' })]).toEqual([3, 2])
})

test('workers come back as they were last seen, and can be forgotten', async () => {
  const worker = { id: 'w', owner: 'o', runsSchedules: true, startedAt: now, seenAt: now }
  await store.workers.see(worker)
  await store.workers.see({ ...worker, seenAt: later(1) })
  expect(await store.workers.list()).toEqual([{ ...worker, seenAt: later(1) }])
  await store.workers.forget('w')
  expect(await store.workers.list()).toEqual([])
})
