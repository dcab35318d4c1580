import type { DialectSupports, Warning } from '../../plugins/contract.ts'
import type { FailureRecord } from '../../plugins/failure.ts'
import type { BrowseResult } from './browsed.ts'
import type { ChainPlace, Scope } from './chain.ts'
import type { InspectResult, UploadRestoreResult } from './upload.ts'

export type TrustLevel = 'stored' | 'parsed' | 'proven'

/** What the commit record beside an archive says of it: enough to list it and to choose it as a parent, and nothing of its content. */
export interface ArchiveRecord {
  readonly id: string
  readonly name: string
  readonly sizeBytes: number
  readonly sha256: string
  /** ISO 8601, as is `finishedAt`. */
  readonly startedAt: string
  readonly finishedAt: string
  readonly trigger: 'manual' | 'auto'
  readonly scope: Scope
  readonly mode: 'full' | 'incremental' | 'differential'
  readonly sealed: boolean
  /** A digest, equal for backups of the same source. */
  readonly source: string
  readonly chain: ChainPlace
  /** The archives that this one's chunks lie in. They must not be removed before it. */
  readonly archives: readonly { readonly id: string; readonly name: string }[]
  readonly warnings: number
}

/** What an archive that is not sealed tells of where it came from. */
export interface SourceFacts {
  readonly label: string
  readonly dialect: string
  readonly engine: string
  readonly version: string
}

export interface TableFigure {
  readonly name: string
  readonly rows: number
  /** Of the dump; null where the dialect gave the table no stretch of its own. */
  readonly sizeBytes: number | null
  readonly checksum: string | null
}

/** What became of a backup at one of its targets. */
export interface CopyOutcome {
  /** The place of the target in the specification. */
  readonly at: number
  readonly key: string
  /** Read back, with its commit record: the copy exists. */
  readonly committed: boolean
  /** Why not; null exactly when it is committed. A `copy` job can make up for it. */
  readonly failure: FailureRecord | null
}

export interface BackupResult {
  readonly kind: 'backup'
  readonly id: string
  readonly name: string
  /** Of the committed copies alone. */
  readonly keys: readonly string[]
  readonly mode: 'full' | 'incremental' | 'differential'
  /** Why it is a full backup although another mode was asked for. */
  readonly fellBack: string | null
  readonly sizeBytes: number
  readonly sha256: string
  readonly plainBytes: number
  readonly chunks: { readonly total: number; readonly stored: number; readonly delta: number; readonly reused: number }
  readonly tables: number
  readonly trust: TrustLevel
  /** As it lies beside every committed copy. */
  readonly record: ArchiveRecord
  readonly source: SourceFacts
  /** Null above 10,000; `tables` still counts them. */
  readonly tableFigures: readonly TableFigure[] | null
  /** One a target, in the order of the specification. */
  readonly copies: readonly CopyOutcome[]
}

export interface AssertionEvidence {
  readonly sql: string
  readonly holds: boolean
  readonly durationMs: number
}

export interface VerifyResult {
  readonly kind: 'verify'
  readonly id: string
  readonly trust: TrustLevel
  readonly plainBytes: number
  readonly evidence: readonly { readonly name: string; readonly rows: number; readonly checksum: string | null; readonly equal: boolean }[]
  /** One an assertion of the specification, in its order; all hold, for one that doesn't fails the job. */
  readonly assertions: readonly AssertionEvidence[]
  readonly durationMs: number
}

export interface RestoreResult {
  readonly kind: 'restore'
  readonly id: string
  readonly plainBytes: number
  readonly sections: number
  readonly rows: number | null
}

export interface RemoveResult {
  readonly kind: 'remove'
  /** One an archive of the specification, in its order. Failure null: neither the archive nor its commit record is there any more. */
  readonly archives: readonly { readonly key: string; readonly failure: FailureRecord | null }[]
}

