import { z } from 'zod'
import { isTerminal, type Job } from '../../../domain/work.ts'
import type { RecordEntry } from '../../../services/records.ts'
import { failureOfJob, sentencesOf } from '../job-failure.ts'
import { idOf } from './ids.ts'

export const modes = ['full', 'incremental', 'differential'] as const
export const statuses = ['pending', 'running', 'completed', 'failed', 'cancelled'] as const
export type Status = (typeof statuses)[number]

const time = z.iso.datetime()

/** A backup of the document: of its fields it names `id`, `created_at` and `size`. */
export const backupShape = z
  .object({
    id: z.string().meta({ description: 'backup-123' }),
    created_at: time,
    size: z.number().int().meta({ description: 'Of the archive, in bytes; 0 until it is there.' }),
    status: z.enum(statuses),
    type: z.enum(modes).meta({ description: 'What it is; as long as it is not there, what was asked for.' }),
    name: z.string().nullable(),
    description: z.string(),
    trigger: z.enum(['manual', 'auto']),
    includes_database: z.boolean(),
    includes_files: z.boolean(),
    started_at: time.nullable(),
    completed_at: time.nullable(),
    notes: z.array(z.string()).meta({ description: 'Why it is a full one where another was asked for, for example.' }),
    error: z.string().nullable(),
  })
  .meta({ id: 'ContractDBackup' })

export type ShownBackup = z.infer<typeof backupShape>

export function statusOf(job: Job | null, isThere: boolean): Status {
  if (isThere) return 'completed'
  if (job === null || job.state === 'timeout') return 'failed'
  return job.state === 'completed_with_warnings' ? 'completed' : job.state
}

/** What sources hold, by their ids. */
export type Holdings = ReadonlyMap<string, ReadonlySet<string>>

export function shownBackup(entry: RecordEntry, holdings: Holdings): ShownBackup {
  const { record, job, backup } = entry
  const failure = job === null || backup !== null ? null : failureOfJob(job)
  const held = contentOf([record.sourceId ?? ''], holdings)
  const ended = job !== null && isTerminal(job.state) ? job.finishedAt : null
  return {
    id: idOf('backup', record.number),
    created_at: record.createdAt.toISOString(),
    size: backup?.sizeBytes ?? 0,
    status: statusOf(job, backup !== null),
    type: backup?.mode ?? (job?.request.kind === 'backup' ? job.request.mode : null) ?? 'full',
    name: record.name ?? backup?.name ?? null,
    description: backup?.description || record.description,
    trigger: record.trigger,
    ...held,
    started_at: (job?.startedAt ?? backup?.startedAt)?.toISOString() ?? null,
    completed_at: (ended ?? backup?.finishedAt)?.toISOString() ?? null,
    notes: [...(job?.result?.notes ?? [])],
    error: failure === null ? null : sentencesOf(failure),
  }
}

/** What of the document's two kinds of data some sources hold. */
export function contentOf(sourceIds: readonly string[], holdings: Holdings): Pick<ShownBackup, 'includes_database' | 'includes_files'> {
  const dialects = sourceIds.flatMap((id) => [...(holdings.get(id) ?? [])])
  return {
    includes_database: dialects.some((dialect) => dialect !== 'files' && dialect !== 'settings'),
    includes_files: dialects.includes('files'),
  }
}
