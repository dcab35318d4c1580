import { expect, test } from 'vitest'
import { dateFormat, numberFormat } from '../../views/formatters.ts'

test('what formats in one manner is made once, and what formats in another is another', () => {
  const percent = numberFormat('en', { style: 'percent' })
  expect(numberFormat('en', { style: 'percent' })).toBe(percent)
  expect(numberFormat('zh-CN', { style: 'percent' })).not.toBe(percent)
  expect([percent.format(0.5), numberFormat('en', {}).format(0.5)]).toEqual(['50%', '0.5'])
  const at = new Date('2026-03-01T23:30:00Z')
  const zones = ['UTC', 'Asia/Shanghai', 'UTC'].map((timeZone) => dateFormat('en', { timeStyle: 'short', timeZone }).format(at))
  expect(zones).toEqual(['11:30 PM', '7:30 AM', '11:30 PM'])
})
