import type { PageFrame } from '../../frame.ts'
import { planForm } from '../../messages/plans-form.ts'
import type { PlanField } from './typed.ts'

/** What a field of the form is called. */
export function fieldLabel(field: PlanField, { language }: Pick<PageFrame, 'language'>): string {
  const say = planForm[language]
  const labels: Readonly<Record<PlanField, string>> = {
    ...say,
    jitterMinutes: say.jitter,
    fullEveryDays: say.fullEvery,
    chainLengthMax: say.chainLength,
    verifyTime: say.time,
    verifyWeekday: say.weekday,
    verifyMonthDay: say.monthDay,
    verifyTimes: say.times,
    verifyCron: say.cron,
    timeoutMinutes: say.timeout,
    idleMinutes: say.idle,
    retryDelayMinutes: say.retryDelay,
  }
  return labels[field]
}
