import { Failure } from '../../plugins/failure.ts'
import type { Backup, Copy } from '../domain/backup.ts'
import { type Scope, scopeOf } from '../domain/chain.ts'
import type { BackupRecord, RecordNotes } from '../domain/record.ts'
import { isTerminal, type Job, type RequestOf } from '../domain/work.ts'
import type { RecordFilter, RecordPage } from '../store/records.ts'
import type { Nouns } from '../store/store.ts'
import { BackupService, type RemoveOptions } from './backups.ts'
import type { Installation } from './installation.ts'
import { JobService } from './jobs.ts'

/** A record with what is known of it now. */
export interface RecordEntry {
  readonly record: BackupRecord
  /** The job that makes or made it; null for what was found, and once the job was forgotten. */
  readonly job: Job | null
  readonly backup: Backup | null
  readonly copies: readonly Copy[]
  /** What it covers, or will by its source; null for what never came of a source that is gone. */
  readonly scope: Scope | null
}

/** What to back up; see the request of a backup job. */
export type BackupOrder = Pick<
  RequestOf<'backup'>,
  'sourceId' | 'planId' | 'targetIds' | 'mode' | 'tables' | 'description' | 'codec' | 'verify'
>

/** Backups under their numbers, from the moment on which they were asked for. */
export class RecordService {
  readonly #installation: Installation

  constructor(installation: Installation) {
    this.#installation = installation
  }

  /** Queues a backup and notes what was said about it. Throws what `JobService.enqueue` throws, so `conflict` while one of this source runs or waits. */
  async start(order: BackupOrder, notes: RecordNotes, requestedBy: string | null): Promise<RecordEntry> {
    return this.#installation.store.transaction((nouns) => this.startIn(nouns, order, { notes, requestedBy }))
  }

  /** As `start`, of several sources at once, all or none. */
  async startAll(orders: readonly BackupOrder[], notes: RecordNotes, requestedBy: string | null): Promise<RecordEntry[]> {
    return this.#installation.store.transaction(async (nouns) => {
      const entries = []
      for (const order of orders) entries.push(await this.startIn(nouns, order, { notes, requestedBy }))
      return entries
    })
  }

  /** As `start`, as part of a transaction. */
  async startIn(
    nouns: Nouns,
    order: BackupOrder,
    given: { readonly notes: RecordNotes; readonly requestedBy: string | null; readonly trigger?: Job['trigger'] },
  ): Promise<RecordEntry> {
    const { requestedBy, trigger = 'manual' } = given
    const request = { kind: 'backup', purpose: 'regular', ...order } as const
    const job = await new JobService(this.#installation).enqueueIn(nouns, request, { trigger, requestedBy })
    const { number } = await expectRecord(await nouns.records.findByJob(job.id), job.id)
    await nouns.records.note(number, given.notes)
    const record = await expectRecord(await nouns.records.findByJob(job.id), job.id)
    const [entry] = await entriesOf([record], nouns)
    return entry!
  }

  /** The newest first. */
  async list(filter: RecordFilter, page: RecordPage): Promise<RecordEntry[]> {
    return this.#installation.store.transaction(async (nouns) => entriesOf(await nouns.records.list(filter, page), nouns))
  }

  async count(filter: RecordFilter): Promise<number> {
    return this.#installation.store.records.count(filter)
  }

  /** Throws `not_found`. */
  async find(number: number): Promise<RecordEntry> {
    return this.#installation.store.transaction(async (nouns) => {
      const record = await nouns.records.find(number)
      if (record === null) throw gone(String(number))
      return (await entriesOf([record], nouns))[0]!
    })
  }

  /** The one that a job makes or made. Throws `not_found`. */
  async ofJob(jobId: string): Promise<RecordEntry> {
    return this.#installation.store.transaction(async (nouns) => {
      const record = await nouns.records.findByJob(jobId)
      if (record === null) throw gone(`of job ${jobId.slice(0, 8)}`)
      return (await entriesOf([record], nouns))[0]!
    })
  }

  async numbersOf(backupIds: readonly string[]): Promise<ReadonlyMap<string, number>> {
    return this.#installation.store.records.numbersOf(backupIds)
  }

  /**
   * Removes a backup with its archive, or forgets one that never came. Resolves with the job that removes the archive; null when there is none to remove.
   * Throws what `BackupService.remove` throws, and `conflict` for one that is being made.
   */
  async remove(number: number, options: RemoveOptions): Promise<Job | null> {
    const { job, backup } = await this.find(number)
    if (backup !== null) return new BackupService(this.#installation).remove([backup.id], options)
    if (job !== null && !isTerminal(job.state)) {
      throw new Failure('conflict', 'This backup is being made, so it can not be removed.', {
        remedy: 'Wait for its end, or cancel it first.',
        detail: { jobId: job.id },
      })
    }
    await this.#installation.store.records.forget(number)
    return null
  }
}

async function entriesOf(records: readonly BackupRecord[], nouns: Nouns): Promise<RecordEntry[]> {
  const ids = records.flatMap(({ backupId }) => backupId ?? [])
  const backups = new Map((await nouns.backups.findMany(ids)).map((backup) => [backup.id, backup]))
  const copies = await nouns.copies.listMany(ids)
  const dialects = await dialectsOf(records, nouns)
  const entries: RecordEntry[] = []
  for (const record of records) {
    const job = record.jobId === null ? null : await nouns.jobs.find(record.jobId)
    const backup = record.backupId === null ? null : (backups.get(record.backupId) ?? null)
    const scope = backup?.scope ?? scopeBySource(record, dialects)
    entries.push({ record, job, backup, copies: backup === null ? [] : (copies.get(backup.id) ?? []), scope })
  }
  return entries
}

/** The dialects of the sources of what isn't there yet. */
async function dialectsOf(records: readonly BackupRecord[], { sources }: Pick<Nouns, 'sources'>): Promise<ReadonlyMap<string, string>> {
  const dialects = new Map<string, string>()
  for (const id of new Set(records.flatMap(({ backupId, sourceId }) => (backupId === null && sourceId !== null ? sourceId : [])))) {
    const source = await sources.find(id)
    if (source !== null) dialects.set(id, source.dialect)
  }
  return dialects
}

function scopeBySource({ sourceId }: BackupRecord, dialects: ReadonlyMap<string, string>): Scope | null {
  const dialect = sourceId === null ? undefined : dialects.get(sourceId)
  return dialect === undefined ? null : scopeOf(dialect, null)
}

async function expectRecord(record: BackupRecord | null, jobId: string): Promise<BackupRecord> {
  if (record !== null) return record
  throw new Failure('internal', `Job ${jobId} has no record.`)
}

function gone(which: string): Failure {
  return new Failure('not_found', `There is no backup record ${which}.`, { remedy: 'It may have been removed. Look at the list again.' })
}
