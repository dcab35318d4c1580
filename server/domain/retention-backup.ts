import type { TrustLevel } from './job-result.ts'

/** What retention must know of a backup to decide about it. */
export interface RetainedBackup {
  readonly id: string
  readonly startedAt: Date
  readonly sizeBytes: number
  /** For whoever shows the decision: the rules ask only whether a backup is good. */
  readonly trust: TrustLevel
  readonly mode: 'full' | 'incremental' | 'differential'
  /** Completed, and verified at least as `stored`. */
  readonly isGood: boolean
  /** False: `findAnomaly` called it small when it was made, and nobody has said since that this size is right. */
  readonly isSizePlausible: boolean
  readonly isPinned: boolean
  readonly purpose: 'regular' | 'safety' | 'upload'
  /** The backups whose archives this one refers to, directly at least. */
  readonly needs: readonly string[]
  /** Set on every backup of a chain in which the last verification failed: nothing of it may be removed. */
  readonly chainHeld: boolean
  /** A job works on it, so it is not touched now; unlike one that can't be read, it counts, and what it needs is known. */
  readonly isInUse: boolean
  /** False when its record can't be read or its copies are unknown: it is never touched, doesn't count, and may need anything older. */
  readonly isRemovable: boolean
  /** The source within the plan; counts, floors and ages are those of one line. */
  readonly line: string
}

/** Oldest first; of one instant in the order of the ids, so that every plan over the same backups is the same. */
export function byAge(one: RetainedBackup, other: RetainedBackup): number {
  return one.startedAt.getTime() - other.startedAt.getTime() || (one.id < other.id ? -1 : one.id > other.id ? 1 : 0)
}
