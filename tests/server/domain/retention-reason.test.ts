import { expect, test } from 'vitest'
import { describeReason, type Reason } from '../../../server/domain/retention.ts'

const reasons: readonly Reason[] = [
  { code: 'unlimited' },
  { code: 'last', newer: 2, of: 7 },
  { code: 'days', ageDays: 3, of: 30 },
  { code: 'bucket', kind: 'daily', label: '2026-07-14', position: 1, of: 7 },
  { code: 'bucket', kind: 'weekly', label: '2026-07-13', position: 2, of: 4 },
  { code: 'unsettled', because: 'bad' },
  { code: 'safety', days: 7 },
  { code: 'clock' },
  { code: 'newest' },
  { code: 'floor', of: 1 },
  { code: 'floor', of: 3 },
  { code: 'pinned' },
  { code: 'needed', by: 'b2', others: 0 },
  { code: 'needed', by: 'b2', others: 4 },
  { code: 'may_be_needed', by: 'b2' },
  { code: 'held' },
  { code: 'untouchable' },
  { code: 'in_use' },
  { code: 'fresh_safety', hours: 24 },
  { code: 'upload' },
  { code: 'unmatched' },
  ...(['unreadable', 'bad', 'held', 'small', 'chain'] as const).map((because) => ({ code: 'uncounted', because }) as const),
  { code: 'expired_safety', days: 7 },
  { code: 'count_cap', countMax: 50, despite: [{ code: 'days', ageDays: 2, of: 30 }] },
  { code: 'cap', sizeBytesMax: 5000, despite: [{ code: 'last', newer: 2, of: 7 }] },
]

test('every reason is a sentence of its own', () => {
  const sentences = reasons.map(describeReason)
  for (const sentence of sentences) expect(sentence).toMatch(/^[A-Z].*\.$/)
  expect(new Set(sentences).size).toBe(reasons.length)
  expect(sentences.join(' ')).not.toMatch(/undefined|null|NaN|\[object/)
})

test('a reason carries its figures', () => {
  expect(describeReason(reasons[3]!)).toBe('It is the newest of 2026-07-14, the newest day of the 7 that are kept.')
  expect(describeReason(reasons[4]!)).toBe('It is the newest of the week from 2026-07-13, week 2 of the 4 that are kept.')
  expect(describeReason(reasons.at(-1)!)).toContain('5000 bytes')
  expect(describeReason(reasons.at(-2)!)).toBe(
    'There are more backups of its source than the 50 allowed, which overrides what would keep it (days).',
  )
})
