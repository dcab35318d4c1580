import type { Backup } from '../../../server/domain/backup.ts'

export interface SubjectTable {
  readonly name: string
  readonly rows: number | null
  readonly sizeBytes: number | null
  /** A source of a bundle, whole. */
  readonly isMember: boolean
}

/** What is to be restored: a backup or an upload. */
export interface RestoreSubject {
  readonly kind: 'backup' | 'upload'
  readonly id: string
  readonly name: string
  /** Null where it isn't known, and for SQL text that any database may take. */
  readonly dialect: string | null
  readonly sizeBytes: number
  readonly startedAt: Date | null
  readonly sourceName: string | null
  readonly backup: Backup | null
  readonly tables: readonly SubjectTable[]
  readonly tableCount: number
  /** How some of it is chosen: ticked, typed as paths, or not at all. */
  readonly picker: 'tables' | 'paths' | 'none'
  /** Nothing is known that would keep it from being restored. */
  readonly isSound: boolean
}
