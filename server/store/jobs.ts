import { type Expression, type ExpressionBuilder, type Selectable, type SqlBool, sql } from 'kysely'
import type { Job, JobState, WorkKind } from '../domain/work.ts'
import type { Connection } from './connection.ts'
import { type FailingBackup, failingBackups } from './failing-backups.ts'
import { jobOf, rowOf } from './job-row.ts'
import type { Page } from './page.ts'
import { recordJob } from './record-row.ts'
import type { Tables } from './tables.ts'

export interface JobFilter {
  readonly kind?: WorkKind
  readonly states?: readonly JobState[]
  readonly planId?: string
  readonly sourceId?: string
  /** Only those about these sources; of none where it is empty. */
  readonly sourceIds?: readonly string[]
  readonly backupId?: string
  readonly trigger?: Job['trigger']
}

/** How many of the queue are looked at at a time: nearly always one of the first may start. */
const waitingMax = 200

/** The jobs: the queue, what runs, and what has been. What happens to one that runs is in job-lease.ts. */
export class Jobs {
  readonly #connection: Connection

  constructor(connection: Connection) {
    this.#connection = connection
  }

  get #db() {
    return this.#connection.db
  }

  /** Queues a job that will keep these resources to itself while it runs. Run it in a transaction. */
  async insert(job: Job, resources: readonly string[]): Promise<void> {
    await this.#db.insertInto('job').values(rowOf(job)).execute()
    if (job.kind === 'backup') await recordJob(this.#db, job)
    const rows = [...new Set(resources)].map((resource) => ({ job_id: job.id, resource }))
    if (rows.length > 0) await this.#db.insertInto('job_resource').values(rows).execute()
  }

  async find(id: string): Promise<Job | null> {
    const row = await this.#db.selectFrom('job').selectAll().where('id', '=', id).executeTakeFirst()
    return row === undefined ? null : jobOf(row)
  }

  /** Those whose id starts like this; two are enough to know that it is ambiguous. */
  async findAlike(text: string, limit: number): Promise<Job[]> {
    const rows = this.#db.selectFrom('job').selectAll().where('id', '>=', text).where('id', '<', `${text}g`)
    return (await rows.limit(limit).execute()).map(jobOf)
  }

  /** The newest first. */
  async list(filter: JobFilter, page: Page): Promise<Job[]> {
    const { states, ...others } = filter
    if (states === undefined) return (await this.#page(others, page).execute()).map(jobOf)
    // The index holds the jobs of one state in order, not those of several: so each is asked for the whole page, and they are merged.
    const offset = page.offset ?? 0
    const whole = { after: page.after ?? null, limit: page.limit + offset }
    const lists = await Promise.all([...new Set(states)].map((state) => this.#page(others, whole).where('state', '=', state).execute()))
    const rows = lists.flat().sort((one, other) => other.queued_at - one.queued_at || (other.id < one.id ? -1 : 1))
    return rows.slice(offset, offset + page.limit).map(jobOf)
  }

  #page(filter: JobFilter, { limit, offset, after }: Page) {
    let query = this.#db
      .selectFrom('job')
      .selectAll()
      .where((where) => conditions(where, filter))
    if (after != null) query = query.where((where) => isAfter(where, after))
    const ordered = query.orderBy('queued_at', 'desc').orderBy('id', 'desc').limit(limit)
    return offset === undefined ? ordered : ordered.offset(offset)
  }

  async count(filter: JobFilter): Promise<number> {
    const counted = this.#db
      .selectFrom('job')
      .select((select) => select.fn.countAll().as('count'))
      .where((where) => conditions(where, filter))
    return Number((await counted.executeTakeFirstOrThrow()).count)
  }

  /**
   * The job whose turn it is: of those that may start by now and whose resources nobody uses, the one queued first. A job queued earlier that
   * waits for a resource keeps its place in the line for it. While a restore runs there is none.
   */
  async nextReady(now: Date): Promise<Job | null> {
    const running = await this.#db.selectFrom('job').select(['id', 'kind']).where('state', '=', 'running').execute()
    if (running.some(({ kind }) => kind === 'restore')) return null
    const taken = new Set((await this.#resourcesOf(running.map(({ id }) => id))).map(({ resource }) => resource))
    let after: { readonly at: Date; readonly id: string } | null = null
    for (;;) {
      const waiting = await this.#waiting(now, after)
      const last = waiting.at(-1)
      if (last === undefined) return null
      const resources = Map.groupBy(await this.#resourcesOf(waiting.map(({ id }) => id)), ({ job_id }) => job_id)
      for (const { id } of waiting) {
        const own = (resources.get(id) ?? []).map(({ resource }) => resource)
        if (!own.some((resource) => taken.has(resource))) return this.find(id)
        for (const resource of own) taken.add(resource)
      }
      after = { at: new Date(last.queued_at), id: last.id }
    }
  }

  async #waiting(now: Date, after: { readonly at: Date; readonly id: string } | null) {
    let query = this.#db
      .selectFrom('job')
      .select(['id', 'queued_at'])
      .where('state', '=', 'pending')
      .where((where) => mayStart(where, now))
    if (after !== null) query = query.where((where) => isBehind(where, after))
    return query.orderBy('queued_at').orderBy('id').limit(waitingMax).execute()
  }

  async #resourcesOf(ids: readonly string[]) {
    return ids.length === 0 ? [] : this.#db.selectFrom('job_resource').selectAll().where('job_id', 'in', ids).execute()
  }

  /** The backups that failed and were not made good since, among the newest that failed. */
  async failing(lookedAtMax: number): Promise<FailingBackup[]> {
    return failingBackups(this.#db, lookedAtMax)
  }

  /** When the next job that waits for its time may start; null when none waits. */
  async nextNotBefore(now: Date): Promise<Date | null> {
    const row = await this.#db
      .selectFrom('job')
      .select((select) => select.fn.min('not_before').as('at'))
      .where('state', '=', 'pending')
      .where('not_before', '>', now.getTime())
      .executeTakeFirst()
    return row?.at == null ? null : new Date(Number(row.at))
  }

  /** Asks for the end of a job: a pending one is cancelled at once, a running one by whoever runs it. False when it has ended, or never was. */
  async requestCancel(id: string, now: Date): Promise<boolean> {
    const pending = await this.#db
      .updateTable('job')
      .set({ state: 'cancelled', reason: 'cancelled', cancel_requested: 1, finished_at: now.getTime() })
      .where('id', '=', id)
      .where('state', '=', 'pending')
      .executeTakeFirst()
    if (pending.numUpdatedRows === 1n) {
      await this.#db.deleteFrom('job_resource').where('job_id', '=', id).execute()
      return true
    }
    const running = await this.#db
      .updateTable('job')
      .set({ cancel_requested: 1 })
      .where('id', '=', id)
      .where('state', '=', 'running')
      .executeTakeFirst()
    return running.numUpdatedRows === 1n
  }

  /** Forgets jobs that ended before an instant, except those that made a backup which is still known. Returns their ids. */
  async forgetEnded(before: Date, limit: number): Promise<string[]> {
    const old = await this.#db
      .selectFrom('job')
      .select('id')
      .where('has_backup', '=', 0)
      .where('finished_at', '<', before.getTime())
      .orderBy('finished_at')
      .limit(limit)
      .execute()
    const ids = old.map(({ id }) => id)
    if (ids.length > 0) await this.#db.deleteFrom('job').where('id', 'in', ids).execute()
    return ids
  }
}

/** Further down in a list that starts with the newest. */
function isAfter(where: ExpressionBuilder<Tables, 'job'>, { at, id }: NonNullable<Page['after']>): Expression<SqlBool> {
  return where(where.refTuple('queued_at', 'id'), '<', where.tuple(at.getTime(), id))
}

/** Further back in the queue, which starts with the oldest. */
function isBehind(where: ExpressionBuilder<Tables, 'job'>, { at, id }: NonNullable<Page['after']>): Expression<SqlBool> {
  return where(where.refTuple('queued_at', 'id'), '>', where.tuple(at.getTime(), id))
}

/** Longer than anybody lets a job wait on purpose. */
const delayMaxMs = 2 * 86_400_000

/**
 * Whether its time has come. One that was to start at once is ready whatever the clock says since, and one that is to wait for longer than anybody
 * asks for was queued by a clock that was ahead: setting the clock back must not stop the queue.
 */
function mayStart(where: ExpressionBuilder<Tables, 'job'>, now: Date): Expression<SqlBool> {
  return where.or([
    where('not_before', '<=', now.getTime()),
    where('not_before', '=', where.ref('queued_at')),
    where('not_before', '>', now.getTime() + delayMaxMs),
  ])
}

function conditions(where: ExpressionBuilder<Tables, 'job'>, filter: JobFilter): Expression<SqlBool> {
  const all: Expression<SqlBool>[] = []
  const equal = <Column extends keyof Selectable<Tables['job']>>(column: Column, value: string | undefined) => {
    if (value !== undefined) all.push(where(column as 'id', '=', value))
  }
  // Written out, because the index of restores serves no query whose kind is a parameter.
  if (filter.kind === 'restore') all.push(where('kind', '=', sql.lit('restore')))
  else equal('kind', filter.kind)
  equal('plan_id', filter.planId)
  equal('source_id', filter.sourceId)
  equal('backup_id', filter.backupId)
  equal('trigger_kind', filter.trigger)
  if (filter.sourceIds !== undefined) all.push(where('source_id', 'in', [...filter.sourceIds]))
  if (filter.states !== undefined) all.push(isIn(where, filter.states))
  return where.and(all)
}

/** Waiting is written out, because the index of what waits serves no query whose state is a parameter. */
function isIn(where: ExpressionBuilder<Tables, 'job'>, states: readonly JobState[]): Expression<SqlBool> {
  if (states.length === 1 && states[0] === 'pending') return where('state', '=', sql.lit('pending'))
  return where('state', 'in', [...states])
}
