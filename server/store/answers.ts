import type { Connection } from './connection.ts'

/** What was answered under an idempotency key; `status` null while the first request is still being worked on. */
export interface KeptAnswer {
  readonly requestDigest: string
  readonly status: number | null
  readonly body: string | null
}

/** The answers to requests that may be sent twice. */
export class Answers {
  readonly #connection: Connection

  constructor(connection: Connection) {
    this.#connection = connection
  }

  get #db() {
    return this.#connection.db
  }

  /** Takes the key for this request; resolves with null when it was free, else with what is kept under it. */
  async claim(given: {
    readonly actor: string
    readonly key: string
    readonly requestDigest: string
    readonly at: Date
  }): Promise<KeptAnswer | null> {
    const { actor, key, requestDigest, at } = given
    const taken = await this.#db
      .insertInto('answer')
      .values({ actor, key, request_digest: requestDigest, status: null, body: null, at: at.getTime() })
      .onConflict((conflict) => conflict.columns(['actor', 'key']).doNothing())
      .executeTakeFirst()
    if ((taken.numInsertedOrUpdatedRows ?? 0n) === 1n) return null
    const row = await this.#db.selectFrom('answer').selectAll().where('actor', '=', actor).where('key', '=', key).executeTakeFirst()
    return row === undefined ? null : { requestDigest: row.request_digest, status: row.status, body: row.body }
  }

  async settle(actor: string, key: string, answer: { readonly status: number; readonly body: string }): Promise<void> {
    await this.#db.updateTable('answer').set(answer).where('actor', '=', actor).where('key', '=', key).execute()
  }

  /** Gives the key back: the request came to nothing, so that it may be tried again. */
  async release(actor: string, key: string): Promise<void> {
    await this.#db.deleteFrom('answer').where('actor', '=', actor).where('key', '=', key).execute()
  }

  /** Frees every key whose request was never answered: whoever worked on it is gone. */
  async forgetUnanswered(): Promise<void> {
    await this.#db.deleteFrom('answer').where('status', 'is', null).execute()
  }

  async forgetBefore(at: Date): Promise<void> {
    await this.#db.deleteFrom('answer').where('at', '<', at.getTime()).execute()
  }
}
