import type { Connection } from './connection.ts'

/** Gives the next number of the one sequence of users and keys. Run it in the transaction that inserts whom it numbers. */
export async function takeNumber({ db }: Connection, kind: 'user' | 'key', id: string): Promise<number> {
  const row = await db.insertInto('principal_number').values({ kind, id }).returning('number').executeTakeFirstOrThrow()
  return row.number
}
