import { expect, test } from 'vitest'
import { ago, bytes } from '../../views/format.ts'

const now = new Date('2026-03-10T12:00:00Z')
const hourMs = 3_600_000
const dayMs = 24 * hourMs

test.each<[number, string, string]>([
  [-dayMs, '1 day ago', '1天前'],
  [-2 * dayMs, '2 days ago', '2天前'],
  [dayMs, 'in 1 day', '1天后'],
  [2 * dayMs, 'in 2 days', '2天后'],
  [-hourMs, '1 hour ago', '1小时前'],
  [hourMs, 'in 1 hour', '1小时后'],
  [-59_000, 'just now', '刚刚'],
])('a time %i ms from now is said by how far it is, and never by the name of a day', (ms, english, chinese) => {
  const instant = new Date(now.getTime() + ms)
  expect(String(ago(instant, { language: 'en', zone: 'UTC', now }))).toContain(`>${english}<`)
  expect(String(ago(instant, { language: 'zh-CN', zone: 'UTC', now }))).toContain(`>${chinese}<`)
})

test.each<[number, string]>([
  [0, '0 B'],
  [999, '999 B'],
  [1000, '1 kB'],
  [1500, '1.5 kB'],
  [999_499, '999 kB'],
  [999_500, '1 MB'],
  [999_999, '1 MB'],
  [999_999_999, '1 GB'],
  [999_999_999_999, '1 TB'],
  [99_960_000, '100 MB'],
  [1_000_000_000, '1 GB'],
  [1e18, '1,000 PB'],
])('%i bytes are said in the largest unit of which there is one when it is rounded', (size, text) => {
  expect(bytes(size, { language: 'en' })).toBe(text)
})
