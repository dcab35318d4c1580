import { z } from 'zod'
import type { Warning } from '../../plugins/contract.ts'
import type { FailureRecord } from '../../plugins/failure.ts'

/** One plugin with its configuration, as a job gets it: validated again by the plugin's own schema when it is opened. */
const pluginUse = z.object({ name: z.string(), config: z.record(z.string(), z.unknown()) })

const archiveUse = z.object({ target: pluginUse, key: z.string() })

const limits = z.object({
  /** The whole job may take this long; null means no end. */
  timeoutMs: z.number().int().positive().nullable(),
  /** The job ends when no byte moved for this long. */
  idleMs: z.number().int().positive().nullable(),
})

const common = { id: z.string(), limits, pluginPaths: z.array(z.string()) }

export const backupSpecification = z.object({
  ...common,
  kind: z.literal('backup'),
  source: pluginUse.extend({ label: z.string() }),
  targets: z.array(pluginUse.extend({ prefix: z.string() })).min(1),
  mode: z.enum(['full', 'incremental', 'differential']),
  trigger: z.enum(['manual', 'auto']),
  codec: z.enum(['zstd', 'deflate', 'store']),
  tables: z.array(z.string()).nullable(),
  /** age recipients; empty means not sealed. */
  recipients: z.array(z.string()),
  /** A passphrase to seal with instead of recipients. */
  passphrase: z.string().nullable(),
  /** Identities or passphrases that open the parent of an incremental. */
  identities: z.array(z.string()),
  /** IANA time zone of the time in the archive's name. */
  zone: z.string(),
})

export const verifySpecification = z.object({
  ...common,
  kind: z.literal('verify'),
  archive: archiveUse,
  level: z.enum(['stored', 'parsed', 'proven']),
  identities: z.array(z.string()),
  /** Where to restore for `proven`; null lets the dialect make its own place. */
  scratch: z.record(z.string(), z.unknown()).nullable(),
})

export const restoreSpecification = z.object({
  ...common,
  kind: z.literal('restore'),
  archive: archiveUse,
  into: pluginUse,
  existing: z.enum(['refuse', 'replace', 'keep']),
  tables: z.array(z.string()).nullable(),
  identities: z.array(z.string()),
})

/** What a job process reads as the first line of its standard input. It holds secrets: never log it. */
export const jobSpecification = z.discriminatedUnion('kind', [backupSpecification, verifySpecification, restoreSpecification])

export type BackupSpecification = z.infer<typeof backupSpecification>
export type VerifySpecification = z.infer<typeof verifySpecification>
export type RestoreSpecification = z.infer<typeof restoreSpecification>
export type JobSpecification = z.infer<typeof jobSpecification>
export type PluginUse = z.infer<typeof pluginUse>
export type ArchiveUse = z.infer<typeof archiveUse>

export type TrustLevel = 'stored' | 'parsed' | 'proven'

export type Phase = 'probing' | 'dumping' | 'reading' | 'verifying' | 'committing' | 'restoring' | 'proving'

export interface Progress {
  readonly phase: Phase
  /** Bytes of the source (backup) or of the archive's content (verify, restore) so far. */
  readonly bytesRead: number
  /** Bytes that reached the target so far; 0 where nothing is written. */
  readonly bytesStored: number
  /** What `bytesRead` will be at the end, as far as known. */
  readonly bytesExpected: number | null
  readonly sections: number
}

export interface BackupResult {
  readonly kind: 'backup'
  readonly id: string
  readonly name: string
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
}

export interface VerifyResult {
  readonly kind: 'verify'
  readonly id: string
  readonly trust: TrustLevel
  readonly plainBytes: number
  readonly evidence: readonly { readonly name: string; readonly rows: number; readonly checksum: string | null; readonly equal: boolean }[]
  readonly durationMs: number
}

export interface RestoreResult {
  readonly kind: 'restore'
  readonly id: string
  readonly plainBytes: number
  readonly sections: number
  readonly rows: number | null
}

export type JobResult = BackupResult | VerifyResult | RestoreResult

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
  | { readonly type: 'completed'; readonly result: JobResult; readonly warnings: number }
  | { readonly type: 'failed'; readonly failure: FailureRecord }
  | { readonly type: 'cancelled'; readonly reason: 'cancelled' | 'timeout' | 'idle' }
