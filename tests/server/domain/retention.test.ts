import { describe, expect, test } from 'vitest'
import { planRetention, retentionSchema } from '../../../server/domain/retention.ts'
import { backupAt, clock, codesOf, daily, dayMs, hourMs, keptOf, now, policyOf } from './retention-fixture.ts'

describe('the policy', () => {
  test('leaves every rule out by default, with a floor of one', () => {
    expect(retentionSchema.parse({})).toEqual({
      keepLast: null,
      keepDays: null,
      daily: null,
      weekly: null,
      monthly: null,
      yearly: null,
      countMax: null,
      sizeBytesMax: null,
      verifiedFloor: 1,
    })
  })

  test.each([
    { keepLast: 0 },
    { keepDays: -1 },
    { daily: 1.5 },
    { countMax: 0 },
    { sizeBytesMax: 0 },
    { verifiedFloor: -1 },
    { keepLats: 7 },
  ])('%o is refused', (rules) => {
    expect(retentionSchema.safeParse(rules).success).toBe(false)
  })

  test('that is empty keeps everything, expired safety backups and bad ones too', () => {
    const backups = [...daily(3), backupAt('undo', 90, { purpose: 'safety' }), backupAt('bad', 80, { isGood: false })]
    expect(keptOf(backups, { verifiedFloor: 0 })).toHaveLength(5)
  })
})

describe('the rules', () => {
  test('the last three stay', () => {
    expect(keptOf(daily(6), { keepLast: 3 })).toEqual(['d1', 'd2', 'd3'])
  })

  test('counts are those of each line', () => {
    const backups = [...daily(3), backupAt('other', 30, { line: 'wiki' })]
    expect(keptOf(backups, { keepLast: 1 })).toEqual(['d1', 'other'])
  })

  test('what is up to three days older than the newest good backup stays', () => {
    expect(keptOf(daily(6), { keepDays: 3 })).toEqual(['d1', 'd2', 'd3', 'd4'])
  })

  test('the newest of each of the last days stays, the days being those of the zone', () => {
    const at = (id: string, time: string) => backupAt(id, 0, { startedAt: new Date(time) })
    const backups = [
      at('a', '2026-07-13T15:59:00Z'),
      at('b', '2026-07-13T16:00:00Z'),
      at('c', '2026-07-14T15:59:00Z'),
      at('d', '2026-07-14T16:00:00Z'),
    ]
    expect(keptOf(backups, { daily: 2 }, { ...clock, zone: 'Asia/Shanghai' })).toEqual(['c', 'd'])
    expect(keptOf(backups, { daily: 2 })).toEqual(['b', 'd'])
  })

  test('weeks begin on Monday, also across the turn of the year', () => {
    const at = (time: string) => backupAt(time, 0, { startedAt: new Date(`${time}T12:00:00Z`) })
    const backups = ['2025-12-28', '2025-12-29', '2026-01-01', '2026-01-04', '2026-01-05'].map(at)
    expect(keptOf(backups, { weekly: 3 })).toEqual(['2025-12-28', '2026-01-04', '2026-01-05'])
  })

  test('months and years are represented by their newest; days without backups use up none', () => {
    const at = (time: string) => backupAt(time, 0, { startedAt: new Date(`${time}T12:00:00Z`) })
    const backups = ['2023-05-01', '2024-01-31', '2024-02-01', '2026-06-30', '2026-07-01', '2026-07-14'].map(at)
    expect(keptOf(backups, { monthly: 3 })).toEqual(['2024-02-01', '2026-06-30', '2026-07-14'])
    expect(keptOf(backups, { yearly: 3 })).toEqual(['2023-05-01', '2024-02-01', '2026-07-14'])
  })

  test('any rule that matches keeps, and every one is named', () => {
    expect(keptOf(daily(40), { keepLast: 2, monthly: 2 })).toEqual(['d1', 'd2', 'd15'])
    expect(codesOf('d1', daily(3), { keepLast: 2, keepDays: 5, daily: 1 })).toEqual(['last', 'days', 'bucket', 'newest', 'floor'])
  })
})

