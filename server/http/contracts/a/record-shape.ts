import { z } from 'zod'
import { actorOf } from '../../../domain/principal.ts'
import type { Target } from '../../../domain/target.ts'
import { isTerminal, type Job } from '../../../domain/work.ts'
import { placeOfFirst } from '../../../services/places.ts'
import type { RecordEntry } from '../../../services/records.ts'
import type { Call } from '../../call.ts'
import { failureOfJob, sentencesOf } from '../job-failure.ts'
import { timesIn, type ZonedTimes } from '../zoned-time.ts'
import { backupTypes, statusDisplays, statuses, statusOf, typeDisplays, typeOf } from './words.ts'

const time = z.iso.datetime({ offset: true }).meta({ description: 'In the zone of the contracts.' })

/** A backup record of the document. */
export const recordShape = z
  .object({
    id: z.number().int(),
    name: z.string(),
    backup_type: z.enum(backupTypes),
    backup_type_display: z.string(),
    description: z.string(),
    file_path: z.string().meta({ description: 'Where the archive lies; empty until it does.' }),
    file_size: z.number().int().meta({ description: 'Bytes; 0 until it is there.' }),
    status: z.enum(statuses),
    status_display: z.string(),
    error_message: z.string(),
    is_auto: z.boolean(),
    created_at: time,
    started_at: time.nullable(),
    completed_at: time.nullable(),
    created_by: z.number().int().nullable().meta({ description: 'The number of the user or key; null for nobody in particular.' }),
    created_by_name: z.string(),
  })
  .meta({ id: 'ContractABackup' })

export type ShownRecord = z.infer<typeof recordShape>

/** What records are shown by, besides themselves. */
export interface RecordView {
  readonly times: ZonedTimes
  readonly targets: readonly Target[]
  /** What people and programs are called, by actor. */
  readonly names: ReadonlyMap<string, string>
}

export async function viewOf({ house }: Call): Promise<RecordView> {
  const users = (await house.auth.users.list()).map(({ number, name }) => [actorOf({ kind: 'user', number }), name] as const)
  const keys = (await house.auth.keys.list()).map(({ number, name }) => [actorOf({ kind: 'key', number }), name] as const)
  return { times: timesIn(await house.contracts.zone()), targets: await house.targets.list(), names: new Map([...users, ...keys]) }
}

export function shownRecord(entry: RecordEntry, { times, targets, names }: RecordView): ShownRecord {
  const { record, job, backup, copies } = entry
  const type = typeOf(entry)
  const status = statusOf(entry)
  return {
    id: record.number,
    name: nameOf(entry, times),
    backup_type: type,
    backup_type_display: typeDisplays[type],
    description: backup?.description || record.description,
    file_path: placeOfFirst(copies, targets) ?? '',
    file_size: backup?.sizeBytes ?? 0,
    status,
    status_display: statusDisplays[status],
    error_message: status === 'failed' ? errorOf(job) : '',
    is_auto: record.trigger === 'auto',
    created_at: times.time(record.createdAt),
    started_at: times.timeOrNull(job?.startedAt ?? backup?.startedAt),
    completed_at: times.timeOrNull(job === null ? backup?.finishedAt : isTerminal(job.state) ? job.finishedAt : null),
    created_by: numberOf(record.actor),
    created_by_name: names.get(record.actor ?? '') ?? String(record.options['createdByName'] ?? ''),
  }
}

/** As somebody called it; what this contract's schedules make is called after its type, and what came another way after its archive. */
function nameOf(entry: RecordEntry, times: ZonedTimes): string {
  const { record, backup } = entry
  if (record.name !== null) return record.name
  return record.origin !== 'a' && backup !== null ? backup.name : defaultName(typeOf(entry), times.stamp(record.createdAt))
}

/** `完整备份_20250210_235959` */
export function defaultName(type: ShownRecord['backup_type'], stamp: string): string {
  return `${typeDisplays[type]}_${stamp}`
}

/** A job that came to its end, and whose backup is gone, has nothing to say. */
function errorOf(job: Job | null): string {
  const failure = job === null ? null : failureOfJob(job)
  return failure === null ? '' : sentencesOf(failure)
}

/** The number of `user:3`. */
function numberOf(actor: string | null): number | null {
  const number = /^\w+:(\d+)$/.exec(actor ?? '')?.[1]
  return number === undefined ? null : Number(number)
}
