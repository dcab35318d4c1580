import type { Cleanup } from '../domain/backup.ts'
import type { Connection } from './connection.ts'
import type { Page } from './page.ts'

export interface CleanupFilter {
  readonly planId?: string
}

/** The log of removals: what, when, why, and whether the store let go of it. */
export class Cleanups {
  readonly #connection: Connection

  constructor(connection: Connection) {
    this.#connection = connection
  }

  async insert(cleanup: Cleanup): Promise<void> {
    await this.#connection.db
      .insertInto('cleanup')
      .values({
        id: cleanup.id,
        backup_id: cleanup.backupId,
        backup_name: cleanup.backupName,
        plan_id: cleanup.planId,
        at: cleanup.at.getTime(),
        size_bytes: cleanup.sizeBytes,
        reason: cleanup.reason,
        outcome: cleanup.outcome,
        failure: cleanup.failure,
      })
      .execute()
  }

  /** Writes how a removal went on that was ordered before, and resolves with why it was ordered; null when none of that backup is pending. */
  async settle(backupId: string, { at, outcome, failure }: Pick<Cleanup, 'at' | 'outcome' | 'failure'>): Promise<string | null> {
    const { db } = this.#connection
    const all = db.selectFrom('cleanup').select(['id', 'reason']).where('backup_id', '=', backupId)
    const newest = await all.where('outcome', '=', 'delete_pending').orderBy('at', 'desc').limit(1).executeTakeFirst()
    if (newest === undefined) return null
    await db.updateTable('cleanup').set({ at: at.getTime(), outcome, failure }).where('id', '=', newest.id).execute()
    return newest.reason
  }

  /** When this backup was last removed; null when it never was. */
  async removedAt(backupId: string): Promise<Date | null> {
    const removed = this.#connection.db.selectFrom('cleanup').select('at').where('backup_id', '=', backupId)
    const row = await removed.where('outcome', '=', 'removed').orderBy('at', 'desc').limit(1).executeTakeFirst()
    return row === undefined ? null : new Date(row.at)
  }

  /** The newest first. */
  async list(filter: CleanupFilter, { limit, offset = 0, after }: Page): Promise<Cleanup[]> {
    let query = this.#matching(filter).selectAll().orderBy('at', 'desc').orderBy('id', 'desc').limit(limit).offset(offset)
    if (after != null) query = query.where((where) => where(where.refTuple('at', 'id'), '<', where.tuple(after.at.getTime(), after.id)))
    const rows = await query.execute()
    return rows.map((row) => ({
      id: row.id,
      backupId: row.backup_id,
      backupName: row.backup_name,
      planId: row.plan_id,
      at: new Date(row.at),
      sizeBytes: row.size_bytes,
      reason: row.reason,
      outcome: row.outcome,
      failure: row.failure,
    }))
  }

  async count(filter: CleanupFilter): Promise<number> {
    const counted = this.#matching(filter).select((select) => select.fn.countAll().as('count'))
    return Number((await counted.executeTakeFirstOrThrow()).count)
  }

  #matching({ planId }: CleanupFilter) {
    const all = this.#connection.db.selectFrom('cleanup')
    return planId === undefined ? all : all.where('plan_id', '=', planId)
  }
}