describe('what counts', () => {
  test('bad backups fill no count; they stay among those that are kept and go with those that are not', () => {
    const backups = [
      backupAt('bad1', 0.5, { isGood: false }),
      ...daily(3),
      backupAt('bad2', 1.5, { isGood: false }),
      backupAt('bad3', 2.5, { isGood: false }),
    ]
    expect(keptOf(backups, { keepLast: 2 })).toEqual(['bad1', 'd1', 'd2', 'bad2'])
    expect(codesOf('bad3', backups, { keepLast: 2 })).toEqual(['unmatched', 'uncounted'])
  })

  test('a bad backup stands for no day, but stays while nothing newer counts', () => {
    const backups = [backupAt('bad1', 0.6, { isGood: false }), ...daily(2), backupAt('bad2', 1.1, { isGood: false })]
    expect(keptOf(backups, { daily: 7 })).toEqual(['bad1', 'd1', 'd2'])
    expect(codesOf('bad1', backups, { daily: 7 })).toContain('unsettled')
  })

  test('a backup whose chain is broken or bad does not count', () => {
    for (const broken of [backupAt('full', 3, { isGood: false }), backupAt('elsewhere', 3, { line: 'wiki' })]) {
      const backups = [broken, backupAt('behind', 1, { mode: 'incremental', needs: ['full'] }), backupAt('old', 9)]
      expect(keptOf(backups, { keepLast: 1 })).toContain('old')
    }
  })

  test('a flood of small fulls and of what refers to them pushes out nothing (R5)', () => {
    const small = { isSizePlausible: false, sizeBytes: 1 }
    const flood = Array.from({ length: 50 }, (_, index) => backupAt(`s${index}`, 0.5 - index / 1000, small))
    const behind = Array.from({ length: 9 }, (_, index) =>
      backupAt(`i${index}`, 0.3 - index / 1000, { mode: 'incremental', needs: ['s0'] }),
    )
    const kept = keptOf([...daily(9), ...flood, ...behind], { keepLast: 7, keepDays: 1 })
    expect(kept).toEqual([...daily(7).map(({ id }) => id), ...flood.map(({ id }) => id), ...behind.map(({ id }) => id)])
  })

  test('a small incremental does not count, but casts no doubt on what refers to it', () => {
    const chain = [
      backupAt('full', 5),
      backupAt('small', 4, { mode: 'incremental', needs: ['full'], isSizePlausible: false }),
      backupAt('next', 3, { mode: 'incremental', needs: ['full', 'small'] }),
    ]
    expect(keptOf([...chain, backupAt('old', 9)], { keepLast: 1 })).not.toContain('old')
    expect(keptOf([...chain, backupAt('old', 9)], { keepLast: 3 })).toContain('old')
  })
})

