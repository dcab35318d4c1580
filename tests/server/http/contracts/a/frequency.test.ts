import { expect, test } from 'vitest'
import { scheduleSchema } from '../../../../../server/domain/schedule.ts'
import { frequencies, rhythmOf, scheduleOf } from '../../../../../server/http/contracts/a/frequency.ts'

test('every rhythm of the document is a schedule, and is read back from it', () => {
  for (const frequency of frequencies) {
    for (const backup_time of ['00:00:00', '02:05:00', '23:59:59', '09:08:07']) {
      const schedule = scheduleOf({ frequency, backup_time })
      expect(scheduleSchema.safeParse(schedule).success).toBe(true)
      expect(rhythmOf(schedule)).toEqual({ frequency, backup_time })
    }
  }
})

test('a schedule that the document has no words for has none', () => {
  for (const expression of ['*/5 * * * *', '0 2 * * *', '0 0 2 * * 3', '0 0 2,3 * * *', '@daily']) {
    expect(rhythmOf({ kind: 'cron', expression })).toBeNull()
  }
  expect(rhythmOf(null)).toBeNull()
  expect(rhythmOf({ kind: 'monthly', day: 'last', time: '02:00' })).toEqual({ frequency: 'monthly', backup_time: '02:00:00' })
})
