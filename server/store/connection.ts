import type { Kysely } from 'kysely'
import type { Sealer } from './sealing.ts'
import type { Tables } from './tables.ts'

/** The setting that names the key which sealed everything in the database. */
export const sealingKeySetting = 'sealing_key'

/** What every noun's file works with: the database or one transaction of it, and what opens secrets. */
export interface Connection {
  readonly db: Kysely<Tables>
  readonly sealer: Sealer
}

/**
 * Runs a write of something sealed, under the same lock as the rotation of the key: what was sealed with a key that is replaced before it is
 * written could never be opened again. Throws `denied` when the key in force is not at hand.
 */
export async function writeSealed<Result>(connection: Connection, write: (locked: Connection) => Promise<Result>): Promise<Result> {
  const { db, sealer } = connection
  if (!db.isTransaction) return db.transaction().execute((transaction) => writeSealed({ db: transaction, sealer }, write))
  const inForce = await db.selectFrom('setting').select('value').where('key', '=', sealingKeySetting).executeTakeFirst()
  if (inForce !== undefined && inForce.value !== sealer.keyId) sealer.use(inForce.value)
  return write(connection)
}
