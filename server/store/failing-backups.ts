import type { ExpressionBuilder, Kysely } from 'kysely'
import type { JobState } from '../domain/work.ts'
import type { Tables } from './tables.ts'

/** A backup job that failed, and after which none of its plan and source has ended yet. */
export interface FailingBackup {
  readonly jobId: string
  readonly planId: string | null
  readonly sourceId: string
  readonly state: Extract<JobState, 'failed' | 'timeout'>
  readonly at: Date
  /** Whether none of its source has ended since, whatever plan asked for it. */
  readonly isLastOfSource: boolean
}

type Looked = Tables & { failed: Pick<Tables['job'], 'id' | 'plan_id' | 'source_id' | 'queued_at'> }

/** Those among the newest `lookedAtMax` that failed, the newest first. */
export async function failingBackups(db: Kysely<Tables>, lookedAtMax: number): Promise<FailingBackup[]> {
  const failed = db
    .selectFrom('job')
    .select(['id', 'plan_id', 'source_id', 'state', 'queued_at', 'finished_at'])
    .where('kind', '=', 'backup')
    .where('state', 'in', ['failed', 'timeout'])
    .orderBy('queued_at', 'desc')
    .orderBy('id', 'desc')
    .limit(lookedAtMax)
    .as('failed')
  const rows = await db
    .selectFrom(failed)
    .select((select) => ['id', 'plan_id', 'source_id', 'state', 'finished_at', select.exists(laterOfSource(select)).as('has_later')])
    .where((where) => where.not(where.exists(laterOfSource(where).whereRef('later.plan_id', 'is not distinct from', 'failed.plan_id'))))
    .orderBy('queued_at', 'desc')
    .orderBy('id', 'desc')
    .execute()
  return rows.flatMap((row) => {
    // Of a source that is gone nobody can be told where to look.
    if (row.source_id === null) return []
    const { id: jobId, plan_id: planId, source_id: sourceId, finished_at } = row
    const state = row.state as FailingBackup['state']
    return [{ jobId, planId, sourceId, state, at: new Date(finished_at ?? 0), isLastOfSource: !row.has_later }]
  })
}

/** What of the same source was queued later and has ended. */
function laterOfSource(where: ExpressionBuilder<Looked, 'failed'>) {
  return where
    .selectFrom('job as later')
    .select('later.id')
    .where('later.kind', '=', 'backup')
    .where('later.state', 'not in', ['pending', 'running'])
    .whereRef('later.source_id', '=', 'failed.source_id')
    .where((inner) => inner(inner.refTuple('later.queued_at', 'later.id'), '>', inner.refTuple('failed.queued_at', 'failed.id') as never))
}
