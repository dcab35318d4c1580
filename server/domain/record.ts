/** A backup as it was asked for or found, from the moment on which it has a number: contracts list what waits, runs and failed together with what is there. */
export interface BackupRecord {
  /** Given out once, never again. */
  readonly number: number
  /** The job that makes or made it; null for what was found at a target, or made before a restore. */
  readonly jobId: string | null
  /** Null until the backup is there. */
  readonly backupId: string | null
  readonly sourceId: string | null
  readonly trigger: 'manual' | 'auto'
  readonly createdAt: Date
  /** `user:3`, `key:5`; null for nobody in particular. */
  readonly actor: string | null
  /** The contract by which it came; empty for any other way. */
  readonly origin: string
  /** As whoever asked for it calls it; null for the archive's name. */
  readonly name: string | null
  readonly description: string
  /** The word of the contract for what it covers; null where nobody gave one. */
  readonly scope: string | null
  /** What the contract remembers besides. */
  readonly options: Readonly<Record<string, unknown>>
}

/** What somebody may say about a record when asking for it; and a contract, of the backups that a plan of its own makes, as `record` in that plan's options. */
export type RecordNotes = Partial<Pick<BackupRecord, 'origin' | 'name' | 'description' | 'scope' | 'options'>>
