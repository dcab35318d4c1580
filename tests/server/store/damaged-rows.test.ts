import Database from 'better-sqlite3'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Store } from '../../../server/store/store.ts'
import { idOf, sampleBackup, sampleJob, samplePlan, sampleSource, sampleTarget, sampleVerification } from './samples.ts'
import { makePlace, type Place } from './sealed-place.ts'

let place: Place
let store: Store
beforeEach(async () => {
  place = await makePlace()
  store = await place.open()
  await store.sources.insert(sampleSource())
  await store.targets.insert(sampleTarget())
  await store.plans.insert(samplePlan())
  await store.backups.put(sampleBackup())
  await store.verifications.insert(sampleVerification())
  await store.jobs.insert(sampleJob(), [])
})
afterEach(async () => {
  await store[Symbol.asyncDispose]()
  await place[Symbol.asyncDispose]()
})

/** As in `table.column = value`. */
function damage(change: string) {
  const [, table, column, value] = /^(\w+)\.(\w+) = (.*)$/.exec(change)!
  const file = new Database(place.pathOf('metadata.db'))
  file.prepare(`update ${table} set ${column} = ?`).run(value)
  file.close()
}

test.each<[string, string, () => Promise<unknown>]>([
  ['source.config = {"plain":"canary"}', 'configuration of source', () => store.sources.find('source-1')],
  ['target.config = sealed:1:', 'configuration of target', () => store.targets.list()],
  ['plan.settings = {"canary', 'name of plan-1', () => store.plans.list()],
  ['plan.settings = {"mode":"canary"}', 'name of plan-1', () => store.plans.find('plan-1')],
  ['backup.source_facts = canary', `backup ${idOf(1)}`, () => store.backups.list({}, { limit: 9 })],
  ['verification.evidence = canary', 'verification-1', () => store.verifications.list(idOf(1), 9)],
  ['verification.failure = canary', 'verification-1', () => store.verifications.listMatching({}, { limit: 9 })],
  ['job.request = {"kind":"canary"}', `job ${idOf(1)}`, () => store.jobs.find(idOf(1))],
  ['job.progress = canary', `job ${idOf(1)}`, () => store.jobs.list({}, { limit: 9 })],
  ['job.result = ', `job ${idOf(1)}`, () => store.jobs.list({}, { limit: 9 })],
])('a damaged row (%s) is named, and what it holds is not shown', async (change, name, read) => {
  damage(change)
  const failure = { code: 'corrupt', message: expect.stringContaining(name), remedy: expect.any(String) }
  await expect(read()).rejects.toMatchObject(failure)
  await expect(read()).rejects.toMatchObject({ message: expect.not.stringContaining('canary') })
})
