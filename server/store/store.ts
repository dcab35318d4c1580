import type { Kysely } from 'kysely'
import { Answers } from './answers.ts'
import { ApiKeys } from './api-keys.ts'
import { Audit } from './audit.ts'
import { Backups } from './backups.ts'
import { Cleanups } from './cleanups.ts'
import type { Connection } from './connection.ts'
import { ContractPlans } from './contract-plans.ts'
import { Copies } from './copies.ts'
import { openDatabase } from './database.ts'
import { JobLeases } from './job-lease.ts'
import { Jobs } from './jobs.ts'
import { migrate } from './migrate.ts'
import { Plans } from './plans.ts'
import { Records } from './records.ts'
import type { Sealer } from './sealing.ts'
import { Sessions } from './sessions.ts'
import { Settings } from './settings.ts'
import { Sources } from './sources.ts'
import { SystemViews } from './system-views.ts'
import type { Tables } from './tables.ts'
import { Tallies } from './tallies.ts'
import { Targets } from './targets.ts'
import { Users } from './users.ts'
import { Verifications } from './verifications.ts'
import { Workers } from './workers.ts'

/** Every noun of the metadata database. No query is written outside of this folder. */
export interface Nouns {
  readonly settings: Settings
  readonly sources: Sources
  readonly targets: Targets
  readonly plans: Plans
  readonly backups: Backups
  readonly copies: Copies
  readonly verifications: Verifications
  readonly cleanups: Cleanups
  readonly jobs: Jobs
  readonly leases: JobLeases
  readonly workers: Workers
  readonly records: Records
  readonly contractPlans: ContractPlans
  readonly answers: Answers
  readonly systemViews: SystemViews
  readonly tallies: Tallies
  readonly users: Users
  readonly sessions: Sessions
  readonly apiKeys: ApiKeys
  readonly audit: Audit
}

/** The metadata database, opened. Dispose closes it. */
export interface Store extends Nouns, AsyncDisposable {
  /** Seals and opens what is kept outside of the database. What it sealed can't be opened any more after the key was changed. */
  readonly sealer: Sealer
  /** All of it or nothing. Use only the nouns given: those outside wait for its end, so that using them inside waits for ever. */
  transaction<Result>(work: (nouns: Nouns) => Promise<Result>): Promise<Result>
}

/** Opens the database at `path` (':memory:' for none that lasts) and brings its schema up to date; whoever opens it disposes it. */
export async function openStore(path: string, sealer: Sealer): Promise<Store> {
  const db = openDatabase(path)
  try {
    await migrate(db)
  } catch (error) {
    await db.destroy()
    throw error
  }
  return storeOf(db, sealer)
}

/** The store of a database whose schema is up to date. Dispose closes the database. */
export function storeOf(db: Kysely<Tables>, sealer: Sealer): Store {
  return {
    ...nounsOf({ db, sealer }),
    sealer,
    transaction: (work) => db.transaction().execute((transaction) => work(nounsOf({ db: transaction, sealer }))),
    [Symbol.asyncDispose]: () => db.destroy(),
  }
}

function nounsOf(connection: Connection): Nouns {
  return {
    settings: new Settings(connection),
    sources: new Sources(connection),
    targets: new Targets(connection),
    plans: new Plans(connection),
    backups: new Backups(connection),
    copies: new Copies(connection),
    verifications: new Verifications(connection),
    cleanups: new Cleanups(connection),
    jobs: new Jobs(connection),
    leases: new JobLeases(connection),
    workers: new Workers(connection),
    records: new Records(connection),
    contractPlans: new ContractPlans(connection),
    answers: new Answers(connection),
    systemViews: new SystemViews(connection),
    tallies: new Tallies(connection),
    users: new Users(connection),
    sessions: new Sessions(connection),
    apiKeys: new ApiKeys(connection),
    audit: new Audit(connection),
  }
}
