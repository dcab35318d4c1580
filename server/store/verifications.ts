import { type ExpressionBuilder, type Selectable, sql } from 'kysely'
import type { Verification } from '../domain/backup.ts'
import type { Connection } from './connection.ts'
import { readKept } from './kept-text.ts'
import type { Page } from './page.ts'
import type { Tables } from './tables.ts'

export interface VerificationFilter {
  readonly backupId?: string
  /** Only of backups of these sources; of none where it is empty. */
  readonly sourceIds?: readonly string[]
}

export interface VerificationQuarter {
  /** When it began. */
  readonly at: Date
  readonly passed: number
  readonly failed: number
}

const quarterMs = 900_000

/** The evidence: what was verified, how far, and what was found. */
export class Verifications {
  readonly #connection: Connection

  constructor(connection: Connection) {
    this.#connection = connection
  }

  async insert(verification: Verification): Promise<void> {
    await this.#connection.db.insertInto('verification').values(rowOf(verification)).execute()
  }

  /** Of one backup, the newest first. */
  async list(backupId: string, limit: number): Promise<Verification[]> {
    const rows = this.#connection.db.selectFrom('verification').selectAll().where('backup_id', '=', backupId)
    return (await rows.orderBy('at', 'desc').orderBy('id', 'desc').limit(limit).execute()).map(verificationOf)
  }

  /**
   * The chains in which a verification of some backup failed and none since, as thorough or more, has passed: retention leaves these alone.
   * Of two at the same instant the failed one counts.
   */
  async failedChains(): Promise<Set<string>> {
    const rows = await this.#connection.db
      .selectFrom('verification')
      .innerJoin('backup', 'backup.id', 'verification.backup_id')
      .select('backup.chain_root')
      .distinct()
      // Written out, so that the index of the failed ones alone serves it.
      .where('verification.is_passed', '=', sql.lit(0))
      .where((where) => where.not(where.exists(laterPassed(where))))
      .execute()
    return new Set(rows.map(({ chain_root }) => chain_root))
  }

  /** The newest first. */
  async listMatching(filter: VerificationFilter, { limit, offset, after }: Page): Promise<Verification[]> {
    let rows = this.#matching(filter).selectAll().orderBy('at', 'desc').orderBy('id', 'desc').limit(limit)
    if (after != null) rows = rows.where((where) => where(where.refTuple('at', 'id'), '<', where.tuple(after.at.getTime(), after.id)))
    return (await (offset === undefined ? rows : rows.offset(offset)).execute()).map(verificationOf)
  }

  async count(filter: VerificationFilter): Promise<number> {
    const counted = this.#matching(filter).select((select) => select.fn.countAll().as('count'))
    return Number((await counted.executeTakeFirstOrThrow()).count)
  }

  /** How many of a level passed and failed since then, by quarters of an hour: no zone has its midnight within one. */
  async quarters(level: Verification['level'], from: Date): Promise<VerificationQuarter[]> {
    const quarter = sql<number>`at / ${sql.lit(quarterMs)}`
    const rows = await this.#connection.db
      .selectFrom('verification')
      .select(({ fn }) => [quarter.as('quarter'), fn.sum<number>('is_passed').as('passed'), fn.countAll<number>().as('all')])
      .where('at', '>=', from.getTime())
      .where('level', '=', level)
      .groupBy(quarter)
      .execute()
    return rows.map((row) => ({
      at: new Date(row.quarter * quarterMs),
      passed: Number(row.passed),
      failed: Number(row.all) - Number(row.passed),
    }))
  }

  #matching({ backupId, sourceIds }: VerificationFilter) {
    let rows = this.#connection.db.selectFrom('verification')
    if (backupId !== undefined) rows = rows.where('backup_id', '=', backupId)
    if (sourceIds === undefined) return rows
    return rows.where('backup_id', 'in', (from) =>
      from
        .selectFrom('backup')
        .select('backup.id')
        .where('source_id', 'in', [...sourceIds]),
    )
  }
}

function laterPassed(where: ExpressionBuilder<Tables, 'verification'>) {
  return where
    .selectFrom('verification as later')
    .select('later.id')
    .whereRef('later.backup_id', '=', 'verification.backup_id')
    .whereRef('later.at', '>', 'verification.at')
    .where('later.is_passed', '=', 1)
    .where((inner) =>
      inner.or([
        inner('later.level', '=', 'proven'),
        inner('verification.level', '=', 'stored'),
        inner.and([inner('later.level', '=', 'parsed'), inner('verification.level', '=', 'parsed')]),
      ]),
    )
}

function rowOf(verification: Verification): Selectable<Tables['verification']> {
  return {
    id: verification.id,
    backup_id: verification.backupId,
    target_id: verification.targetId,
    job_id: verification.jobId,
    level: verification.level,
    is_passed: verification.isPassed ? 1 : 0,
    at: verification.at.getTime(),
    duration_ms: Math.round(verification.durationMs),
    evidence: JSON.stringify(verification.evidence),
    failure: verification.failure === null ? null : JSON.stringify(verification.failure),
  }
}

function verificationOf(row: Selectable<Tables['verification']>): Verification {
  return {
    id: row.id,
    backupId: row.backup_id,
    targetId: row.target_id,
    jobId: row.job_id,
    level: row.level,
    isPassed: row.is_passed === 1,
    at: new Date(row.at),
    durationMs: row.duration_ms,
    evidence: readKept(row.evidence, `verification ${row.id}`),
    failure: row.failure === null ? null : readKept(row.failure, `verification ${row.id}`),
  }
}