export interface CopyResult {
  readonly kind: 'copy'
  readonly id: string
  readonly name: string
  /** In the order in which they were written: what the archive refers to, as far as asked for, then the archive itself. */
  readonly archives: readonly {
    readonly id: string
    readonly key: string
    readonly sizeBytes: number
    /** It lay there already, whole and equal. */
    readonly wasThere: boolean
  }[]
}

/** What was last proven of a copy, as it lies beside it. */
export interface CopyProof {
  readonly level: TrustLevel
  readonly at: string
  readonly durationMs: number
  /** How many tables and assertions were compared. */
  readonly compared: number
}

/** An archive that a scan came upon. */
export interface FoundArchive {
  readonly key: string
  /** Null when its commit record can't be read; `failure` then says why. */
  readonly record: ArchiveRecord | null
  /** Null when the archive is sealed, and when it can't be read; `failure` then says why. */
  readonly manifest: { readonly source: SourceFacts; readonly tables: number; readonly plainBytes: number } | null
  /** Absent when nobody left one there, or when it can't be read. */
  readonly proof?: CopyProof
  readonly failure: FailureRecord | null
}

export interface ScanResult {
  readonly kind: 'scan'
  /** How many the `found` events told of. */
  readonly archives: number
  /** How many of them came with a failure. */
  readonly failures: number
}

export interface IdentifyResult {
  readonly kind: 'identify'
  /** Null when the target has none and was not to be given one. */
  readonly identity: string | null
  readonly freeBytes: number | null
  readonly latencyMs: number
  /** This job gave it its identity. */
  readonly wasNew: boolean
}

export interface ProbeResult {
  readonly kind: 'probe'
  readonly engine: string
  readonly version: string
  /** The digest that commit records carry as `source`. */
  readonly identity: string
  readonly sizeBytes: number | null
  readonly tableCount: number
  /** The first 10,000. */
  readonly tables: readonly { readonly name: string; readonly rows: number | null }[]
  readonly parts: readonly string[]
  /** Whether a restore would find nothing there; absent where that isn't known. */
  readonly isEmpty?: boolean
  /** What a restore into it can do. */
  readonly supports?: Pick<DialectSupports, 'partial' | 'liveRestore' | 'existing'>
  /** Only where they were asked for; null for a dialect that takes none. */
  readonly figures?: readonly { readonly name: string; readonly rows: number; readonly checksum: string | null }[] | null
}

export type JobResult =
  | BackupResult
  | VerifyResult
  | RestoreResult
  | RemoveResult
  | CopyResult
  | ScanResult
  | BrowseResult
  | IdentifyResult
  | ProbeResult
  | InspectResult
  | UploadRestoreResult

export type Phase =
  | 'probing'
  | 'dumping'
  | 'reading'
  | 'verifying'
  | 'committing'
  | 'restoring'
  | 'proving'
  | 'copying'
  | 'scanning'
  | 'removing'

export interface Progress {
  readonly phase: Phase
  /** Bytes of the source (backup), of the archive (copy) or of its content (verify, restore) so far. */
  readonly bytesRead: number
  /** Bytes that reached the target so far; 0 where nothing is written. */
  readonly bytesStored: number
  /** What `bytesRead` will be at the end, as far as known. */
  readonly bytesExpected: number | null
  /** Sections of the dump; of a scan or removal, archives. */
  readonly sections: number
}

/** What a job process writes, one JSON object a line. Exactly one of the last three comes, and it comes last. */
export type JobEvent =
  | { readonly type: 'progress'; readonly progress: Progress }
  | {
      readonly type: 'log'
      readonly level: 'debug' | 'info' | 'warn'
      readonly message: string
      readonly detail: Readonly<Record<string, unknown>>
    }
  | { readonly type: 'warning'; readonly warning: Warning }
  /** A part of what a scan finds. It is never dropped as long as somebody reads. */
  | { readonly type: 'found'; readonly archives: readonly FoundArchive[] }
  | { readonly type: 'completed'; readonly result: JobResult; readonly warnings: number }
  | { readonly type: 'failed'; readonly failure: FailureRecord }
  | { readonly type: 'cancelled'; readonly reason: 'cancelled' | 'timeout' | 'idle' }
