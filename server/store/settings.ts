import type { Kysely } from 'kysely'
import { type Connection, writeSealed } from './connection.ts'
import { type Sealer, sealedPrefix } from './sealing.ts'
import type { Tables } from './tables.ts'

/** Single values of the daemon's own, by key; those that are secret are sealed. */
export class Settings {
  readonly #connection: Connection

  constructor(connection: Connection) {
    this.#connection = connection
  }

  /** Null when it was never set. */
  async get(key: string): Promise<string | null> {
    return settingsOf(this.#connection.db).get(key)
  }

  /** As they are kept, by key: those that are secret still sealed. */
  async list(): Promise<{ readonly key: string; readonly value: string }[]> {
    return this.#connection.db.selectFrom('setting').selectAll().orderBy('key').execute()
  }

  async set(key: string, value: string): Promise<void> {
    await settingsOf(this.#connection.db).set(key, value)
  }

  async remove(key: string): Promise<void> {
    await this.#connection.db.deleteFrom('setting').where('key', '=', key).execute()
  }

  async getSecret(key: string): Promise<string | null> {
    const sealed = await this.get(key)
    return sealed === null ? null : this.#connection.sealer.open(sealed, contextOf(key))
  }

  async setSecret(key: string, value: string): Promise<void> {
    await writeSealed(this.#connection, async ({ db, sealer }) => {
      await settingsOf(db).set(key, sealer.seal(value, contextOf(key)))
    })
  }

  /** Seals every secret with another key. Run it in a transaction. */
  async reseal(next: Sealer): Promise<void> {
    const { db, sealer } = this.#connection
    const secrets = await db.selectFrom('setting').selectAll().where('value', 'like', `${sealedPrefix}%`).execute()
    for (const { key, value } of secrets) await this.set(key, next.seal(sealer.open(value, contextOf(key)), contextOf(key)))
  }

  /** The latest instant that was ever recorded, whatever the clock says now. */
  async lastSeen(): Promise<Date | null> {
    const at = await this.get('last_seen')
    return at === null ? null : new Date(Number(at))
  }

  /** Moves `lastSeen` forward, never back, however many processes do. */
  async see(now: Date): Promise<void> {
    const value = String(now.getTime())
    await this.#connection.db
      .insertInto('setting')
      .values({ key: 'last_seen', value })
      .onConflict((conflict) =>
        conflict
          .column('key')
          .doUpdateSet({ value })
          .where((where) => where(where.cast<number>('setting.value', 'bigint'), '<', now.getTime())),
      )
      .execute()
  }
}

/** The values that need no key to be read, for those who are about to find out which key that is. */
export function settingsOf(db: Kysely<Tables>) {
  return {
    async get(key: string): Promise<string | null> {
      const row = await db.selectFrom('setting').select('value').where('key', '=', key).executeTakeFirst()
      return row?.value ?? null
    },
    async set(key: string, value: string): Promise<void> {
      await db
        .insertInto('setting')
        .values({ key, value })
        .onConflict((conflict) => conflict.column('key').doUpdateSet({ value }))
        .execute()
    },
  }
}

function contextOf(key: string): string {
  return `setting ${key}`
}
