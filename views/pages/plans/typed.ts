/** What both views of the form of a plan show. */
export const simpleTexts = ['name', 'every', 'time', 'weekday', 'zone', 'keepLast'] as const

/** What only the full view shows; the simple one carries it along unseen. */
export const fullTexts = [
  ...(['monthDay', 'times', 'cron', 'jitterMinutes'] as const),
  ...(['firstTarget', 'mode', 'fullEveryDays', 'chainLengthMax', 'codec', 'recipients', 'tables'] as const),
  ...(['keepDays', 'daily', 'weekly', 'monthly', 'yearly', 'countMax', 'sizeMax', 'verifiedFloor'] as const),
  ...(['level', 'afterBackup', 'verifyEvery', 'verifyTime', 'verifyWeekday', 'verifyMonthDay', 'verifyTimes', 'verifyCron'] as const),
  ...(['timeoutMinutes', 'idleMinutes', 'retries', 'retryDelayMinutes'] as const),
] as const

export type PlanText = (typeof simpleTexts)[number] | (typeof fullTexts)[number]

export type PlanField = PlanText | 'sources' | 'targets' | 'assertions'

/** What stands in the form of a plan, as it was typed. */
export interface PlanTyped {
  readonly texts: Readonly<Record<PlanText, string>>
  /** Ids, in order. */
  readonly sources: readonly string[]
  readonly targets: readonly string[]
  readonly assertions: readonly string[]
}

/** The kinds of schedule that the simple view knows. */
export const simpleKinds: readonly string[] = ['none', 'daily', 'weekly']
export const scheduleKinds = ['none', 'daily', 'weekly', 'monthly', 'times', 'cron'] as const
