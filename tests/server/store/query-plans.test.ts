import Database from 'better-sqlite3'
import { Kysely, SqliteDialect } from 'kysely'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { migrate } from '../../../server/store/migrate.ts'
import { createSealer } from '../../../server/store/sealing.ts'
import { type Store, storeOf } from '../../../server/store/store.ts'
import type { Tables } from '../../../server/store/tables.ts'
import { keyOf } from './memory-store.ts'
import { idOf, now, sampleBackup, sampleCopy, sampleJob, sampleTarget } from './samples.ts'

let store: Store
let asked: { readonly sql: string; readonly parameters: readonly unknown[] }[]
let file: Database.Database

beforeEach(async () => {
  asked = []
  file = new Database(':memory:')
  const db = new Kysely<Tables>({
    dialect: new SqliteDialect({ database: file }),
    log: ({ query }) => void asked.push(query),
  })
  await migrate(db)
  store = storeOf(db, createSealer(keyOf(7)))
  await store.targets.insert(sampleTarget())
  await store.backups.put(sampleBackup())
  await store.copies.put(sampleCopy())
  await store.jobs.insert(sampleJob(), ['a'])
})
afterEach(() => store[Symbol.asyncDispose]())

/** How the database goes about what was asked: the steps of every query. */
async function stepsOf(ask: () => Promise<unknown>): Promise<string[]> {
  asked = []
  await ask()
  return asked.flatMap(({ sql, parameters }) => {
    const steps = file.prepare(`explain query plan ${sql}`).all(...parameters) as { detail: string }[]
    return steps.map(({ detail }) => detail)
  })
}

const limit = 50
const after = { at: now, id: idOf(1) }
const plan = { planId: 'p' }

