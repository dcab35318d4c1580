import type { Selectable } from 'kysely'
import type { Connection } from './connection.ts'
import { readKept } from './kept-text.ts'
import type { Tables } from './tables.ts'

/** A plan that was made through a contract, with what the contract remembers of it. */
export interface ContractPlan {
  readonly number: number
  readonly contract: string
  readonly planId: string
  readonly actor: string | null
  readonly createdAt: Date
  readonly options: Readonly<Record<string, unknown>>
}

/** Which plans belong to which contract. They go with their plan. */
export class ContractPlans {
  readonly #connection: Connection

  constructor(connection: Connection) {
    this.#connection = connection
  }

  get #db() {
    return this.#connection.db
  }

  /** Resolves with its number. */
  async insert(given: Omit<ContractPlan, 'number'>): Promise<number> {
    const row = await this.#db
      .insertInto('contract_plan')
      .values({
        contract: given.contract,
        plan_id: given.planId,
        actor: given.actor,
        created_at: given.createdAt.getTime(),
        options: JSON.stringify(given.options),
      })
      .returning('number')
      .executeTakeFirstOrThrow()
    return row.number
  }

  /** In the order of their numbers. */
  async list(contract: string): Promise<ContractPlan[]> {
    const rows = await this.#db.selectFrom('contract_plan').selectAll().where('contract', '=', contract).orderBy('number').execute()
    return rows.map(contractPlanOf)
  }

  async find(contract: string, number: number): Promise<ContractPlan | null> {
    const all = this.#db.selectFrom('contract_plan').selectAll()
    const row = await all.where('contract', '=', contract).where('number', '=', number).executeTakeFirst()
    return row === undefined ? null : contractPlanOf(row)
  }

  async findByPlan(planId: string): Promise<ContractPlan | null> {
    const row = await this.#db.selectFrom('contract_plan').selectAll().where('plan_id', '=', planId).executeTakeFirst()
    return row === undefined ? null : contractPlanOf(row)
  }

  async setOptions(number: number, options: ContractPlan['options']): Promise<void> {
    await this.#db
      .updateTable('contract_plan')
      .set({ options: JSON.stringify(options) })
      .where('number', '=', number)
      .execute()
  }
}

function contractPlanOf(row: Selectable<Tables['contract_plan']>): ContractPlan {
  return {
    number: row.number,
    contract: row.contract,
    planId: row.plan_id,
    actor: row.actor,
    createdAt: new Date(row.created_at),
    options: readKept(row.options, `contract plan ${row.number}`),
  }
}
