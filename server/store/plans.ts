import type { Selectable } from 'kysely'
import { type Plan, planSettingsSchema } from '../domain/plan.ts'
import { expectOne, refuseTaken } from './conditions.ts'
import type { Connection } from './connection.ts'
import { readKept } from './kept-text.ts'
import { portionsOf } from './page.ts'
import type { Tables } from './tables.ts'
import { dateOf, timeOf } from './times.ts'

/** What the scheduler writes of a plan, and nobody else. */
export interface SlotChange {
  readonly lastSlot: Date | null
  readonly nextSlot: Date | null
  readonly nextRunAt: Date | null
}

/** The plans with their sources and targets. */
export class Plans {
  readonly #connection: Connection

  constructor(connection: Connection) {
    this.#connection = connection
  }

  get #db() {
    return this.#connection.db
  }

  /** Throws `conflict` when the name is taken. Run it in a transaction: it writes several tables. */
  async insert(plan: Plan): Promise<void> {
    await refuseTaken(`plan "${plan.name}"`, () => this.#db.insertInto('plan').values(rowOf(plan)).execute())
    await this.#link(plan)
  }

  /** Writes everything but the folder. Throws `not_found`, or `conflict` when the name is taken. Run it in a transaction. */
  async update(plan: Plan): Promise<void> {
    const { id, folder: _, ...row } = rowOf(plan)
    const updated = await refuseTaken(`plan "${plan.name}"`, () =>
      this.#db.updateTable('plan').set(row).where('id', '=', id).executeTakeFirst(),
    )
    expectOne(updated.numUpdatedRows, `plan ${plan.name}`)
    await this.#db.deleteFrom('plan_source').where('plan_id', '=', id).execute()
    await this.#db.deleteFrom('plan_target').where('plan_id', '=', id).execute()
    await this.#link(plan)
  }

  /** Moves a plan to its next slot, but only from the one that the caller saw: of several who try, one gets true. */
  async advance(id: string, seen: Date, change: SlotChange): Promise<boolean> {
    const updated = await this.#db
      .updateTable('plan')
      .set({ last_slot: timeOf(change.lastSlot), next_slot: timeOf(change.nextSlot), next_run_at: timeOf(change.nextRunAt) })
      .where('id', '=', id)
      .where('next_slot', '=', seen.getTime())
      .where('is_paused', '=', 0)
      .executeTakeFirst()
    return updated.numUpdatedRows === 1n
  }

  /** The same for scheduled verification. */
  async advanceVerify(id: string, seen: Date, next: Date | null): Promise<boolean> {
    const updated = await this.#db
      .updateTable('plan')
      .set({ next_verify_at: timeOf(next) })
      .where('id', '=', id)
      .where('next_verify_at', '=', seen.getTime())
      .where('is_paused', '=', 0)
      .executeTakeFirst()
    return updated.numUpdatedRows === 1n
  }

  async find(id: string): Promise<Plan | null> {
    return (await this.#read(this.#db.selectFrom('plan').selectAll().where('id', '=', id)))[0] ?? null
  }

  async findByName(name: string): Promise<Plan | null> {
    return (await this.#read(this.#db.selectFrom('plan').selectAll().where('name', '=', name)))[0] ?? null
  }

  /** By name. */
  async list(): Promise<Plan[]> {
    return this.#read(this.#db.selectFrom('plan').selectAll().orderBy('name'))
  }

  /** What each is called, by its id. Reads no settings, so it costs next to nothing. */
  async names(): Promise<ReadonlyMap<string, string>> {
    const rows = await this.#db.selectFrom('plan').select(['id', 'name']).execute()
    return new Map(rows.map(({ id, name }) => [id, name]))
  }

  /** Those that are to run by now, the longest overdue first. */
  async listDue(now: Date, limit: number): Promise<Plan[]> {
    const due = this.#db.selectFrom('plan').selectAll().where('is_paused', '=', 0).where('next_run_at', '<=', now.getTime())
    return this.#read(due.orderBy('next_run_at').limit(limit))
  }

  async listDueToVerify(now: Date, limit: number): Promise<Plan[]> {
    const due = this.#db.selectFrom('plan').selectAll().where('is_paused', '=', 0).where('next_verify_at', '<=', now.getTime())
    return this.#read(due.orderBy('next_verify_at').limit(limit))
  }

  /** When the next plan is to run or to be verified; null when none is scheduled. */
  async nextRunAt(): Promise<Date | null> {
    const times = await Promise.all(
      (['next_run_at', 'next_verify_at'] as const).map((column) =>
        this.#db
          .selectFrom('plan')
          .select(`${column} as at`)
          .where('is_paused', '=', 0)
          .where(column, 'is not', null)
          .orderBy(column)
          .limit(1)
          .executeTakeFirst(),
      ),
    )
    const known = times.map((time) => time?.at).filter((at) => at != null)
    return known.length === 0 ? null : new Date(Math.min(...known))
  }

  async namesUsing(noun: 'source' | 'target', id: string): Promise<string[]> {
    const rows =
      noun === 'source'
        ? await this.#db
            .selectFrom('plan_source')
            .innerJoin('plan', 'plan.id', 'plan_source.plan_id')
            .select('plan.name')
            .where('source_id', '=', id)
            .orderBy('plan.name')
            .execute()
        : await this.#db
            .selectFrom('plan_target')
            .innerJoin('plan', 'plan.id', 'plan_target.plan_id')
            .select('plan.name')
            .where('target_id', '=', id)
            .orderBy('plan.name')
            .execute()
    return rows.map(({ name }) => name)
  }

  /** Its backups stay and belong to no plan from then on. */
  async remove(id: string): Promise<void> {
    await this.#db.deleteFrom('plan').where('id', '=', id).execute()
  }

  async #link({ id, sourceIds, targetIds }: Plan): Promise<void> {
    const sources = sourceIds.map((source_id, position) => ({ plan_id: id, source_id, position }))
    const targets = targetIds.map((target_id, position) => ({ plan_id: id, target_id, position }))
    if (sources.length > 0) await this.#db.insertInto('plan_source').values(sources).execute()
    if (targets.length > 0) await this.#db.insertInto('plan_target').values(targets).execute()
  }

  async #read(query: { execute(): Promise<Selectable<Tables['plan']>[]> }): Promise<Plan[]> {
    const plans: Plan[] = []
    for (const rows of portionsOf(await query.execute())) {
      const ids = rows.map(({ id }) => id)
      const sources = await this.#db.selectFrom('plan_source').selectAll().where('plan_id', 'in', ids).orderBy('position').execute()
      const targets = await this.#db.selectFrom('plan_target').selectAll().where('plan_id', 'in', ids).orderBy('position').execute()
      const sourcesOf = Map.groupBy(sources, ({ plan_id }) => plan_id)
      const targetsOf = Map.groupBy(targets, ({ plan_id }) => plan_id)
      for (const row of rows) {
        const sourceIds = (sourcesOf.get(row.id) ?? []).map(({ source_id }) => source_id)
        const targetIds = (targetsOf.get(row.id) ?? []).map(({ target_id }) => target_id)
        plans.push(planOf(row, { sourceIds, targetIds }))
      }
    }
    return plans
  }
}

