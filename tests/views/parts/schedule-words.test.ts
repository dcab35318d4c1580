import { expect, test } from 'vitest'
import { type Schedule, scheduleSchema } from '../../../server/domain/schedule.ts'
import { cronOfTimes, timesOfCron } from '../../../views/parts/cron-words.ts'
import { scheduleWords } from '../../../views/parts/schedule-words.ts'

const cron = (expression: string): Schedule => ({ kind: 'cron', expression })

test.each<[Schedule | null, string, string]>([
  [null, 'Only by hand', '仅手动'],
  [{ kind: 'daily', time: '03:00' }, 'Every day at 03:00', '每天 03:00'],
  [{ kind: 'weekly', weekday: 7, time: '03:00' }, 'Every Sunday at 03:00', '每星期日 03:00'],
  [{ kind: 'monthly', day: 1, time: '03:00' }, 'On day 1 of every month at 03:00', '每月 1 日 03:00'],
  [
    { kind: 'monthly', day: 31, time: '03:00' },
    'On day 31 of every month, or its last day, at 03:00',
    '每月 31 日（不足则为最后一天）03:00',
  ],
  [{ kind: 'monthly', day: 'last', time: '03:00' }, 'On the last day of every month at 03:00', '每月最后一天 03:00'],
  [cron('0 3 * * *'), 'Every day at 03:00', '每天 03:00'],
  [cron('30 15,3 * * *'), 'Every day at 03:30 and 15:30', '每天 03:30和15:30'],
  [cron('0 3 * * 1,0'), 'Every Monday and Sunday at 03:00', '每星期一和星期日 03:00'],
  [cron('*/15 * * * *'), 'Every 15 minutes', '每 15 分钟'],
  [cron('* * * * *'), 'Every minute', '每 1 分钟'],
  [cron('5 * * * *'), 'Every hour at minute 5', '每 1 小时一次（第 5 分）'],
  [cron('0 */6 * * *'), 'Every 6 hours at minute 0', '每 6 小时一次（第 0 分）'],
  [cron('@weekly'), 'Every Sunday at 00:00', '每星期日 00:00'],
  // Not even, a day of a month, seconds, names, ranges: said as they are.
  [cron('*/7 * * * *'), 'By the cron expression */7 * * * *', '按 cron 表达式 */7 * * * *'],
  [cron('0 3 1 * *'), 'By the cron expression 0 3 1 * *', '按 cron 表达式 0 3 1 * *'],
  [cron('0 0 3 * * *'), 'By the cron expression 0 0 3 * * *', '按 cron 表达式 0 0 3 * * *'],
  [cron('0 3 * * MON-FRI'), 'By the cron expression 0 3 * * MON-FRI', '按 cron 表达式 0 3 * * MON-FRI'],
])('%j is said in both languages', (schedule, english, chinese) => {
  if (schedule !== null) expect(scheduleSchema.safeParse(schedule).success).toBe(true)
  expect([scheduleWords(schedule, { language: 'en' }), scheduleWords(schedule, { language: 'zh-CN' })]).toEqual([english, chinese])
})

test('times of day that share their minute are one expression, and others are none', () => {
  expect(cronOfTimes('15:30, 3:30;3:30')).toBe('30 3,15 * * *')
  expect(cronOfTimes('９:00')).toBeNull()
  for (const text of ['', '03:00, 04:30', '24:00', 'noon', '03:60']) expect([text, cronOfTimes(text)]).toEqual([text, null])
})

test('only an expression that says no more than times is shown as times', () => {
  expect(timesOfCron('30 3,15 * * *')).toBe('03:30, 15:30')
  for (const expression of ['0 3 * * *', '0 15,3 * * *', '0 3,15 * * 1', '0 */6 * * *', '@daily', '0  3,15 * * *'])
    expect([expression, timesOfCron(expression)]).toEqual([expression, null])
})
