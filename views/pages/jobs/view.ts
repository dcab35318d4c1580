import type { Backup } from '../../../server/domain/backup.ts'
import type { Job, LogLine } from '../../../server/domain/work.ts'
import type { Told } from '../../parts/said.ts'
import type { JobAsker } from './job-words.ts'

export interface NamedLink {
  readonly href: string
  readonly name: string
}

/** One job with everything that is shown of it. */
export interface JobPageView {
  readonly job: Job
  readonly bytesPerSecond: number | null
  /** The name of what it is about. */
  readonly subject: string | null
  readonly asker: JobAsker
  readonly links: Readonly<Record<'source' | 'target' | 'plan' | 'backup', NamedLink | null>>
  /** Backups that it made, took in, or that it was about, as far as they are known. */
  readonly made: readonly Backup[]
  readonly safety: Backup | null
  readonly related: readonly Job[]
  readonly log: { readonly lines: readonly LogLine[]; readonly isCut: boolean; readonly warnings: readonly string[] }
  readonly mayCancel: boolean
  readonly mayRetry: boolean
  /** Whether the pages of restores may be seen. */
  readonly isAdmin: boolean
  readonly now: Date
}

/** What the page may say was done. */
export const doneWords = ['cancel', 'retry'] as const

export interface JobMessage {
  readonly done: (typeof doneWords)[number] | null
  /** Why something was refused. */
  readonly told: Told | null
}
