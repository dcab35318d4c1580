import { z } from 'zod'
import type { Target } from '../../../domain/target.ts'
import { isTerminal, type Job } from '../../../domain/work.ts'
import { placeOfFirst } from '../../../services/places.ts'
import type { RecordEntry } from '../../../services/records.ts'

const time = z.iso.datetime().nullable()

/** A backup as this contract shows it: the document gives no answers, so it speaks like the document's requests. */
export const backupShape = z
  .object({
    id: z.number().int().meta({ description: 'What `?id=` takes.' }),
    backupId: z.number().int().meta({ description: 'The same, as a restore takes it.' }),
    type: z.enum(['full', 'partial']),
    tables: z.array(z.string()).meta({ description: 'Those that were asked for; empty for all.' }),
    description: z.string(),
    status: z.enum(['pending', 'running', 'completed', 'failed', 'cancelled', 'timeout']),
    trigger: z.enum(['manual', 'scheduled']),
    filename: z.string().nullable(),
    location: z.string().nullable().meta({ description: 'Where the archive lies.' }),
    size: z.number().int().meta({ description: 'Of the archive, in bytes.' }),
    tableCount: z.number().int(),
    createdAt: z.iso.datetime(),
    completedAt: time,
    error: z.string().nullable(),
  })
  .meta({ id: 'ContractEBackup' })

export function shownBackup({ record, job, backup, copies }: RecordEntry, targets: readonly Target[]): z.infer<typeof backupShape> {
  const tables = tablesAsked(job)
  const type = record.scope === 'partial' || backup?.scope === 'partial' || tables.length > 0 ? 'partial' : 'full'
  const ended = job !== null && isTerminal(job.state) ? job.finishedAt : null
  return {
    id: record.number,
    backupId: record.number,
    type,
    tables,
    description: record.description,
    status: statusOf(job, backup !== null),
    trigger: record.trigger === 'auto' ? 'scheduled' : 'manual',
    filename: backup?.name ?? null,
    location: placeOfFirst(copies, targets),
    size: backup?.sizeBytes ?? 0,
    tableCount: backup?.tableCount ?? 0,
    createdAt: record.createdAt.toISOString(),
    completedAt: (backup?.finishedAt ?? ended)?.toISOString() ?? null,
    error: backup === null ? (job?.failure?.message ?? null) : null,
  }
}

function tablesAsked(job: Job | null): string[] {
  return job?.request.kind === 'backup' ? [...(job.request.tables ?? [])] : []
}

/** A backup that came with warnings is one all the same. */
function statusOf(job: Job | null, isThere: boolean): z.infer<typeof backupShape>['status'] {
  if (isThere) return 'completed'
  if (job === null) return 'failed'
  return job.state === 'completed_with_warnings' ? 'completed' : job.state
}
