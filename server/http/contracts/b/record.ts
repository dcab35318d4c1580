import { z } from 'zod'
import type { Backup } from '../../../domain/backup.ts'
import type { Target } from '../../../domain/target.ts'
import { isTerminal, type Job } from '../../../domain/work.ts'
import { placeOfFirst } from '../../../services/places.ts'
import type { RecordEntry } from '../../../services/records.ts'
import type { CompressionChange } from './compression.ts'
import { wasCompressed } from './compression.ts'

const seconds = z.number().int().meta({ description: 'Unix time in seconds; 0 for not yet.' })
const flag = z.union([z.literal(0), z.literal(1)])

/** BackupRecord of the document. */
export const recordShape = z
  .object({
    id: z.number().int(),
    created_at: seconds,
    updated_at: seconds,
    task_id: z.number().int().meta({ description: 'Always 0: no task has a number here.' }),
    status: z.enum(['pending', 'running', 'completed', 'failed', 'cancelled', 'timeout']),
    file_path: z.string().meta({ description: 'Where the archive lies; empty until it does.' }),
    file_size: z.number().int(),
    database_size: z
      .number()
      .int()
      .meta({ description: 'Of the database when it was read, as it says itself; where it says nothing, of the dump.' }),
    table_count: z.number().int(),
    backup_duration: z.number().int().meta({ description: 'Whole seconds.' }),
    backup_type: z.enum(['manual', 'auto']),
    created_reason: z.string(),
    failure_reason: z.string(),
    compression_ratio: z.number().meta({ description: 'file_size / database_size' }),
    is_compressed: flag,
    completed_at: seconds,
  })
  .meta({ id: 'ContractBRecord' })

/** What the document's list tells of a record. */
export const listedShape = recordShape.pick({
  id: true,
  created_at: true,
  status: true,
  file_path: true,
  file_size: true,
  backup_type: true,
  backup_duration: true,
  created_reason: true,
})

export type ShownRecord = z.infer<typeof recordShape>

/** What a record is shown by, besides itself. */
export interface RecordView {
  readonly targets: readonly Target[]
  /** The plan of this contract, and when its backups were compressed. */
  readonly planId: string | null
  readonly compression: readonly CompressionChange[]
}

export function shownRecord({ record, job, backup, copies }: RecordEntry, view: RecordView): ShownRecord {
  const times = timesOf(job, backup)
  const fileSize = backup?.sizeBytes ?? 0
  const databaseSize = job?.progress?.bytesExpected ?? backup?.plainBytes ?? 0
  return {
    id: record.number,
    created_at: unixSeconds(record.createdAt),
    updated_at: unixSeconds(times.finishedAt ?? times.startedAt ?? record.createdAt),
    task_id: 0,
    status: statusOf(job, backup),
    file_path: placeOfFirst(copies, view.targets) ?? '',
    file_size: fileSize,
    database_size: databaseSize,
    table_count: backup?.tableCount ?? 0,
    backup_duration: durationSeconds(times),
    backup_type: record.trigger,
    created_reason: reasonOf(record, backup),
    failure_reason: failureReason(job, backup),
    compression_ratio: databaseSize === 0 ? 0 : fileSize / databaseSize,
    is_compressed: isCompressed(job, backup, view) ? 1 : 0,
    completed_at: times.finishedAt === null ? 0 : unixSeconds(times.finishedAt),
  }
}

/** Of backups that nobody gave a reason for. */
const reasons = { manual: '手动备份', auto: '自动备份' } as const

function reasonOf({ description, trigger }: RecordEntry['record'], backup: Backup | null): string {
  if (backup?.purpose === 'safety') return '恢复前自动备份'
  return description === '' ? reasons[trigger] : description
}

/** The plan of the contract is asked how it was when the backup began; everything else compresses. */
export function isCompressed(job: Job | null, backup: Backup | null, { planId, compression }: Omit<RecordView, 'targets'>): boolean {
  const owner = backup === null ? (job?.planId ?? null) : backup.planId
  const at = job?.startedAt ?? backup?.startedAt ?? null
  return planId === null || owner !== planId || wasCompressed(compression, at)
}

/** A backup that came with warnings is one all the same. */
function statusOf(job: Job | null, backup: Backup | null): ShownRecord['status'] {
  if (backup !== null) return 'completed'
  if (job === null) return 'failed'
  return job.state === 'completed_with_warnings' ? 'completed' : job.state
}

function failureReason(job: Job | null, backup: Backup | null): string {
  if (backup !== null || job === null) return ''
  if (job.state === 'cancelled') return '备份已取消'
  return job.failure?.message ?? ''
}

interface Times {
  readonly startedAt: Date | null
  readonly finishedAt: Date | null
}

function timesOf(job: Job | null, backup: Backup | null): Times {
  if (backup !== null) return backup
  return { startedAt: job?.startedAt ?? null, finishedAt: job !== null && isTerminal(job.state) ? job.finishedAt : null }
}

function durationSeconds({ startedAt, finishedAt }: Times): number {
  if (startedAt === null || finishedAt === null) return 0
  return Math.max(0, Math.floor((finishedAt.getTime() - startedAt.getTime()) / 1000))
}

export function unixSeconds(at: Date): number {
  return Math.floor(at.getTime() / 1000)
}