describe('never removed', () => {
  test('the last verified backups, however many runs failed since (R3)', () => {
    const failed = Array.from({ length: 60 }, (_, index) => backupAt(`bad${index}`, index / 2, { isGood: false }))
    const good = [40, 41, 42, 43].map((days) => backupAt(`good${days}`, days))
    const kept = keptOf([...good, ...failed], { keepDays: 2, sizeBytesMax: 1 })
    expect(kept).toEqual(['good40', 'bad0'])
    expect(keptOf([...good, ...failed], { keepDays: 2 }).slice(0, 4)).toEqual(['good40', 'good41', 'good42', 'bad0'])
  })

  test('a floor of several', () => {
    expect(keptOf(daily(6), { keepLast: 1, verifiedFloor: 3 })).toEqual(['d1', 'd2', 'd3'])
    expect(keptOf(daily(6), { sizeBytesMax: 1, verifiedFloor: 3 })).toEqual(['d1', 'd2', 'd3'])
  })

  test('the last that was proven, though newer ones were only stored', () => {
    const backups = [...daily(4), backupAt('proven', 10, { trust: 'proven' }), backupAt('earlier', 20, { trust: 'proven' })]
    expect(keptOf(backups, { keepLast: 2 })).toEqual(['d1', 'd2', 'proven'])
    expect(codesOf('proven', backups, { keepLast: 2 })).toEqual(['proven_floor'])
    expect(keptOf(backups, { sizeBytesMax: 1, verifiedFloor: 2 })).toEqual(['d1', 'd2', 'proven', 'earlier'])
  })

  test('the newest backup, even without a floor', () => {
    expect(keptOf(daily(3), { sizeBytesMax: 1, verifiedFloor: 0 })).toEqual(['d1'])
  })

  test('what is pinned, held, uploaded or of unknown copies', () => {
    const backups = [
      ...daily(1),
      backupAt('pinned', 30, { isPinned: true }),
      backupAt('held', 31, { chainHeld: true }),
      backupAt('upload', 32, { purpose: 'upload' }),
      backupAt('unknown', 33, { isRemovable: false }),
      backupAt('gone', 29),
    ]
    expect(keptOf(backups, { keepLast: 1, sizeBytesMax: 1 })).toEqual(['d1', 'pinned', 'held', 'upload', 'unknown'])
  })

  test('what a job works on, which counts and holds nothing else', () => {
    const backups = [backupAt('new', 0.5, { isInUse: true }), ...daily(2), backupAt('used', 5, { isInUse: true })]
    expect(keptOf(backups, { keepLast: 2, sizeBytesMax: 300 })).toEqual(['new', 'd1', 'used'])
  })

  test('what a kept backup refers to, however indirectly it is listed', () => {
    const chain = [
      backupAt('full', 9),
      backupAt('one', 8, { mode: 'incremental', needs: ['full'] }),
      backupAt('two', 7, { mode: 'incremental', needs: ['one'] }),
    ]
    expect(keptOf([...chain, backupAt('older', 10)], { keepLast: 1 })).toEqual(['full', 'one', 'two'])
    expect(codesOf('full', chain, { keepLast: 1 })).toEqual(['needed'])
  })

  test('anything that a backup whose record cannot be read may refer to', () => {
    const backups = [
      ...daily(2),
      backupAt('later', 4),
      backupAt('unread', 5, { isRemovable: false }),
      backupAt('other', 6, { line: 'wiki' }),
      backupAt('old', 7),
    ]
    expect(keptOf(backups, { keepLast: 1 })).toEqual(['d1', 'unread', 'other', 'old'])
    expect(codesOf('old', backups, { keepLast: 1 })).toEqual(['may_be_needed'])
  })
})

describe('safety backups', () => {
  test('stay for seven days and fill no count', () => {
    const backups = [...daily(3), ...[0.5, 6.9, 7.1].map((days) => backupAt(`undo${days}`, days, { purpose: 'safety' }))]
    expect(keptOf(backups, { keepLast: 2 })).toEqual(['d1', 'd2', 'undo0.5', 'undo6.9'])
  })

  test('go first when the cap is reached, unless younger than a day', () => {
    const backups = [...daily(2), ...[0.5, 1.1].map((days) => backupAt(`undo${days}`, days, { purpose: 'safety', sizeBytes: 1000 }))]
    expect(keptOf(backups, { sizeBytesMax: 200 })).toEqual(['d1', 'd2', 'undo0.5'])
  })

  test('that are pinned or needed stay', () => {
    const backups = [
      backupAt('pinned', 20, { purpose: 'safety', isPinned: true }),
      backupAt('needed', 20, { purpose: 'safety' }),
      backupAt('next', 1, { mode: 'incremental', needs: ['needed'] }),
    ]
    expect(keptOf(backups, { keepLast: 1 })).toEqual(['pinned', 'needed', 'next'])
  })
})