test.each<[string, string, () => Promise<unknown>]>([
  ['a page of backups', 'backup_newest', () => store.backups.list({}, { limit })],
  ['a page of kept backups', 'backup_newest', () => store.backups.list({ state: 'kept' }, { limit })],
  ['a page of backups behind a cursor', 'backup_newest ((started_at,id)<(?,?))', () => store.backups.list({}, { limit, after })],
  [
    'a page of backups of some days',
    'backup_newest (started_at>? AND started_at<?)',
    () => store.backups.list({ from: now, to: now }, { limit }),
  ],
  ['backups of a plan', 'backup_of_plan (plan_id=?)', () => store.backups.list(plan, { limit })],
  ['kept backups of a plan', 'backup_of_plan (plan_id=?', () => store.backups.list({ ...plan, state: 'kept' }, { limit, after })],
  ['backups of a source', 'backup_of_source (source_id=?)', () => store.backups.list({ sourceId: 's' }, { limit })],
  [
    'backups of no source',
    'backup_of_source (source_id=? AND (started_at,id)<(?,?))',
    () => store.backups.list({ sourceId: null }, { limit, after }),
  ],
  ['kept backups of no source', 'backup_of_source (source_id=?)', () => store.backups.list({ sourceId: null, state: 'kept' }, { limit })],
  ['backups of one database or tree', 'backup_of_digest (source_digest=?)', () => store.backups.list({ sourceDigest: 's' }, { limit })],
  ['backups of a chain', 'backup_of_chain (chain_root=?)', () => store.backups.list({ chainRoot: 's' }, { limit })],
  ['backups to be removed', 'backup_to_remove', () => store.backups.list({ state: 'delete_pending' }, { limit })],
  ['backups at a target that has few', 'copy_at_target (target_id=?)', () => store.backups.list({ targetId: 'target-1' }, { limit })],
  ['a text', 'backup_newest', () => store.backups.list({ text: 'a' }, { limit })],
  ['a text in a plan', 'backup_of_plan (plan_id=?)', () => store.backups.list({ text: 'a', ...plan }, { limit })],
  ['a count of all backups', 'COVERING INDEX', () => store.backups.count({})],
  ['a count of kept backups', 'COVERING INDEX backup_newest', () => store.backups.count({ state: 'kept' })],
  ['a count of kept backups of a plan', 'COVERING INDEX backup_of_plan', () => store.backups.count({ ...plan, state: 'kept' })],
  ['a count of kept backups of no source', 'COVERING INDEX backup_of_source', () => store.backups.count({ sourceId: null, state: 'kept' })],
  ['a start of an id', 'sqlite_autoindex_backup_1 (id>? AND id<?)', () => store.backups.findAlike('0', 2)],
  ['a name', 'backup_named (name=?)', () => store.backups.findAlike('0', 2)],
  ['small backups', 'backup_small', () => store.backups.list({ isSizePlausible: false, state: 'kept' }, { limit })],
  ['a count of small backups', 'COVERING INDEX backup_small', () => store.backups.count({ isSizePlausible: false, state: 'kept' })],
  ['copies that are spoiled', 'copy_not_kept', () => store.copies.listSpoiled(9)],
  ['a count of spoiled copies', 'COVERING INDEX copy_not_kept', () => store.copies.countSpoiled()],
  ['what failed last', 'job_in_state (state=?', () => store.jobs.failing(9)],
  ['what failed last and was not made good', 'SEARCH later USING INDEX job_of_source (source_id=?', () => store.jobs.failing(9)],
  ['dependants', 'backup_needed', () => store.backups.dependants('a')],
  ['copies of many backups', 'sqlite_autoindex_copy_1', () => store.copies.listMany(['a', 'b'])],
  ['copies at a target', 'copy_at_target', () => store.copies.countAtTarget('a')],
  ['verifications of a backup', 'verification_of_backup', () => store.verifications.list('a', 9)],
  ['the newest verifications', 'verification_newest', () => store.verifications.listMatching({}, { limit: 9 })],
  ['proofs of the last weeks', 'verification_newest (at>?)', () => store.verifications.quarters('proven', now)],
  ['proven backups of a source', 'backup_of_source (source_id=?)', () => store.backups.listProven('a', { lookedAtMax: 9, limit })],
  ['failed chains', 'verification_failed', () => store.verifications.failedChains()],
  ['removals', 'cleanup_newest', () => store.cleanups.list({}, { limit, after })],
  ['removals of a plan', 'cleanup_of_plan', () => store.cleanups.list(plan, { limit })],
  ['plans that are due', 'plan_next_run', () => store.plans.listDue(now, 9)],
  ['plans that are due to verify', 'plan_next_verify', () => store.plans.listDueToVerify(now, 9)],
  ['the next run', 'plan_next_run', () => store.plans.nextRunAt()],
  ['plans that use a source', 'plan_of_source', () => store.plans.namesUsing('source', 'a')],
  ['a page of jobs', 'job_newest', () => store.jobs.list({}, { limit, after })],
  ['jobs of a plan', 'job_of_plan', () => store.jobs.list(plan, { limit })],
  ['jobs of a plan about its sources', 'job_of_plan', () => store.jobs.list({ ...plan, kind: 'backup', sourceIds: ['a', 'b'] }, { limit })],
  ['jobs of a source', 'job_of_source', () => store.jobs.list({ sourceId: 'a' }, { limit })],
  ['jobs of a backup', 'job_of_backup', () => store.jobs.list({ backupId: 'a' }, { limit })],
  ['restores', 'job_restore', () => store.jobs.list({ kind: 'restore' }, { limit, after })],
  ['jobs in some states', 'job_in_state (state=?', () => store.jobs.list({ states: ['failed', 'timeout'] }, { limit, after })],
  ['a count of jobs in some states', 'COVERING INDEX job_in_state', () => store.jobs.count({ states: ['failed', 'timeout'] })],
  [
    'jobs of a plan and a source that wait',
    'job_waiting (plan_id=? AND source_id=?)',
    () => store.jobs.count({ ...plan, sourceId: 's', states: ['pending'] }),
  ],
  ['the next job', 'job_in_state (state=?)', () => store.jobs.nextReady(now)],
  ['the next time of a job', 'job_in_state (state=?)', () => store.jobs.nextNotBefore(now)],
  ['a sweep', 'job_in_state (state=?)', () => store.leases.sweep(now, () => false)],
  ['forgetting jobs', 'job_to_forget (has_backup=? AND finished_at<?)', () => store.jobs.forgetEnded(now, 9)],
  ['forgetting a backup', 'backup_of_job', () => forgetWithJob()],
])('%s: read through %s', async (_, index, ask) => {
  const steps = await stepsOf(ask)
  expect(steps.join('\n')).toContain(index)
  // To go through an index in its order is no harm, nor through what a query inside this one has found; to go through a table is.
  const isInner = steps.some((step) => /^(MATERIALIZE|CO-ROUTINE) (backup|copy|failed)$/.test(step))
  expect(steps.filter((step) => step.startsWith('SCAN') && !step.includes('USING') && !isInner)).toEqual([])
})

test('no page is found by sorting what it was chosen from', async () => {
  const pages = [
    () => store.backups.list({}, { limit }),
    () => store.backups.list({ state: 'kept', ...plan }, { limit, after }),
    () => store.backups.list({ isSizePlausible: false, state: 'kept' }, { limit }),
    () => store.backups.list({ sourceId: 's', state: 'delete_pending' }, { limit, after }),
    () => store.backups.list({ sourceId: null, state: 'kept' }, { limit, after }),
    () => store.backups.list({ chainRoot: 's', mode: 'full' }, { limit }),
    () => store.jobs.list({}, { limit, after }),
    () => store.jobs.list({ states: ['failed', 'timeout'] }, { limit, after }),
    () => store.jobs.list({ kind: 'restore' }, { limit, after }),
    () => store.jobs.list({ planId: 'p', states: ['failed'] }, { limit, after }),
    () => store.jobs.list({ ...plan, kind: 'backup', sourceIds: ['a', 'b'] }, { limit }),
    () => store.jobs.list({ ...plan, kind: 'backup', sourceIds: ['a'] }, { limit }),
    () => store.jobs.nextReady(now),
    () => store.cleanups.list(plan, { limit }),
    () => store.verifications.listMatching({}, { limit: 9 }),
  ]
  for (const page of pages) expect((await stepsOf(page)).filter((step) => step.includes('TEMP B-TREE'))).toEqual([])
})

async function forgetWithJob() {
  await store.backups.put(sampleBackup({ jobId: idOf(1) }))
  await store.backups.forget(idOf(1))
}
