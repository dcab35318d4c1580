import type { Connection } from './connection.ts'

/** A process that takes jobs from the queue. */
export interface Worker {
  readonly id: string
  /** As `ownerName` gives it, so that others can ask whether it is gone. */
  readonly owner: string
  readonly runsSchedules: boolean
  readonly startedAt: Date
  readonly seenAt: Date
}

export class Workers {
  readonly #connection: Connection

  constructor(connection: Connection) {
    this.#connection = connection
  }

  /** Says that the worker is there. */
  async see(worker: Worker): Promise<void> {
    const { db } = this.#connection
    const seen = { seen_at: worker.seenAt.getTime() }
    await db
      .insertInto('worker')
      .values({
        id: worker.id,
        owner: worker.owner,
        runs_schedules: worker.runsSchedules ? 1 : 0,
        started_at: worker.startedAt.getTime(),
        ...seen,
      })
      .onConflict((conflict) => conflict.column('id').doUpdateSet(seen))
      .execute()
  }

  async list(): Promise<Worker[]> {
    const rows = await this.#connection.db.selectFrom('worker').selectAll().execute()
    return rows.map((row) => ({
      id: row.id,
      owner: row.owner,
      runsSchedules: row.runs_schedules === 1,
      startedAt: new Date(row.started_at),
      seenAt: new Date(row.seen_at),
    }))
  }

  async forget(id: string): Promise<void> {
    await this.#connection.db.deleteFrom('worker').where('id', '=', id).execute()
  }
}