describe('the cap', () => {
  test('overrides the rules, the oldest first, and names those that it overrode', () => {
    expect(keptOf(daily(6), { keepLast: 5, sizeBytesMax: 300 })).toEqual(['d1', 'd2', 'd3'])
    const { decisions } = planRetention(daily(6), policyOf({ keepLast: 5, sizeBytesMax: 300 }), clock)
    expect(decisions[4]!.reasons).toEqual([{ code: 'cap', sizeBytesMax: 300, despite: [{ code: 'last', newer: 4, of: 5 }] }])
  })

  test('takes what does not count before what does', () => {
    const backups = [...daily(3), backupAt('bad', 0.5, { isGood: false }), backupAt('newest', 0.4, { isGood: false })]
    expect(keptOf(backups, { sizeBytesMax: 400 })).toEqual(['d1', 'd2', 'd3', 'newest'])
  })

  test('takes a chain from its end, and what only that end needed', () => {
    const backups = [
      backupAt('full', 9),
      backupAt('one', 8, { mode: 'incremental', needs: ['full'] }),
      backupAt('two', 7, { mode: 'incremental', needs: ['full', 'one'] }),
      ...daily(1),
    ]
    expect(keptOf(backups, { sizeBytesMax: 300 })).toEqual(['full', 'one', 'd1'])
    const plan = planRetention(backups, policyOf({ keepLast: 2, sizeBytesMax: 399 }), clock)
    expect(plan.removals).toEqual(['two', 'one', 'full'])
    expect([plan.freedBytes, plan.keptBytes]).toEqual([300, 100])
  })
})

describe('the cap on how many', () => {
  test('takes the oldest of what the rules would keep, and names those', () => {
    expect(keptOf(daily(6), { keepDays: 30, countMax: 3 })).toEqual(['d1', 'd2', 'd3'])
    const { decisions } = planRetention(daily(6), policyOf({ keepDays: 30, countMax: 3 }), clock)
    expect(decisions[5]!.reasons).toEqual([{ code: 'count_cap', countMax: 3, despite: [{ code: 'days', ageDays: 5, of: 30 }] }])
    expect(keptOf(daily(6), { countMax: 3 })).toEqual(['d1', 'd2', 'd3'])
    expect(keptOf(daily(6), { keepDays: 1, countMax: 5 })).toEqual(['d1', 'd2'])
  })

  test('is of each line alone', () => {
    const others = [1, 2, 3].map((days) => backupAt(`other${days}`, days, { line: 'other' }))
    expect(keptOf([...daily(3), ...others], { countMax: 2 })).toEqual(['d1', 'd2', 'other1', 'other2'])
  })

  test('counts what does not count as a backup, and takes that first', () => {
    const backups = [...daily(3), backupAt('bad', 0.5, { isGood: false }), backupAt('newest', 0.4, { isGood: false })]
    expect(keptOf(backups, { countMax: 4 })).toEqual(['d1', 'd2', 'd3', 'newest'])
  })

  test('neither counts nor takes safety backups and uploads', () => {
    const extra = [backupAt('undo', 2, { purpose: 'safety' }), backupAt('upload', 9, { purpose: 'upload' })]
    expect(keptOf([...daily(3), ...extra], { countMax: 3 })).toEqual(['d1', 'd2', 'd3', 'undo', 'upload'])
    expect(keptOf([...daily(3), ...extra], { countMax: 1 })).toEqual(['d1', 'undo', 'upload'])
  })

  test('takes nothing that protects or is protected', () => {
    const backups = [
      ...daily(4),
      backupAt('proven', 5, { trust: 'proven' }),
      backupAt('pinned', 6, { isPinned: true }),
      backupAt('used', 7, { isInUse: true }),
      backupAt('held', 8, { chainHeld: true, isGood: false }),
    ]
    expect(keptOf(backups, { countMax: 1 })).toEqual(['d1', 'proven', 'pinned', 'used', 'held'])
    expect(keptOf(backups, { countMax: 1, verifiedFloor: 3 })).toEqual(['d1', 'd2', 'd3', 'proven', 'pinned', 'used', 'held'])
  })

  test('takes a chain from its end, and all of it once nothing is left that needs it', () => {
    const chain = (name: string, days: number) => [
      backupAt(`${name}-full`, days),
      backupAt(`${name}-one`, days - 1, { mode: 'incremental', needs: [`${name}-full`] }),
      backupAt(`${name}-two`, days - 2, { mode: 'incremental', needs: [`${name}-full`, `${name}-one`] }),
    ]
    const backups = [...chain('old', 9), ...chain('new', 6)]
    expect(keptOf(backups, { keepDays: 30, countMax: 4 })).toEqual(['old-full', 'new-full', 'new-one', 'new-two'])
    expect(keptOf(backups, { keepDays: 30, countMax: 3 })).toEqual(['new-full', 'new-one', 'new-two'])
    expect(keptOf(backups, { keepDays: 30, countMax: 1 })).toEqual(['new-full', 'new-one', 'new-two'])
    expect(planRetention(backups, policyOf({ countMax: 3 }), clock).removals).toEqual(['old-two', 'old-one', 'old-full'])
  })

  test('goes before the cap on bytes, which then finds less to take', () => {
    const plan = planRetention(daily(6), policyOf({ countMax: 4, sizeBytesMax: 300 }), clock)
    expect(plan.decisions.map(({ reasons }) => reasons[0]!.code)).toEqual([
      'unlimited',
      'unlimited',
      'unlimited',
      'cap',
      'count_cap',
      'count_cap',
    ])
  })

  test('lets safety backups expire, like any policy that removes something', () => {
    expect(keptOf([...daily(1), backupAt('undo', 90, { purpose: 'safety' })], { countMax: 5 })).toEqual(['d1'])
  })
})

