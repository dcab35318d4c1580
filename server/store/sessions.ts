import type { Selectable } from 'kysely'
import type { Connection } from './connection.ts'
import type { Tables } from './tables.ts'

/** What a browser that logged in is known by. */
export interface Session {
  /** The hash of what the browser holds, never that itself. */
  readonly id: string
  readonly userId: string
  readonly expiresAt: Date
  readonly createdAt: Date
  readonly address: string | null
  /** How the browser names itself. */
  readonly agent: string | null
}

/** The sessions of people. */
export class Sessions {
  readonly #connection: Connection

  constructor(connection: Connection) {
    this.#connection = connection
  }

  get #db() {
    return this.#connection.db
  }

  async insert(session: Session): Promise<void> {
    await this.#db
      .insertInto('session')
      .values({
        id: session.id,
        user_id: session.userId,
        expires_at: session.expiresAt.getTime(),
        created_at: session.createdAt.getTime(),
        address: session.address,
        agent: session.agent,
      })
      .execute()
  }

  async find(id: string): Promise<Session | null> {
    const row = await this.#db.selectFrom('session').selectAll().where('id', '=', id).executeTakeFirst()
    return row === undefined ? null : sessionOf(row)
  }

  /** The newest first; those that expired too, until they are forgotten. */
  async listOf(userId: string): Promise<Session[]> {
    const rows = this.#db.selectFrom('session').selectAll().where('user_id', '=', userId)
    return (await rows.orderBy('created_at', 'desc').execute()).map(sessionOf)
  }

  async extend(id: string, expiresAt: Date): Promise<void> {
    await this.#db.updateTable('session').set({ expires_at: expiresAt.getTime() }).where('id', '=', id).execute()
  }

  async remove(id: string): Promise<void> {
    await this.#db.deleteFrom('session').where('id', '=', id).execute()
  }

  /** All of a user's, except the one that is named. Resolves with how many. */
  async removeOf(userId: string, exceptId: string | null = null): Promise<number> {
    const all = this.#db.deleteFrom('session').where('user_id', '=', userId)
    const removed = await (exceptId === null ? all : all.where('id', '!=', exceptId)).executeTakeFirst()
    return Number(removed.numDeletedRows)
  }

  /** Forgets those that expired, at most `limit` of them. Resolves with how many. */
  async removeExpired(now: Date, limit: number): Promise<number> {
    const expired = this.#db.selectFrom('session').select('id').where('expires_at', '<=', now.getTime()).limit(limit)
    const removed = await this.#db.deleteFrom('session').where('id', 'in', expired).executeTakeFirst()
    return Number(removed.numDeletedRows)
  }
}

function sessionOf(row: Selectable<Tables['session']>): Session {
  return {
    id: row.id,
    userId: row.user_id,
    expiresAt: new Date(row.expires_at),
    createdAt: new Date(row.created_at),
    address: row.address,
    agent: row.agent,
  }
}
