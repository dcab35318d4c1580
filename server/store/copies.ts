import { type Selectable, sql } from 'kysely'
import type { Copy, CopyState } from '../domain/backup.ts'
import type { Connection } from './connection.ts'
import { portionsOf } from './page.ts'
import type { Tables } from './tables.ts'
import { dateOf, timeOf } from './times.ts'

/** A copy that is not where it was, or not what it was. */
export interface SpoiledCopy {
  readonly backup: { readonly id: string; readonly name: string }
  readonly targetId: string
  readonly state: 'missing' | 'damaged'
}

const spoiledMax = 10_000

/** Where the archives of backups lie. */
export class Copies {
  readonly #connection: Connection

  constructor(connection: Connection) {
    this.#connection = connection
  }

  get #db() {
    return this.#connection.db
  }

  /** Writes what is known of a copy now. */
  async put(copy: Copy): Promise<void> {
    const row = rowOf(copy)
    await this.#db
      .insertInto('copy')
      .values(row)
      .onConflict((conflict) => conflict.columns(['backup_id', 'target_id']).doUpdateSet(row))
      .execute()
  }

  async setState(copy: Pick<Copy, 'backupId' | 'targetId'>, state: CopyState, reason: string | null): Promise<void> {
    await this.#of(copy).set({ state, reason }).execute()
  }

  async setVerified(copy: Pick<Copy, 'backupId' | 'targetId'>, at: Date): Promise<void> {
    await this.#of(copy).set({ state: 'kept', reason: null, verified_at: at.getTime() }).execute()
  }

  async list(backupId: string): Promise<Copy[]> {
    const rows = await this.#db.selectFrom('copy').selectAll().where('backup_id', '=', backupId).orderBy('target_id').execute()
    return rows.map(copyOf)
  }

  /** By backup; one without copies is missing. */
  async listMany(backupIds: readonly string[]): Promise<Map<string, Copy[]>> {
    const copies: Copy[] = []
    for (const some of portionsOf(backupIds)) {
      const rows = await this.#db.selectFrom('copy').selectAll().where('backup_id', 'in', some).orderBy('target_id').execute()
      for (const row of rows) copies.push(copyOf(row))
    }
    return Map.groupBy(copies, ({ backupId }) => backupId)
  }

  async listAtTarget(targetId: string): Promise<Copy[]> {
    const rows = await this.#db.selectFrom('copy').selectAll().where('target_id', '=', targetId).execute()
    return rows.map(copyOf)
  }

  /** Of backups that are kept, the newest first, among so many as a target that is lost may leave behind. */
  async listSpoiled(limit: number): Promise<SpoiledCopy[]> {
    const rows = await this.#db
      .selectFrom(this.#spoiled().selectAll().limit(spoiledMax).as('copy'))
      .innerJoin('backup', 'backup.id', 'copy.backup_id')
      .select(['copy.backup_id', 'copy.target_id', 'copy.state', 'backup.name'])
      .where('backup.state', '=', 'kept')
      .orderBy('backup.started_at', 'desc')
      .orderBy('backup.id', 'desc')
      .limit(limit)
      .execute()
    return rows.map((row) => ({
      backup: { id: row.backup_id, name: row.name },
      targetId: row.target_id,
      state: row.state as SpoiledCopy['state'],
    }))
  }

  /** Those of backups that are being removed among them: to leave these out would take a second of a target that lost a million. */
  async countSpoiled(): Promise<number> {
    const counted = this.#spoiled().select((select) => select.fn.countAll().as('count'))
    return Number((await counted.executeTakeFirstOrThrow()).count)
  }

  #spoiled() {
    // Written out, because the index of what is not kept serves no query whose states are parameters.
    return this.#db.selectFrom('copy').where('copy.state', '<>', sql.lit('kept')).where('copy.state', 'in', ['missing', 'damaged'])
  }

  async countAtTarget(targetId: string): Promise<number> {
    const counted = this.#db
      .selectFrom('copy')
      .select((select) => select.fn.countAll().as('count'))
      .where('target_id', '=', targetId)
    return Number((await counted.executeTakeFirstOrThrow()).count)
  }

  /** How many backups have no copy but that at this target. */
  async countOnlyAtTarget(targetId: string): Promise<number> {
    const counted = this.#onlyAt(targetId).select((select) => select.fn.countAll().as('count'))
    return Number((await counted.executeTakeFirstOrThrow()).count)
  }

  /** Forgets every copy at a target, and the backups that have no other. Run it in a transaction. */
  async forgetTarget(targetId: string): Promise<void> {
    const forgotten = this.#onlyAt(targetId).select('copy.backup_id')
    const jobs = this.#db.selectFrom('backup').select('job_id').where('id', 'in', forgotten).where('job_id', 'is not', null)
    await this.#db.updateTable('job').set({ has_backup: 0 }).where('id', 'in', jobs).execute()
    await this.#db.deleteFrom('backup').where('id', 'in', forgotten).execute()
    await this.#db.deleteFrom('copy').where('target_id', '=', targetId).execute()
  }

  async forget({ backupId, targetId }: Pick<Copy, 'backupId' | 'targetId'>): Promise<void> {
    await this.#db.deleteFrom('copy').where('backup_id', '=', backupId).where('target_id', '=', targetId).execute()
  }

  #onlyAt(targetId: string) {
    return this.#db
      .selectFrom('copy')
      .where('copy.target_id', '=', targetId)
      .where((where) =>
        where.not(
          where.exists(
            where
              .selectFrom('copy as other')
              .select('other.backup_id')
              .whereRef('other.backup_id', '=', 'copy.backup_id')
              .where('other.target_id', '!=', targetId),
          ),
        ),
      )
  }

  #of({ backupId, targetId }: Pick<Copy, 'backupId' | 'targetId'>) {
    return this.#db.updateTable('copy').where('backup_id', '=', backupId).where('target_id', '=', targetId)
  }
}

function rowOf(copy: Copy): Selectable<Tables['copy']> {
  return {
    backup_id: copy.backupId,
    target_id: copy.targetId,
    key: copy.key,
    state: copy.state,
    verified_at: timeOf(copy.verifiedAt),
    reason: copy.reason,
  }
}

function copyOf(row: Selectable<Tables['copy']>): Copy {
  return {
    backupId: row.backup_id,
    targetId: row.target_id,
    key: row.key,
    state: row.state,
    verifiedAt: dateOf(row.verified_at),
    reason: row.reason,
  }
}
