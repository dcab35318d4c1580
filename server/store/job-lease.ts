import type { ExpressionBuilder } from 'kysely'
import { Failure, type FailureRecord } from '../../plugins/failure.ts'
import type { Job, JobState, WorkProgress, WorkResult } from '../domain/work.ts'
import type { Connection } from './connection.ts'
import { jobOf } from './job-row.ts'
import type { Tables } from './tables.ts'

/** Who claimed a job, with the fencing number that the claim gave out. */
export interface Lease {
  readonly jobId: string
  readonly fence: number
}

export interface JobEnd {
  readonly state: Exclude<JobState, 'pending' | 'running'>
  readonly at: Date
  readonly reason: string | null
  readonly failure: FailureRecord | null
  readonly result: WorkResult | null
  readonly progress: WorkProgress | null
  readonly warnings: number
  readonly backupId: string | null
}

/**
 * What happens to a job that runs. Every write names the fencing number: whoever holds an older one changes nothing. A lease that ran out is
 * lost when somebody sweeps it, not before: an owner that was only late, on a machine that slept, goes on.
 */
export class JobLeases {
  readonly #connection: Connection

  constructor(connection: Connection) {
    this.#connection = connection
  }

  get #db() {
    return this.#connection.db
  }

  /** Takes a pending job; null when somebody else was faster, holds one of its resources by now, or restores. */
  async claim(job: Job, by: { readonly owner: string; readonly now: Date; readonly leaseUntil: Date }): Promise<Lease | null> {
    const fence = job.fence + 1
    const claimed = await this.#db
      .updateTable('job')
      .set({ state: 'running', owner: by.owner, fence, started_at: by.now.getTime(), lease_until: by.leaseUntil.getTime() })
      .where('id', '=', job.id)
      .where('state', '=', 'pending')
      .where('fence', '=', job.fence)
      // Whoever chose the job looked at the queue a moment ago; another process may have claimed since.
      .where((where) => where.not(where.exists(inTheWay(where))))
      .executeTakeFirst()
    return claimed.numUpdatedRows === 1n ? { jobId: job.id, fence } : null
  }

  /** Holds on to a job and writes how far it is. Says whether it is to be cancelled; null when it is no longer the caller's. */
  async renew(
    lease: Lease,
    state: { readonly leaseUntil: Date; readonly progress: WorkProgress | null; readonly warnings: number },
  ): Promise<{ isCancelRequested: boolean } | null> {
    const row = await this.#held(lease)
      .set({
        lease_until: state.leaseUntil.getTime(),
        progress: state.progress === null ? null : JSON.stringify(state.progress),
        warnings: state.warnings,
      })
      .returning('cancel_requested')
      .executeTakeFirst()
    return row === undefined ? null : { isCancelRequested: row.cancel_requested === 1 }
  }

  /**
   * The end, exactly one. In a transaction it makes everything else in it conditional on still holding the job: throws `conflict` when that is
   * no longer so.
   */
  async finish(lease: Lease, end: JobEnd): Promise<void> {
    const finished = await this.#held(lease)
      .set({
        state: end.state,
        finished_at: end.at.getTime(),
        reason: end.reason,
        failure: end.failure === null ? null : JSON.stringify(end.failure),
        result: end.result === null ? null : JSON.stringify(end.result),
        progress: end.progress === null ? null : JSON.stringify(end.progress),
        warnings: end.warnings,
        ...(end.backupId === null ? {} : { backup_id: end.backupId }),
        owner: null,
        lease_until: null,
      })
      .executeTakeFirst()
    if (finished.numUpdatedRows !== 1n) throw lost(lease)
    await this.#db.deleteFrom('job_resource').where('job_id', '=', lease.jobId).execute()
  }

  /** Throws `conflict` unless the job is still the caller's: for writes in the middle of a job. */
  async require(lease: Lease): Promise<void> {
    const row = await this.#db
      .selectFrom('job')
      .select('id')
      .where('id', '=', lease.jobId)
      .where('fence', '=', lease.fence)
      .where('state', '=', 'running')
      .executeTakeFirst()
    if (row === undefined) throw lost(lease)
  }

  /** Remembers which process does the present step. Writes nothing when the job is no longer the caller's. */
  async noteStep(lease: Lease, stepOwner: string): Promise<void> {
    await this.#held(lease).set({ step_owner: stepOwner }).execute()
  }

  /**
   * Ends what nobody runs any more: its lease has run out, or its owner and the process of its step are certainly gone. A step that outlives its
   * owner ends by itself soon; until then nothing else may use what it uses. Returns the jobs as they were.
   */
  async sweep(now: Date, isGone: (owner: string) => boolean): Promise<Job[]> {
    const running = await this.#db.selectFrom('job').selectAll().where('state', '=', 'running').execute()
    const swept: Job[] = []
    for (const row of running) {
      const isAbandoned = row.owner !== null && isGone(row.owner) && (row.step_owner === null || isGone(row.step_owner))
      const isHeld = row.lease_until !== null && row.lease_until > now.getTime() && !isAbandoned
      if (isHeld) continue
      const updated = await this.#db
        .updateTable('job')
        .set({
          state: 'failed',
          reason: 'interrupted',
          finished_at: now.getTime(),
          failure: JSON.stringify(interrupted()),
          owner: null,
          lease_until: null,
          fence: row.fence + 1,
        })
        .where('id', '=', row.id)
        .where('state', '=', 'running')
        .where('fence', '=', row.fence)
        .executeTakeFirst()
      if (updated.numUpdatedRows !== 1n) continue
      await this.#db.deleteFrom('job_resource').where('job_id', '=', row.id).execute()
      swept.push(jobOf(row))
    }
    return swept
  }

  #held({ jobId, fence }: Lease) {
    return this.#db.updateTable('job').where('id', '=', jobId).where('fence', '=', fence).where('state', '=', 'running')
  }
}

/** Jobs that run and use what this one needs, and restores, beside which nothing starts. */
function inTheWay(where: ExpressionBuilder<Tables, 'job'>) {
  return where
    .selectFrom('job as other')
    .select('other.id')
    .where('other.state', '=', 'running')
    .where((inner) =>
      inner.or([
        inner('other.kind', '=', 'restore'),
        inner.exists(
          inner
            .selectFrom('job_resource as own')
            .innerJoin('job_resource as held', 'held.resource', 'own.resource')
            .select('own.resource')
            .whereRef('own.job_id', '=', 'job.id')
            .whereRef('held.job_id', '=', 'other.id'),
        ),
      ]),
    )
}

function lost({ jobId }: Lease): Failure {
  return new Failure('conflict', `Job ${jobId} is no longer this process's: its lease ran out.`, {
    remedy: 'Look at the job: it was ended as interrupted. Run it again.',
    detail: { lost: true },
  })
}

function interrupted(): FailureRecord {
  return new Failure('unavailable', 'The process that ran this job is gone; the job was interrupted.', {
    remedy: 'Run it again. What it left behind is removed by itself.',
  }).toJSON()
}
