import { area } from './area.ts'

/** When something runs, in words. */
export const scheduleMessages = area(
  {
    byHand: 'Only by hand',
    daily: 'Every day at {time}',
    weekly: 'Every {weekday} at {time}',
    monthly: 'On day {day} of every month at {time}',
    monthlyOrLast: 'On day {day} of every month, or its last day, at {time}',
    monthlyLast: 'On the last day of every month at {time}',
    hourly: { one: 'Every hour at minute {minute}', other: 'Every {count} hours at minute {minute}' },
    minutely: { one: 'Every minute', other: 'Every {count} minutes' },
    cron: 'By the cron expression {expression}',
  },
  {
    byHand: '仅手动',
    daily: '每天 {time}',
    weekly: '每{weekday} {time}',
    monthly: '每月 {day} 日 {time}',
    monthlyOrLast: '每月 {day} 日（不足则为最后一天）{time}',
    monthlyLast: '每月最后一天 {time}',
    hourly: { other: '每 {count} 小时一次（第 {minute} 分）' },
    minutely: { other: '每 {count} 分钟' },
    cron: '按 cron 表达式 {expression}',
  },
)
