import type { RetainedBackup, RetentionClock, RetentionPolicy } from '../../../server/domain/retention.ts'
import { planRetention, retentionSchema } from '../../../server/domain/retention.ts'

export const hourMs = 3_600_000
export const dayMs = 24 * hourMs
export const now = new Date('2026-07-15T12:00:00Z')

export const clock: RetentionClock = { now, zone: 'UTC', lastSeen: null, longestGapMs: Infinity }

export function policyOf(rules: Partial<RetentionPolicy>): RetentionPolicy {
  return retentionSchema.parse(rules)
}

/** A good full backup of 100 bytes, `days` before now. */
export function backupAt(id: string, days: number, given: Partial<RetainedBackup> = {}): RetainedBackup {
  return {
    id,
    startedAt: new Date(now.getTime() - days * dayMs),
    sizeBytes: 100,
    trust: 'stored',
    mode: 'full',
    isGood: true,
    isSizePlausible: true,
    isPinned: false,
    purpose: 'regular',
    needs: [],
    chainHeld: false,
    isInUse: false,
    isRemovable: true,
    line: 'shop',
    ...given,
  }
}

/** `count` backups, a day apart: d1 is a day old, d2 two days. */
export function daily(count: number, given: Partial<RetainedBackup> = {}): RetainedBackup[] {
  return Array.from({ length: count }, (_, index) => backupAt(`d${index + 1}`, index + 1, given))
}

/** The ids that stay, in the order given. */
export function keptOf(backups: readonly RetainedBackup[], rules: Partial<RetentionPolicy>, at: RetentionClock = clock): string[] {
  const { decisions } = planRetention(backups, policyOf(rules), at)
  return decisions.filter(({ keep }) => keep).map(({ id }) => id)
}

/** The codes of the reasons for one backup. */
export function codesOf(id: string, backups: readonly RetainedBackup[], rules: Partial<RetentionPolicy>): string[] {
  const { decisions } = planRetention(backups, policyOf(rules), clock)
  return decisions.find((decision) => decision.id === id)!.reasons.map(({ code }) => code)
}
