import type { ChainPlace, Scope } from './chain.ts'
import type { TrustLevel } from './job.ts'

/** A backup that exists: its commit record was read back from at least one target. What never came so far is a job that failed. */
export interface Backup {
  /** 32 hex digits: that of its archive. */
  readonly id: string
  readonly name: string
  /** Null when it was made outside of what this daemon knows, or the source was removed. */
  readonly sourceId: string | null
  readonly planId: string | null
  /** Why it exists: by plan or hand, before a restore, or taken in from a target. */
  readonly purpose: 'regular' | 'safety'
  readonly scope: Scope
  readonly mode: 'full' | 'incremental' | 'differential'
  readonly trigger: 'manual' | 'auto'
  readonly startedAt: Date
  readonly finishedAt: Date
  readonly sizeBytes: number
  /** Null where only the commit record of a sealed archive is known. */
  readonly plainBytes: number | null
  readonly sha256: string
  readonly isSealed: boolean
  readonly chain: ChainPlace
  /** The backups whose archives this one's chunks lie in. */
  readonly needs: readonly string[]
  readonly source: {
    readonly label: string | null
    readonly dialect: string | null
    readonly digest: string
    readonly engine: string | null
    readonly version: string | null
  }
  readonly tableCount: number | null
  readonly trust: TrustLevel
  readonly warnings: number
  readonly isPinned: boolean
  /** False when it was surprisingly small beside the ones before it: it then counts for no rule of retention. */
  readonly isSizePlausible: boolean
  readonly description: string
  /** `delete_pending`: its removal has begun and goes on until every copy is gone. It is no longer offered for restore. */
  readonly state: 'kept' | 'delete_pending'
  readonly jobId: string | null
}

/** A table of a backup as the dump counted it. */
export interface BackupTable {
  readonly name: string
  readonly rows: number | null
  readonly sizeBytes: number | null
  readonly checksum: string | null
}

export type CopyState = 'kept' | 'missing' | 'damaged' | 'delete_pending'

export interface Copy {
  readonly backupId: string
  readonly targetId: string
  readonly key: string
  readonly state: CopyState
  readonly verifiedAt: Date | null
  /** Why it is missing or damaged, or why its removal was refused. */
  readonly reason: string | null
}

/** One verification of one copy, with what it found; kept as evidence. */
export interface Verification {
  readonly id: string
  readonly backupId: string
  readonly targetId: string | null
  readonly jobId: string
  readonly level: TrustLevel
  readonly isPassed: boolean
  readonly at: Date
  readonly durationMs: number
  /** Per table or assertion what was compared. */
  readonly evidence: readonly unknown[]
  readonly failure: { readonly code: string; readonly message: string } | null
}

/** One removal that retention or a person ordered. */
export interface Cleanup {
  readonly id: string
  readonly backupId: string
  readonly backupName: string
  readonly planId: string | null
  readonly at: Date
  readonly sizeBytes: number
  readonly reason: string
  readonly outcome: 'removed' | 'delete_pending'
  readonly failure: string | null
}