describe('time', () => {
  const rules = { keepDays: 2 }

  test.each([
    ['before the time on record', { ...clock, lastSeen: new Date(now.getTime() + 6 * 60_000) }],
    ['before the newest backup', { ...clock, now: new Date(now.getTime() - 2 * dayMs) }],
    ['ten years back', { ...clock, now: new Date(now.getTime() - 3650 * dayMs) }],
    ['further after the newest backup than the schedule explains', { ...clock, longestGapMs: 23 * hourMs }],
    ['no time at all', { ...clock, now: new Date(Number.NaN) }],
  ])('a clock that says %s stops every removal and says so (R2)', (_, odd) => {
    const plan = planRetention(daily(9), policyOf(rules), odd)
    expect(plan.refusal?.code).toBe('clock')
    expect(plan.removals).toEqual([])
    expect(plan.decisions.every(({ keep, reasons }) => keep && reasons[0]?.code === 'clock')).toBe(true)
    expect(plan.keptBytes).toBe(900)
  })

  test('a difference of five minutes is none', () => {
    const at = { ...clock, now: new Date(now.getTime() - dayMs - 4 * 60_000), lastSeen: now }
    expect(planRetention(daily(9), policyOf(rules), { ...at, lastSeen: new Date(now.getTime() - dayMs) }).refusal).toBeNull()
    expect(planRetention(daily(9), policyOf(rules), at).refusal).not.toBeNull()
  })

  test('a clock that leapt ten years and then dated one backup makes nothing old (R2)', () => {
    const leapt = new Date(now.getTime() + 3650 * dayMs)
    const backups = [...daily(9), backupAt('leapt', 0, { startedAt: leapt }), backupAt('undo', 0.2, { purpose: 'safety' })]
    const kept = keptOf(backups, { keepDays: 5 }, { ...clock, now: leapt, longestGapMs: 2 * dayMs })
    expect(kept).toEqual(['d1', 'd2', 'd3', 'd4', 'leapt', 'undo'])
  })

  test('an upload of any date stops nothing', () => {
    expect(keptOf([...daily(2), backupAt('upload', -999, { purpose: 'upload' })], { keepLast: 1 })).toEqual(['d1', 'upload'])
  })
})

test('two backups with one id are refused', () => {
  expect(() => planRetention([...daily(1), ...daily(1)], policyOf({}), clock)).toThrow(expect.objectContaining({ code: 'invalid' }))
})

test('no backups make an empty plan', () => {
  expect(planRetention([], policyOf({ keepLast: 1 }), clock)).toEqual({
    decisions: [],
    refusal: null,
    removals: [],
    freedBytes: 0,
    keptBytes: 0,
  })
})
