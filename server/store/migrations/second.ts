import type { Kysely } from 'kysely'
import { peopleTables } from './second/people.ts'
import { makeAnswers, makeContractPlans, makeRecords } from './second/records.ts'

/** The HTTP side: who may come in, what was answered, and the numbers that contracts know backups and plans by. */
export async function second(db: Kysely<unknown>): Promise<void> {
  for (const make of [makeRecords, makeContractPlans, makeAnswers, peopleTables]) await make(db)
}
