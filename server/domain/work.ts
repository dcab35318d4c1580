import { z } from 'zod'
import type { FailureRecord } from '../../plugins/failure.ts'
import type { JobResult, Progress } from './job.ts'

/** What was asked for. It names things by their ids; what they hold at the moment of the claim is what the job works with, whatever is edited later. */
export const workRequestSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('backup'),
    sourceId: z.string(),
    planId: z.string().nullable(),
    /** Where to; null for the targets of the plan. */
    targetIds: z.array(z.string()).min(1).nullable(),
    /** Null for that of the plan. */
    mode: z.enum(['full', 'incremental', 'differential']).nullable(),
    tables: z.array(z.string()).min(1).nullable(),
    description: z.string().max(2000),
    /** Instead of that of the plan; absent for that. */
    codec: z.enum(['zstd', 'deflate', 'store']).optional(),
    /** How far it is verified right after, whatever its plan says; absent for what the plan says. */
    verify: z.enum(['parsed', 'proven']).optional(),
    purpose: z.enum(['regular', 'safety']),
  }),
  z.object({
    kind: z.literal('restore'),
    from: z.union([z.object({ backupId: z.string() }), z.object({ path: z.string(), name: z.string() })]),
    /** A source that is kept, or a place that is not. The configuration of a place holds no secrets: those belong to sources. */
    to: z.union([z.object({ sourceId: z.string() }), z.object({ dialect: z.string(), config: z.record(z.string(), z.unknown()) })]),
    existing: z.enum(['refuse', 'replace', 'keep']),
    tables: z.array(z.string()).min(1).nullable(),
    /** Whether the destination is backed up first, as far as it holds anything. */
    isSafe: z.boolean(),
    /** The restore that this one takes back. */
    undoOf: z.string().nullable(),
  }),
  z.object({
    kind: z.literal('verify'),
    backupId: z.string(),
    level: z.enum(['stored', 'parsed', 'proven']),
    /** Which copy; null for the first that is kept. */
    targetId: z.string().nullable(),
  }),
  /** With `planId` what retention removes at that moment; with `backupIds` exactly these and, if asked, what needs them. */
  z.object({ kind: z.literal('prune'), planId: z.string().nullable(), backupIds: z.array(z.string()), reason: z.string() }),
  z.object({ kind: z.literal('copy'), backupId: z.string(), targetId: z.string() }),
  z.object({ kind: z.literal('rescan'), targetId: z.string() }),
])

export type WorkRequest = z.infer<typeof workRequestSchema>
export type WorkKind = WorkRequest['kind']
export type RequestOf<Kind extends WorkKind> = Extract<WorkRequest, { readonly kind: Kind }>

export type JobState = 'pending' | 'running' | 'completed' | 'completed_with_warnings' | 'failed' | 'cancelled' | 'timeout'

export const terminalStates = [
  'completed',
  'completed_with_warnings',
  'failed',
  'cancelled',
  'timeout',
] as const satisfies readonly JobState[]

export function isTerminal(state: JobState): boolean {
  return (terminalStates as readonly JobState[]).includes(state)
}

/** What a job is doing right now; a job of several steps says which one. */
export interface WorkProgress extends Progress {
  /** `backup`, or of a restore `safety`, `restore`, `check`. */
  readonly step: string
  /** When this was measured, so that a reader can tell a rate. */
  readonly at: string
}

/** What came of a job, beside the result of its last step. */
export interface WorkResult {
  /** The result of the step that the job is about. */
  readonly result: JobResult | null
  /** Backups that it made or that it is about. */
  readonly backupIds: readonly string[]
  /** Of a restore: the backup of what was there before; with it the restore can be undone. */
  readonly safetyBackupId: string | null
  /** Sentences for people: why a full backup, what was removed and why, which copy is missing. */
  readonly notes: readonly string[]
}

export interface Job {
  readonly id: string
  readonly kind: WorkKind
  readonly state: JobState
  readonly trigger: 'manual' | 'auto'
  /** Who asked for it: `user:3`, `key:5`; null for schedules and the command line. */
  readonly requestedBy: string | null
  readonly request: WorkRequest
  readonly planId: string | null
  readonly sourceId: string | null
  readonly targetId: string | null
  readonly backupId: string | null
  readonly queuedAt: Date
  /** Not claimed before it. */
  readonly notBefore: Date
  readonly startedAt: Date | null
  readonly finishedAt: Date | null
  readonly progress: WorkProgress | null
  readonly result: WorkResult | null
  readonly failure: FailureRecord | null
  /** A word beside the state: `interrupted`, `idle`, `cancelled`, a failure's code. */
  readonly reason: string | null
  readonly warnings: number
  readonly isCancelRequested: boolean
  /** 1 for the first try; a retry is a job of its own that names the one before. */
  readonly attempt: number
  readonly retryOf: string | null
  /** Increased by every claim; whoever holds an older one can commit nothing. */
  readonly fence: number
  readonly owner: string | null
  readonly leaseUntil: Date | null
}

/** One line of a job's log. */
export interface LogLine {
  readonly at: string
  readonly level: 'debug' | 'info' | 'warn' | 'error'
  readonly message: string
  readonly detail?: Readonly<Record<string, unknown>>
}
