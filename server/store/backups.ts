import type { Expression, ExpressionBuilder, Selectable, SqlBool } from 'kysely'
import type { Backup, BackupTable } from '../domain/backup.ts'
import type { TrustLevel } from '../domain/job.ts'
import { type BackupFilter, conditions, contains, type KnowingFilter, textSearchMax } from './backup-filter.ts'
import { backupOf, rowOf } from './backup-row.ts'
import { expectOne } from './conditions.ts'
import type { Connection } from './connection.ts'
import { type Page, portionsOf } from './page.ts'
import { recordBackup } from './record-row.ts'
import type { Tables } from './tables.ts'

export type { BackupFilter } from './backup-filter.ts'

type Row = Selectable<Tables['backup']>

/** What of a backup may be another than when it was made. */
export type BackupChange = Partial<Pick<Backup, 'isPinned' | 'description' | 'isSizePlausible' | 'purpose' | 'planId' | 'sourceId'>>

/** How many ids a query is given: SQLite takes some 32,000. */
const fewMax = 10_000

/** The backups, what each needs, and the tables that each holds. */
export class Backups {
  readonly #connection: Connection

  constructor(connection: Connection) {
    this.#connection = connection
  }

  get #db() {
    return this.#connection.db
  }

  /** Writes a backup, or what is known of it now, over an older row of the same id. Run it in a transaction. */
  async put(backup: Backup): Promise<void> {
    const row = rowOf(backup)
    await this.#db
      .insertInto('backup')
      .values(row)
      .onConflict((conflict) => conflict.column('id').doUpdateSet(row))
      .execute()
    if (backup.jobId !== null) await this.#db.updateTable('job').set({ has_backup: 1 }).where('id', '=', backup.jobId).execute()
    await recordBackup(this.#db, backup)
    await this.#db.deleteFrom('backup_need').where('backup_id', '=', backup.id).execute()
    const needs = backup.needs.map((needs_id) => ({ backup_id: backup.id, needs_id }))
    if (needs.length > 0) await this.#db.insertInto('backup_need').values(needs).execute()
  }

  /** Replaces the tables of a backup. Run it in a transaction. */
  async putTables(id: string, tables: readonly BackupTable[]): Promise<void> {
    await this.#db.deleteFrom('backup_table').where('backup_id', '=', id).execute()
    for (let from = 0; from < tables.length; from += 500) {
      const rows = tables.slice(from, from + 500).map(({ name, rows, sizeBytes, checksum }, at) => {
        return { backup_id: id, position: from + at, name, rows, size_bytes: sizeBytes, checksum }
      })
      await this.#db.insertInto('backup_table').values(rows).execute()
    }
  }

  async tables(id: string): Promise<BackupTable[]> {
    const rows = await this.#db.selectFrom('backup_table').selectAll().where('backup_id', '=', id).orderBy('position').execute()
    return rows.map((row) => ({ name: row.name, rows: row.rows, sizeBytes: row.size_bytes, checksum: row.checksum }))
  }

  async find(id: string): Promise<Backup | null> {
    return (await this.#read(await this.#db.selectFrom('backup').selectAll().where('id', '=', id).execute()))[0] ?? null
  }

  /** Some of those whose id starts like this or whose name is this, the newest first; two are enough to know that it is ambiguous. */
  async findAlike(text: string, limit: number): Promise<Backup[]> {
    if (text === '') return []
    const all = this.#db.selectFrom('backup').selectAll()
    const named = await all.where('name', '=', text).orderBy('started_at', 'desc').limit(limit).execute()
    const others = await all.where('id', '>=', text).where('id', '<', `${text}g`).where('name', '!=', text).limit(limit).execute()
    const rows = [...named, ...others].sort((one, other) => other.started_at - one.started_at)
    return this.#read(rows.slice(0, limit))
  }

  /** The newest first, or reversed the oldest; a text is looked for in the newest in either order. */
  async list(filter: BackupFilter, page: Page): Promise<Backup[]> {
    const matching = this.#matching(await this.#knowing(filter), page)
    const order = page.isReversed === true ? 'asc' : 'desc'
    const query = matching.selectAll().orderBy('started_at', order).orderBy('id', order).limit(page.limit)
    return this.#read(await (page.offset === undefined ? query : query.offset(page.offset)).execute())
  }

  /** Those of a source that were proven, the newest first, among the newest `lookedAtMax` that it has. */
  async listProven(sourceId: string, { lookedAtMax, limit }: { readonly lookedAtMax: number; readonly limit: number }): Promise<Backup[]> {
    const own = this.#db.selectFrom('backup').selectAll().where('source_id', '=', sourceId)
    const newest = own.orderBy('started_at', 'desc').orderBy('id', 'desc').limit(lookedAtMax).as('backup')
    const proven = this.#db.selectFrom(newest).selectAll().where('trust', '=', 'proven')
    return this.#read(await proven.orderBy('started_at', 'desc').orderBy('id', 'desc').limit(limit).execute())
  }

  async count(filter: BackupFilter): Promise<number> {
    const matching = this.#matching(await this.#knowing(filter), {})
    const counted = matching.select((select) => select.fn.countAll().as('count'))
    return Number((await counted.executeTakeFirstOrThrow()).count)
  }

  /** With the backups at the target of the filter where they are few: looking for those among all would take seconds. */
  async #knowing(filter: BackupFilter): Promise<KnowingFilter> {
    if (filter.targetId === undefined) return filter
    const copies = this.#db.selectFrom('copy').select('backup_id').where('target_id', '=', filter.targetId)
    const few = await copies.limit(fewMax + 1).execute()
    return few.length > fewMax ? filter : { ...filter, ids: few.map(({ backup_id }) => backup_id) }
  }

  #matching(filter: KnowingFilter, { after, isReversed = false }: Pick<Page, 'after' | 'isReversed'>) {
    const { text } = filter
    let chosen = this.#db.selectFrom('backup').where((where) => conditions(where, filter))
    if (after != null) chosen = chosen.where((where) => isAfter(where, after, isReversed))
    if (text === undefined || text === '') return chosen
    const searched = chosen.selectAll().orderBy('started_at', 'desc').orderBy('id', 'desc').limit(textSearchMax).as('backup')
    return this.#db.selectFrom(searched).where((where) => contains(where, text))
  }

  /** Those of these ids that are there, in any order. */
  async findMany(ids: readonly string[]): Promise<Backup[]> {
    const rows: Row[] = []
    for (const some of portionsOf(ids)) rows.push(...(await this.#db.selectFrom('backup').selectAll().where('id', 'in', some).execute()))
    return this.#read(rows)
  }

  /** The ids of those whose archives refer to one of these. */
  async dependantsOf(ids: readonly string[]): Promise<Set<string>> {
    const dependants = new Set<string>()
    for (const some of portionsOf(ids)) {
      const rows = await this.#db.selectFrom('backup_need').select('backup_id').distinct().where('needs_id', 'in', some).execute()
      for (const { backup_id } of rows) dependants.add(backup_id)
    }
    return dependants
  }

  /** The ids of those whose archives refer to this one's. */
  async dependants(id: string): Promise<string[]> {
    const rows = await this.#db.selectFrom('backup_need').select('backup_id').where('needs_id', '=', id).execute()
    return rows.map(({ backup_id }) => backup_id)
  }

  /** The sources, or where they are gone their digests, that a plan has backups of. */
  async linesOfPlan(planId: string): Promise<{ sourceId: string | null; digest: string | null }[]> {
    const rows = await this.#db
      .selectFrom('backup')
      .select(['source_id', 'source_digest'])
      .distinct()
      .where('plan_id', '=', planId)
      .execute()
    return rows.map((row) => ({ sourceId: row.source_id, digest: row.source_digest }))
  }

  async setTrust(id: string, trust: TrustLevel): Promise<void> {
    await this.#db.updateTable('backup').set({ trust }).where('id', '=', id).execute()
  }

  /** Throws `not_found`. */
  async change(id: string, change: BackupChange): Promise<void> {
    const updated = await this.#db
      .updateTable('backup')
      .set({
        ...(change.isPinned === undefined ? {} : { is_pinned: change.isPinned ? 1 : 0 }),
        ...(change.description === undefined ? {} : { description: change.description }),
        ...(change.isSizePlausible === undefined ? {} : { is_size_plausible: change.isSizePlausible ? 1 : 0 }),
        ...(change.purpose === undefined ? {} : { purpose: change.purpose }),
        ...(change.planId === undefined ? {} : { plan_id: change.planId }),
        ...(change.sourceId === undefined ? {} : { source_id: change.sourceId }),
      })
      .where('id', '=', id)
      .executeTakeFirst()
    expectOne(updated.numUpdatedRows, `backup ${id}`)
    if (change.sourceId != null)
      await this.#db.updateTable('record').set({ source_id: change.sourceId }).where('backup_id', '=', id).execute()
  }

  /** Marks it for removal; false when it is pinned or not there. From here on nothing new may refer to it. */
  async markForRemoval(id: string): Promise<boolean> {
    const updated = await this.#db
      .updateTable('backup')
      .set({ state: 'delete_pending' })
      .where('id', '=', id)
      .where('is_pinned', '=', 0)
      .executeTakeFirst()
    return updated.numUpdatedRows === 1n
  }

  /** Forgets it with its tables, copies and evidence. Run it in a transaction. */
  async forget(id: string): Promise<void> {
    const forgotten = await this.#db.deleteFrom('backup').where('id', '=', id).returning('job_id').executeTakeFirst()
    if (forgotten?.job_id == null) return
    await this.#db
      .updateTable('job')
      .set({ has_backup: 0 })
      .where('id', '=', forgotten.job_id)
      .where((where) => where.not(where.exists(where.selectFrom('backup').select('backup.id').whereRef('backup.job_id', '=', 'job.id'))))
      .execute()
  }

  async #read(rows: readonly Row[]): Promise<Backup[]> {
    const needing = rows.filter((row) => row.chain_length > 0).map(({ id }) => id)
    const needs = new Map<string, string[]>()
    for (const some of portionsOf(needing)) {
      const found = await this.#db.selectFrom('backup_need').selectAll().where('backup_id', 'in', some).orderBy('needs_id').execute()
      for (const { backup_id, needs_id } of found) {
        const list = needs.get(backup_id)
        if (list === undefined) needs.set(backup_id, [needs_id])
        else list.push(needs_id)
      }
    }
    return rows.map((row) => backupOf(row, needs.get(row.id) ?? []))
  }
}

/** Further down in a list that starts with the newest, or reversed with the oldest. */
function isAfter(
  where: ExpressionBuilder<Tables, 'backup'>,
  { at, id }: NonNullable<Page['after']>,
  isReversed: boolean,
): Expression<SqlBool> {
  return where(where.refTuple('started_at', 'id'), isReversed ? '>' : '<', where.tuple(at.getTime(), id))
}
