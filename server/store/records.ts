import { type Expression, type ExpressionBuilder, type SqlBool, sql } from 'kysely'
import { bundleDialect } from '../domain/chain.ts'
import type { BackupRecord, RecordNotes } from '../domain/record.ts'
import type { JobState } from '../domain/work.ts'
import type { Connection } from './connection.ts'
import { portionsOf } from './page.ts'
import { recordOf } from './record-row.ts'
import type { Tables } from './tables.ts'

export interface RecordFilter {
  readonly sourceIds?: readonly string[]
  readonly trigger?: BackupRecord['trigger']
  /** `kept` for those whose backup is there; the others by the state of their job. */
  readonly state?: 'kept' | readonly JobState[]
  /** Those that were asked for with one of these words, and of the others those whose backup has one of these scopes, or will have by its source. */
  readonly scopes?: readonly string[]
  /** Whose words these are: what came by another contract used others, and goes by its scope. Everybody's if absent. */
  readonly wordsOf?: string
  readonly from?: Date
  readonly to?: Date
}

export interface RecordPage {
  readonly limit: number
  readonly offset?: number
}

/** The numbered records of backups. Those whose removal has begun are not among them. */
export class Records {
  readonly #connection: Connection

  constructor(connection: Connection) {
    this.#connection = connection
  }

  get #db() {
    return this.#connection.db
  }

  async find(number: number): Promise<BackupRecord | null> {
    const row = await this.#db.selectFrom('record').selectAll().where('number', '=', number).where(isShown).executeTakeFirst()
    return row === undefined ? null : recordOf(row)
  }

  async findByJob(jobId: string): Promise<BackupRecord | null> {
    const row = await this.#db.selectFrom('record').selectAll().where('job_id', '=', jobId).executeTakeFirst()
    return row === undefined ? null : recordOf(row)
  }

  /** The newest first. */
  async list(filter: RecordFilter, page: RecordPage): Promise<BackupRecord[]> {
    const rows = await this.#matching(filter)
      .selectAll()
      .orderBy('number', 'desc')
      .limit(page.limit)
      .offset(page.offset ?? 0)
      .execute()
    return rows.map(recordOf)
  }

  async count(filter: RecordFilter): Promise<number> {
    // All less those that are going: counting without a look at each of a million rows whether it is one of the few.
    const [all, going] = [await this.#count(filter), await this.#count(filter, 'going')]
    return all - going
  }

  async #count(filter: RecordFilter, which: 'all' | 'going' = 'all'): Promise<number> {
    const counted = this.#db
      .selectFrom('record')
      .select((select) => select.fn.countAll().as('count'))
      .where((where) => where.and([...(which === 'going' ? [isGoing(where)] : []), ...conditions(where, filter)]))
    return Number((await counted.executeTakeFirstOrThrow()).count)
  }

  /** The numbers of backups, by their ids. */
  async numbersOf(backupIds: readonly string[]): Promise<ReadonlyMap<string, number>> {
    const numbers = new Map<string, number>()
    for (const some of portionsOf(backupIds)) {
      const rows = await this.#db.selectFrom('record').select(['number', 'backup_id']).where('backup_id', 'in', some).execute()
      for (const { number, backup_id } of rows) numbers.set(backup_id!, number)
    }
    return numbers
  }

  async note(number: number, notes: RecordNotes): Promise<void> {
    const { options, ...others } = notes
    const change = { ...others, ...(options === undefined ? {} : { options: JSON.stringify(options) }) }
    if (Object.keys(change).length > 0) await this.#db.updateTable('record').set(change).where('number', '=', number).execute()
  }

  /** Forgets the record of a backup that never came. */
  async forget(number: number): Promise<void> {
    await this.#db.deleteFrom('record').where('number', '=', number).where('backup_id', 'is', null).execute()
  }

  #matching(filter: RecordFilter) {
    return this.#db.selectFrom('record').where((where) => where.and([isShown(where), ...conditions(where, filter)]))
  }
}

type Where = ExpressionBuilder<Tables, 'record'>

/** Those to be removed are few and have an index of their own. */
function isGoing(where: Where): Expression<SqlBool> {
  return where('backup_id', 'in', goingOf(where))
}

function isShown(where: Where): Expression<SqlBool> {
  return where.or([where('backup_id', 'is', null), where('backup_id', 'not in', goingOf(where))])
}

function goingOf(where: Where) {
  return where.selectFrom('backup').select('backup.id').where('state', '=', sql.lit('delete_pending'))
}

function conditions(where: Where, filter: RecordFilter): Expression<SqlBool>[] {
  const all: Expression<SqlBool>[] = []
  if (filter.sourceIds !== undefined) all.push(where('source_id', 'in', [...filter.sourceIds]))
  if (filter.trigger !== undefined) all.push(where('trigger_kind', '=', filter.trigger))
  if (filter.from !== undefined) all.push(where('created_at', '>=', filter.from.getTime()))
  if (filter.to !== undefined) all.push(where('created_at', '<', filter.to.getTime()))
  if (filter.state === 'kept') all.push(where('backup_id', 'is not', null))
  else if (filter.state !== undefined) all.push(isInState(where, filter.state))
  if (filter.scopes !== undefined) all.push(covers(where, filter.scopes, filter.wordsOf))
  return all
}

function isInState(where: Where, states: readonly JobState[]): Expression<SqlBool> {
  const jobs = where
    .selectFrom('job')
    .select('job.id')
    .where('state', 'in', [...states])
    .where('kind', '=', 'backup')
  return where.and([where('backup_id', 'is', null), where('job_id', 'in', jobs)])
}

/** Of what was asked for without a word for it, the backup's own scope counts, and that of its source as long as there is none. */
function covers(where: Where, scopes: readonly string[], wordsOf: string | undefined): Expression<SqlBool> {
  const isOther = wordsOf === undefined ? [] : [where('record.origin', '!=', wordsOf)]
  const isTheirs = wordsOf === undefined ? [] : [where('record.origin', '=', wordsOf)]
  const isAsked = where.and([where('record.scope', 'in', [...scopes]), ...isTheirs])
  const isWordless = where.or([where('record.scope', 'is', null), ...isOther])
  return where.or([isAsked, where.and([isWordless, where.or([isThere(where, scopes), willBe(where, scopes)])])])
}

function isThere(where: Where, scopes: readonly string[]): Expression<SqlBool> {
  const backup = where.selectFrom('backup').select('backup.id').whereRef('backup.id', '=', 'record.backup_id')
  return where.exists(backup.where('backup.scope', 'in', [...scopes] as never[]))
}

function willBe(where: Where, scopes: readonly string[]): Expression<SqlBool> {
  const source = where.selectFrom('source').select('source.id').whereRef('source.id', '=', 'record.source_id')
  const dialect = sql.ref('source.dialect')
  const scope = sql<string>`case when ${dialect} = ${sql.lit(bundleDialect)} then 'full' when ${dialect} in ('files', 'settings') then ${dialect} else 'db' end`
  return where.and([where('record.backup_id', 'is', null), where.exists(source.where(scope, 'in', [...scopes]))])
}
