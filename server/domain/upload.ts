import { z } from 'zod'
import type { FailureCode } from '../../plugins/failure.ts'

const file = {
  /** A file that the daemon holds. */
  path: z.string().min(1),
  /** What may open it if it is sealed: age identities, or passphrases after `passphrase:`. */
  identities: z.array(z.string()),
  /** What it may unpack to; null for what the program allows at most. */
  plainBytesMax: z.number().int().positive().nullable(),
}

/** Says what an uploaded file is. What every job has besides is added where the kinds of jobs are joined. */
export const inspectSpecification = z.object({ ...file, kind: z.literal('inspect') })

/** Restores what was not made by this installation. */
export const uploadRestoreSpecification = z.object({
  ...file,
  kind: z.literal('upload-restore'),
  into: z.object({ name: z.string(), config: z.record(z.string(), z.unknown()) }),
  existing: z.enum(['refuse', 'replace', 'keep']),
  tables: z.array(z.string()).nullable(),
})

export type InspectSpecification = z.infer<typeof inspectSpecification>
export type UploadRestoreSpecification = z.infer<typeof uploadRestoreSpecification>

/** An archive of ours, any other ZIP file, or SQL text, packed or not. */
export type UploadForm = 'archive' | 'zip' | 'sql'

/** Why an upload would not be restored. */
export interface UploadProblem {
  readonly code: FailureCode
  readonly message: string
  readonly remedy: string | null
}

export interface UploadTable {
  readonly name: string
  /** Null where the file doesn't say it. */
  readonly rows: number | null
  /** Bytes of its rows in the dump; null where the file doesn't say it. */
  readonly sizeBytes: number | null
}

/** What an archive says of itself. */
export interface UploadedBackup {
  readonly id: string
  readonly mode: 'full' | 'incremental' | 'differential'
  readonly startedAt: string
  readonly label: string
  readonly engine: string
  readonly version: string
  /** Whether a commit record lay beside it, which then fitted or is among the problems. */
  readonly hasRecord: boolean
}

/** What an uploaded file is, found without touching anything else. It would be restored if there are no problems. */
export interface UploadReport {
  /** Null when it can't be told, or is none of them. */
  readonly form: UploadForm | null
  readonly sealed: boolean
  /** How SQL text is packed that is in no ZIP file. */
  readonly packing: 'gzip' | 'zstd' | null
  readonly sizeBytes: number
  /** What it unpacks to, read to its end; null when it could not be. */
  readonly plainBytes: number | null
  /** The files in it, up to a number. */
  readonly entries: readonly { readonly name: string; readonly plainBytes: number }[]
  readonly entryCount: number
  /** What would be restored: `backup.sql`, `files.tar`, `settings.json`. */
  readonly parts: readonly string[]
  /** The dialect that it fits; null when it may be any that reads SQL. */
  readonly dialect: string | null
  /** Up to a number. */
  readonly tables: readonly UploadTable[]
  readonly tableCount: number
  readonly backup: UploadedBackup | null
  readonly problems: readonly UploadProblem[]
}

export interface InspectResult extends UploadReport {
  readonly kind: 'inspect'
}

export interface UploadRestoreResult {
  readonly kind: 'upload-restore'
  readonly form: UploadForm
  readonly plainBytes: number
  readonly sections: number
  readonly rows: number | null
}