function rowOf(plan: Plan): Selectable<Tables['plan']> {
  return {
    id: plan.id,
    name: plan.name,
    folder: plan.folder,
    settings: JSON.stringify(plan.settings),
    is_paused: plan.isPaused ? 1 : 0,
    last_slot: timeOf(plan.lastSlot),
    next_slot: timeOf(plan.nextSlot),
    next_run_at: timeOf(plan.nextRunAt),
    next_verify_at: timeOf(plan.nextVerifyAt),
    expected_since: plan.expectedSince.getTime(),
    created_at: plan.createdAt.getTime(),
    updated_at: plan.updatedAt.getTime(),
  }
}

function planOf(row: Selectable<Tables['plan']>, links: Pick<Plan, 'sourceIds' | 'targetIds'>): Plan {
  return {
    id: row.id,
    name: row.name,
    folder: row.folder,
    ...links,
    settings: readKept(row.settings, `plan "${row.name}"`, (value) => planSettingsSchema.parse(value)),
    isPaused: row.is_paused === 1,
    lastSlot: dateOf(row.last_slot),
    nextSlot: dateOf(row.next_slot),
    nextRunAt: dateOf(row.next_run_at),
    nextVerifyAt: dateOf(row.next_verify_at),
    expectedSince: new Date(row.expected_since),
    createdAt: new Date(row.created_at),
    updatedAt: new Date(row.updated_at),
  }
}
