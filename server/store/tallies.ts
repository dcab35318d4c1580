import type { Expression, ExpressionBuilder, SelectQueryBuilder, SqlBool } from 'kysely'
import type { TrustLevel } from '../domain/job.ts'
import type { JobState, WorkKind } from '../domain/work.ts'
import type { Connection } from './connection.ts'
import type { Tables } from './tables.ts'

/** Where a walk over a table goes on. */
export interface TallyPlace {
  readonly at: Date
  readonly id: string
}

/** Kept backups of one source in one plan that are trusted alike. */
export interface BackupTally {
  readonly planId: string | null
  readonly sourceId: string | null
  readonly trust: TrustLevel
  readonly count: number
  readonly sizeBytes: number
  /** When the newest one started that a restore could be made from; null where there is none. Safety backups and surprisingly small ones are none. */
  readonly lastGoodAt: Date | null
}

export interface TargetTally {
  readonly targetId: string
  readonly count: number
  readonly sizeBytes: number
}

export interface JobTally {
  readonly kind: WorkKind
  readonly state: JobState
  readonly count: number
}

/** Part of a walk, and where the next part begins; null at the end. */
export interface Tallied<Found> {
  readonly found: Found
  readonly next: TallyPlace | null
}

export interface BackupTallies {
  readonly backups: readonly BackupTally[]
  readonly targets: readonly TargetTally[]
}

/** Sums over all backups and jobs, a part at a time: of a million of them, one query for all would keep the daemon from answering for seconds. */
export class Tallies {
  readonly #connection: Connection

  constructor(connection: Connection) {
    this.#connection = connection
  }

  get #db() {
    return this.#connection.db
  }

  /** Of the next `limit` backups, the oldest first. */
  async backups(after: TallyPlace | null, limit: number): Promise<Tallied<BackupTallies>> {
    const ordered = this.#db
      .selectFrom('backup')
      .where((where) => (after === null ? where.lit(true) : backupsAfter(where, after)))
      .orderBy('started_at')
      .orderBy('id')
    const next = await ordered
      .select(['started_at as at', 'id'])
      .offset(limit - 1)
      .limit(1)
      .executeTakeFirst()
    const part = ordered.limit(limit)
    return { found: { backups: await this.#trusted(part), targets: await this.#copied(part) }, next: placeOf(next) }
  }

  /** The part is chosen before it is grouped, or the database would rather read all there is in the order of another index. */
  async #trusted(part: SelectQueryBuilder<Tables, 'backup', unknown>): Promise<BackupTally[]> {
    const rows = await this.#db
      .selectFrom(
        part
          .select((select) => ['plan_id', 'source_id', 'trust', 'state', 'size_bytes', 'started_at', isGood(select).as('is_good')])
          .as('part'),
      )
      .where('state', '=', 'kept')
      .select((select) => [
        'plan_id',
        'source_id',
        'trust',
        select.fn.countAll().as('count'),
        select.fn.sum('size_bytes').as('size_bytes'),
        select.fn.max(select.case().when('is_good', '=', 1).then(select.ref('started_at')).end()).as('last_good_at'),
      ])
      .groupBy(['plan_id', 'source_id', 'trust'])
      .execute()
    return rows.map((row) => ({
      planId: row.plan_id,
      sourceId: row.source_id,
      trust: row.trust,
      count: Number(row.count),
      sizeBytes: Number(row.size_bytes),
      lastGoodAt: row.last_good_at === null ? null : new Date(Number(row.last_good_at)),
    }))
  }

  async #copied(part: SelectQueryBuilder<Tables, 'backup', unknown>): Promise<TargetTally[]> {
    const rows = await this.#db
      .selectFrom(part.select(['id', 'size_bytes']).as('part'))
      // In this order and no other: the database would look through all copies for those of the part.
      .crossJoin('copy')
      .whereRef('copy.backup_id', '=', 'part.id')
      .where('copy.state', '=', 'kept')
      .select((select) => ['copy.target_id', select.fn.countAll().as('count'), select.fn.sum('part.size_bytes').as('size_bytes')])
      .groupBy('copy.target_id')
      .execute()
    return rows.map((row) => ({ targetId: row.target_id, count: Number(row.count), sizeBytes: Number(row.size_bytes) }))
  }

  /** Of the next `limit` jobs, the oldest first. */
  async jobs(after: TallyPlace | null, limit: number): Promise<Tallied<readonly JobTally[]>> {
    const ordered = this.#db
      .selectFrom('job')
      .where((where) => (after === null ? where.lit(true) : jobsAfter(where, after)))
      .orderBy('queued_at')
      .orderBy('id')
    const next = await ordered
      .select(['queued_at as at', 'id'])
      .offset(limit - 1)
      .limit(1)
      .executeTakeFirst()
    const rows = await this.#db
      .selectFrom(ordered.select(['kind', 'state']).limit(limit).as('part'))
      .select((select) => ['kind', 'state', select.fn.countAll().as('count')])
      .groupBy(['kind', 'state'])
      .execute()
    return { found: rows.map(({ kind, state, count }) => ({ kind, state, count: Number(count) })), next: placeOf(next) }
  }
}

type Where<Table extends keyof Tables> = ExpressionBuilder<Tables, Table>

function backupsAfter(where: Where<'backup'>, { at, id }: TallyPlace): Expression<SqlBool> {
  return where(where.refTuple('started_at', 'id'), '>', where.tuple(at.getTime(), id))
}

function jobsAfter(where: Where<'job'>, { at, id }: TallyPlace): Expression<SqlBool> {
  return where(where.refTuple('queued_at', 'id'), '>', where.tuple(at.getTime(), id))
}

/** Whether a restore could be made from it, and would give what the plan is about. */
function isGood(where: Where<'backup'>) {
  const kept = where
    .selectFrom('copy')
    .select('copy.backup_id')
    .whereRef('copy.backup_id', '=', 'backup.id')
    .where('copy.state', '=', 'kept')
  const isFit = where.and([where('purpose', '=', 'regular'), where('is_size_plausible', '=', 1), where.exists(kept)])
  return where.case().when(isFit).then(1).else(0).end()
}

function placeOf(row: { readonly at: number; readonly id: string } | undefined): TallyPlace | null {
  return row === undefined ? null : { at: new Date(Number(row.at)), id: row.id }
}
