import type { Selectable } from 'kysely'
import { type Job, workRequestSchema } from '../domain/work.ts'
import { readKept } from './kept-text.ts'
import type { Tables } from './tables.ts'
import { dateOf, timeOf } from './times.ts'

type Row = Selectable<Tables['job']>

/** A new job as its table keeps it. */
export function rowOf(job: Job): Row {
  return {
    id: job.id,
    kind: job.kind,
    state: job.state,
    trigger_kind: job.trigger,
    requested_by: job.requestedBy,
    request: JSON.stringify(job.request),
    plan_id: job.planId,
    source_id: job.sourceId,
    target_id: job.targetId,
    backup_id: job.backupId,
    has_backup: 0,
    step_owner: null,
    queued_at: job.queuedAt.getTime(),
    not_before: job.notBefore.getTime(),
    started_at: timeOf(job.startedAt),
    finished_at: timeOf(job.finishedAt),
    progress: textOf(job.progress),
    result: textOf(job.result),
    failure: textOf(job.failure),
    reason: job.reason,
    warnings: job.warnings,
    cancel_requested: job.isCancelRequested ? 1 : 0,
    attempt: job.attempt,
    retry_of: job.retryOf,
    fence: job.fence,
    owner: job.owner,
    lease_until: timeOf(job.leaseUntil),
  }
}

export function jobOf(row: Row): Job {
  return {
    id: row.id,
    kind: row.kind,
    state: row.state,
    trigger: row.trigger_kind,
    requestedBy: row.requested_by,
    request: readKept(row.request, `job ${row.id}`, (value) => workRequestSchema.parse(value)),
    planId: row.plan_id,
    sourceId: row.source_id,
    targetId: row.target_id,
    backupId: row.backup_id,
    queuedAt: new Date(row.queued_at),
    notBefore: new Date(row.not_before),
    startedAt: dateOf(row.started_at),
    finishedAt: dateOf(row.finished_at),
    progress: keptOf(row.progress, row.id),
    result: keptOf(row.result, row.id),
    failure: keptOf(row.failure, row.id),
    reason: row.reason,
    warnings: row.warnings,
    isCancelRequested: row.cancel_requested === 1,
    attempt: row.attempt,
    retryOf: row.retry_of,
    fence: row.fence,
    owner: row.owner,
    leaseUntil: dateOf(row.lease_until),
  }
}

function textOf(value: unknown): string | null {
  return value === null ? null : JSON.stringify(value)
}

function keptOf<Value>(text: string | null, id: string): Value | null {
  return text === null ? null : readKept<Value>(text, `job ${id}`)
}
