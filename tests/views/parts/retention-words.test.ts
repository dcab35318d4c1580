import { expect, test } from 'vitest'
import { type Reason, retentionSchema } from '../../../server/domain/retention.ts'
import { policyWords, reasonWords } from '../../../views/parts/retention-words.ts'

const names = new Map([['a'.repeat(32), 'backup_auto_1.zip']])
const by = 'a'.repeat(32)
const said = (reason: Reason, language: 'en' | 'zh-CN' = 'en') => reasonWords(reason, names, { language })

test.each<[Reason, string, string]>([
  [
    { code: 'last', newer: 1, of: 3 },
    'Number 2 from the newest of those that count; the last 3 are kept.',
    '在计入的备份中从新到旧排第 2；保留最近 3 个。',
  ],
  [
    { code: 'days', ageDays: 1, of: 30 },
    'Its age is 1 day, not counting time without backups; backups are kept for 30 days.',
    '已有 1 天（不计没有备份的时间）；保留 30天。',
  ],
  [
    { code: 'bucket', kind: 'weekly', label: '2026-01-05', position: 2, of: 4 },
    'The newest of the week from 2026-01-05: week 2 of the 4 that are kept.',
    '2026-01-05 起那一周最新的一个：保留 4 周中的第 2 周。',
  ],
  [
    { code: 'needed', by, others: 0 },
    'The backup backup_auto_1.zip is kept and refers to it.',
    '备份 backup_auto_1.zip 被保留，并且引用了它。',
  ],
  [
    { code: 'needed', by: 'b'.repeat(32), others: 2 },
    'The backup bbbbbbbb and 2 more are kept and refer to it.',
    '备份 bbbbbbbb 及另外 2 个备份被保留，并且引用了它。',
  ],
  [
    { code: 'uncounted', because: 'small' },
    'It does not count, because it, or the full backup that it refers to, is unusually small; and newer backups count.',
    '它不计入，因为它或它引用的完整备份异常偏小；并且有更新的备份计入。',
  ],
  [{ code: 'floor', of: 1 }, 'The last verified backup of its source.', '该数据源最近 1 个已验证备份之一。'],
  [
    { code: 'cap', sizeBytesMax: 1_500_000_000, despite: [] },
    'The backups take more than the 1.5 GB allowed.',
    '备份总大小超过了允许的 1.5 GB。',
  ],
  [
    { code: 'count_cap', countMax: 5, despite: [{ code: 'unlimited' }] },
    'There are more backups of its source than the 5 allowed.',
    '该数据源的备份超过了允许的 5 个。',
  ],
])('%j is said in both languages', (reason, english, chinese) => {
  expect([said(reason), said(reason, 'zh-CN')]).toEqual([english, chinese])
})

test('every reason is a sentence in which nothing is left to fill in', () => {
  const reasons: Reason[] = [
    ...(['unlimited', 'clock', 'newest', 'pinned', 'held', 'untouchable', 'in_use', 'upload', 'unmatched'] as const).map((code) => ({
      code,
    })),
    ...(['unreadable', 'bad', 'held', 'small', 'chain'] as const).map((because) => ({ code: 'unsettled' as const, because })),
    ...(['daily', 'weekly', 'monthly', 'yearly'] as const).map((kind) => ({
      code: 'bucket' as const,
      kind,
      label: '2026',
      position: 1,
      of: 2,
    })),
    { code: 'safety', days: 7 },
    { code: 'expired_safety', days: 7 },
    { code: 'fresh_safety', hours: 24 },
    { code: 'proven_floor', of: 2 },
    { code: 'may_be_needed', by },
  ]
  for (const language of ['en', 'zh-CN'] as const) {
    for (const reason of reasons)
      expect([reason.code, said(reason, language)]).toEqual([reason.code, expect.stringMatching(/^[^{}]+[.。]$/)])
  }
})

test('a policy is said rule by rule, with what stays in any case', () => {
  const words = (given: object, language: 'en' | 'zh-CN' = 'en') => policyWords(retentionSchema.parse(given), { language })
  expect(words({})).toEqual(['Every backup is kept.'])
  expect(words({ keepLast: 1, monthly: 6, sizeBytesMax: 2e9, verifiedFloor: 0 })).toEqual([
    'The last backup of each source.',
    'The newest of each of the last 6 months.',
    'Never more than 2 GB together.',
    'Only the newest backup of each source stays in any case.',
  ])
  expect(words({ countMax: 3 }, 'zh-CN')).toEqual(['每个数据源最多 3 个。', '每个数据源最近 1 个已验证的备份始终保留。'])
})
