import { z } from 'zod'

const numberMax = 100_000
const count = z.number().int().positive().max(numberMax).nullable().default(null)

/**
 * What is kept of a plan's backups; null leaves a rule out. A backup stays when any rule matches it. Without a rule and without a cap, all stay.
 * Strict, because a misspelt rule would otherwise be one that is silently not applied.
 */
export const retentionSchema = z.strictObject({
  /** The last so many backups that count, and what doesn't count among them. */
  keepLast: count,
  /** Whatever is no older than so many times 24 hours. Only time in which backups were made counts as age. */
  keepDays: count,
  /** The newest of each of the last so many days, weeks (from Monday), months, years in which there is one. */
  daily: count,
  weekly: count,
  monthly: count,
  yearly: count,
  /**
   * How many regular backups of one line (a source within the plan) may be there, so that a plan of two sources keeps so many of each. Like the
   * cap on their size it overrides the rules above, but nothing that protects a backup; of a chain, only the end may go.
   */
  countMax: count,
  /** What the regular backups may take together. It overrides the rules above, but nothing that protects a backup. */
  sizeBytesMax: z.number().int().positive().nullable().default(null),
  /** The last so many verified backups of each line stay, whatever the rules and the caps say. With 0 only the newest backup is safe from the caps. */
  verifiedFloor: z.number().int().nonnegative().max(numberMax).default(1),
})

export type RetentionPolicy = z.infer<typeof retentionSchema>

export const bucketKinds = ['daily', 'weekly', 'monthly', 'yearly'] as const
export type BucketKind = (typeof bucketKinds)[number]

/** Whether any rule says which backups stay; if none does, all stay as far as the caps allow. */
export function hasRules(policy: RetentionPolicy): boolean {
  return policy.keepLast !== null || policy.keepDays !== null || bucketKinds.some((kind) => policy[kind] !== null)
}

/** Whether nothing is ever removed under this policy, so that there is no use in planning. */
export function keepsEverything(policy: RetentionPolicy): boolean {
  return !hasRules(policy) && policy.countMax === null && policy.sizeBytesMax === null
}
