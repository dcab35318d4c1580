import type { Connection } from './connection.ts'

/** Runs a write that must be whole: in the transaction that is under way, else in one of its own. */
export async function inTransaction<Result>(connection: Connection, write: (locked: Connection) => Promise<Result>): Promise<Result> {
  const { db, sealer } = connection
  if (db.isTransaction) return write(connection)
  return db.transaction().execute((transaction) => write({ db: transaction, sealer }))
}
