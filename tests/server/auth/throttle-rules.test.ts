import { expect, test } from 'vitest'
import { countAfter, holdMs, neighbourhood, waitMs } from '../../../server/auth/throttle-rules.ts'

const rule = { free: 3, baseMs: 1000, mostMs: 10_000, forgetMs: 60_000 }

test('some failures are free, then each holds up twice as long, up to a limit', () => {
  expect([0, 1, 2, 3, 4, 5, 6, 7, 8, 1_000_000].map((count) => holdMs(count, rule))).toEqual([
    0, 0, 0, 1000, 2000, 4000, 8000, 10_000, 10_000, 10_000,
  ])
})

test('what is left to wait shrinks with the time, and all is forgotten in the end', () => {
  const failures = { count: 4, lastMs: 500 }
  expect([500, 1500, 2500, 9000].map((nowMs) => waitMs(failures, rule, nowMs))).toEqual([2000, 1000, 0, 0])
  expect(waitMs({ count: 99, lastMs: 0 }, { ...rule, mostMs: 100_000 }, 59_999)).toBe(40_001)
  expect(waitMs({ count: 99, lastMs: 0 }, { ...rule, mostMs: 100_000 }, 60_000)).toBe(0)
  expect([countAfter(undefined, rule, 0), countAfter(failures, rule, 60_499), countAfter(failures, rule, 60_500)]).toEqual([1, 5, 1])
})

test.each([
  ['198.51.100.7', '198.51.100.7'],
  ['::ffff:198.51.100.7', '198.51.100.7'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:DB8:1:2::9', '2001:db8:1:2::/64'],
  ['2001:0db8:0001:0002:ffff::', '2001:db8:1:2::/64'],
  ['2001:db8::1', '2001:db8:0:0::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
  [null, 'unknown'],
  ['x'.repeat(500), 'x'.repeat(64)],
])('%s is in the neighbourhood %s', (address, place) => {
  expect(neighbourhood(address)).toBe(place)
})
