import { expect, test } from 'vitest'
import { compareTables, compareVersions, contentBytes, estimateMs, unknownNames } from '../../../server/domain/restore.ts'

const named = (...names: string[]) => names.map((name) => ({ name }))
const held = named('people', 'visits')
const found = named('people', 'orders')

function changes(chosen: readonly string[] | null, existing: 'refuse' | 'replace' | 'keep') {
  const { added, replaced, untouched, removed } = compareTables({ held, found, chosen, existing })
  return [added.names, replaced.names, untouched.names, removed.names]
}

test('a whole restore that replaces takes away what the backup does not hold', () => {
  expect(changes(null, 'replace')).toEqual([['visits'], ['people'], [], ['orders']])
})

test('chosen tables leave all others alone', () => {
  expect(changes(['people'], 'replace')).toEqual([[], ['people'], ['orders'], []])
})

test('to keep what is there touches nothing of it', () => {
  expect(changes(null, 'keep')).toEqual([['visits'], [], ['people', 'orders'], []])
})

test('of very many tables the first are named and all are counted', () => {
  const many = Array.from({ length: 500 }, (_, at) => ({ name: `t${at}` }))
  const { added } = compareTables({ held: many, found: [], chosen: null, existing: 'replace' })
  expect([added.count, added.names.length]).toEqual([500, 100])
})

test('a chosen name also means what lies below it, and one that is not there is found out', () => {
  expect(unknownNames(['shop', 'other'], named('shop/people', 'others'))).toEqual(['other'])
})

test('the size of chosen tables is theirs alone, and unknown when one of them is', () => {
  const table = (name: string, sizeBytes: number | null) => ({ name, rows: 1, sizeBytes, checksum: null })
  const tables = [table('a', 10), table('b', 20), table('c', null)]
  expect(contentBytes({ plainBytes: 99 }, tables, null)).toBe(99)
  expect(contentBytes({ plainBytes: 99 }, tables, ['a', 'b'])).toBe(30)
  expect(contentBytes({ plainBytes: 99 }, tables, ['c'])).toBeNull()
})

test('versions are compared number by number', () => {
  expect(compareVersions('16.10', '16.9')).toBeGreaterThan(0)
  expect(compareVersions('8.0.36-log', '8.1')).toBeLessThan(0)
  expect(compareVersions('PostgreSQL 16.0', '16')).toBe(0)
  expect(compareVersions('linux', '16')).toBeNull()
})

test('the time is estimated by the middle one of earlier speeds', () => {
  const speed = (bytes: number) => ({ bytes, durationMs: 10 })
  expect(estimateMs(1000, [speed(10), speed(1_000_000), speed(1000), { bytes: 5, durationMs: 0 }])).toBe(10)
  expect(estimateMs(1000, [])).toBeNull()
  expect(estimateMs(null, [speed(10)])).toBeNull()
})
