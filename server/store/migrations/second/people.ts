import type { Kysely } from 'kysely'

/** Who may come in. */
export async function peopleTables(_db: Kysely<unknown>): Promise<void> {}
