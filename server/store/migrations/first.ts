import type { Kysely } from 'kysely'
import { indexBackups, makeBackupParts, makeBackups } from './first/backups.ts'
import { makeCopies } from './first/copies.ts'
import { makeCleanups, makeVerifications } from './first/evidence.ts'
import { indexJobs, makeJobs, makeWorkers } from './first/jobs.ts'
import { makePlans, makeSettings, makeSourcesAndTargets } from './first/nouns.ts'

/** The nouns of the engine: sources, targets, plans, backups with their copies and evidence, jobs. Each table follows those that it refers to. */
export async function first(db: Kysely<unknown>): Promise<void> {
  for (const make of [
    makeSettings,
    makeSourcesAndTargets,
    makePlans,
    makeBackups,
    indexBackups,
    makeBackupParts,
    makeCopies,
    makeVerifications,
    makeCleanups,
    makeJobs,
    indexJobs,
    makeWorkers,
  ]) {
    await make(db)
  }
}
