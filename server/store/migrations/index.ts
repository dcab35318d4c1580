import type { Kysely } from 'kysely'
import { first } from './first.ts'
import { second } from './second.ts'
import { third } from './third.ts'

/** In order, for ever: one that was released is never changed, only followed. The schema's version is how many have run. */
export const migrations: readonly ((db: Kysely<unknown>) => Promise<void>)[] = [first, second, third]
