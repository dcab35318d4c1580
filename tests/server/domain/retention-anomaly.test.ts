import { expect, test } from 'vitest'
import { findAnomaly, findSmall, type RetainedBackup } from '../../../server/domain/retention.ts'
import { backupAt, daily } from './retention-fixture.ts'

const sized = (sizes: readonly number[], given: Partial<RetainedBackup> = {}) =>
  sizes.map((sizeBytes, index) => backupAt(`s${index}`, sizes.length - index, { sizeBytes, ...given }))
const candidate = (sizeBytes: number, given: Partial<RetainedBackup> = {}) => backupAt('new', 0, { sizeBytes, ...given })

test.each([
  [49, 'small'],
  [50, undefined],
  [300, undefined],
  [301, 'large'],
])('after a median of 100 a size of %i is %s', (sizeBytes, kind) => {
  expect(findAnomaly(sized([100, 90, 110]), candidate(sizeBytes))?.kind).toBe(kind)
})

test('two backups are no measure, and of many the last seven are', () => {
  expect(findAnomaly(sized([100, 100]), candidate(1))).toBeNull()
  expect(findAnomaly(sized([...Array(20).fill(9000), ...Array(7).fill(100)]), candidate(100))).toBeNull()
  expect(findAnomaly(sized([100, 200, 300, 400]), candidate(1))).toMatchObject({ medianBytes: 250, comparedWith: 4 })
})

test('only good, regular, earlier backups of the same line and mode are compared with', () => {
  for (const given of [{ line: 'wiki' }, { mode: 'incremental' }, { isGood: false }, { purpose: 'safety' }, { purpose: 'upload' }] as const)
    expect(findAnomaly(daily(9, given), candidate(1))).toBeNull()
  expect(findAnomaly(daily(9), backupAt('first', 30, { sizeBytes: 1 }))).toBeNull()
})

test('fulls that were called small never become the measure, small incrementals do', () => {
  const history = (mode: 'full' | 'incremental') => [
    ...daily(3, { mode }),
    ...sized([1, 1, 1, 1, 1, 1, 1], { mode, isSizePlausible: false }),
  ]
  const late = history('full').map((backup, index) => ({
    ...backup,
    id: `${index}`,
    startedAt: new Date(backup.startedAt.getTime() + index),
  }))
  expect(findAnomaly(late, candidate(1))?.kind).toBe('small')
  expect(findAnomaly(history('incremental'), candidate(1, { mode: 'incremental' }))).toBeNull()
})

test('a history without verdicts gives the small ones, each judged by those before it', () => {
  expect([...findSmall(sized([100, 100, 100, 10, 10, 10, 10, 10, 10, 120, 10]))]).toEqual(['s3', 's4', 's5', 's6', 's7', 's8', 's10'])
  expect([...findSmall(sized([100, 100, 100, 10, 10, 10, 10, 10], { mode: 'differential' }))]).toEqual(['s3', 's4', 's5', 's6'])
})

test('the message names both sizes and what to do', () => {
  const { message } = findAnomaly(sized([100, 100, 100]), candidate(7))!
  expect(message).toMatch(/7 bytes.*100 bytes.*Look whether/)
})
