import Database from 'better-sqlite3'
import { Kysely, SqliteDialect } from 'kysely'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { migrate } from '../../../server/store/migrate.ts'
import { createSealer } from '../../../server/store/sealing.ts'
import { type Store, storeOf } from '../../../server/store/store.ts'
import type { Tables } from '../../../server/store/tables.ts'
import type { Tallied, TallyPlace } from '../../../server/store/tallies.ts'
import { keyOf, openMemoryStore } from './memory-store.ts'
import { idOf, later, sampleBackup, sampleCopy, sampleJob, samplePlan, sampleSource, sampleTarget } from './samples.ts'

let store: Store

beforeEach(async () => {
  store = await openMemoryStore()
  await store.sources.insert(sampleSource())
  await store.plans.insert(samplePlan())
  await store.targets.insert(sampleTarget())
  await store.targets.insert(sampleTarget({ id: 'target-2' }))
})
afterEach(() => store[Symbol.asyncDispose]())

/** Every part of a walk. */
async function walk<Found>(part: (after: TallyPlace | null) => Promise<Tallied<Found>>): Promise<Found[]> {
  const all: Found[] = []
  for (let after: TallyPlace | null = null, parts = 0; parts < 100; parts += 1) {
    const { found, next }: Tallied<Found> = await part(after)
    all.push(found)
    if (next === null) return all
    after = next
  }
  throw new Error('The walk does not end.')
}

async function addBackup(number: number, change: Parameters<typeof sampleBackup>[0], copies: Readonly<Record<string, 'kept' | 'damaged'>>) {
  const id = idOf(number)
  await store.backups.put(
    sampleBackup({ id, startedAt: later(number * 1000), sizeBytes: number, planId: 'plan-1', sourceId: 'source-1', ...change }),
  )
  for (const [targetId, state] of Object.entries(copies)) await store.copies.put(sampleCopy({ backupId: id, targetId, state }))
}

test('backups are counted by plan, source and trust, with the newest that a restore could be made from', async () => {
  await addBackup(1, { trust: 'proven' }, { 'target-1': 'kept' })
  await addBackup(2, { trust: 'proven' }, { 'target-1': 'damaged', 'target-2': 'kept' })
  await addBackup(3, { trust: 'proven', purpose: 'safety' }, { 'target-1': 'kept' })
  await addBackup(4, { trust: 'proven', isSizePlausible: false }, { 'target-1': 'kept' })
  await addBackup(5, { trust: 'proven' }, { 'target-1': 'damaged' })
  await addBackup(6, { trust: 'proven', state: 'delete_pending' }, { 'target-1': 'kept' })
  await addBackup(7, { trust: 'stored', planId: null }, {})
  const { found, next } = await store.tallies.backups(null, 100)
  expect(next).toBeNull()
  expect(found.backups).toEqual([
    { planId: null, sourceId: 'source-1', trust: 'stored', count: 1, sizeBytes: 7, lastGoodAt: null },
    { planId: 'plan-1', sourceId: 'source-1', trust: 'proven', count: 5, sizeBytes: 15, lastGoodAt: later(2000) },
  ])
  expect(found.targets).toEqual([
    { targetId: 'target-1', count: 4, sizeBytes: 14 },
    { targetId: 'target-2', count: 1, sizeBytes: 2 },
  ])
})

test('a walk in parts sees every backup and every job once, also those of the same instant', async () => {
  for (let number = 1; number <= 7; number += 1) {
    await addBackup(number, { startedAt: later(Math.floor(number / 3)) }, { 'target-1': 'kept' })
    await store.jobs.insert(
      sampleJob({ id: idOf(number), queuedAt: later(Math.floor(number / 3)), state: number < 3 ? 'failed' : 'completed' }),
      [],
    )
  }
  for (const limit of [1, 2, 3, 7, 8]) {
    const backups = await walk((after) => store.tallies.backups(after, limit))
    expect(backups.flatMap(({ backups }) => backups).reduce((sum, { count }) => sum + count, 0)).toBe(7)
    expect(backups.flatMap(({ targets }) => targets).reduce((sum, { count, sizeBytes }) => sum + count * 100 + sizeBytes, 0)).toBe(728)
    const jobs = (await walk((after) => store.tallies.jobs(after, limit))).flat()
    const of = (state: string) => jobs.filter((job) => job.state === state).reduce((sum, { count }) => sum + count, 0)
    expect([limit, of('failed'), of('completed')]).toEqual([limit, 2, 5])
  }
})

test('of nothing there is nothing to sum up', async () => {
  expect(await store.tallies.backups(null, 10)).toEqual({ found: { backups: [], targets: [] }, next: null })
  expect(await store.tallies.jobs(null, 10)).toEqual({ found: [], next: null })
})

test('no part reads more than itself, whatever the database thinks of its size', async () => {
  const file = new Database(':memory:')
  const asked: { readonly sql: string; readonly parameters: readonly unknown[] }[] = []
  const db = new Kysely<Tables>({ dialect: new SqliteDialect({ database: file }), log: ({ query }) => void asked.push(query) })
  await migrate(db)
  asked.length = 0
  await using plain = storeOf(db, createSealer(keyOf(7)))
  await plain.tallies.backups({ at: later(0), id: idOf(1) }, 10)
  await plain.tallies.jobs({ at: later(0), id: idOf(1) }, 10)
  const steps = asked.flatMap(({ sql, parameters }) => file.prepare(`explain query plan ${sql}`).all(...parameters) as { detail: string }[])
  const scanned = steps.map(({ detail }) => detail).filter((detail) => /^SCAN (?!part)/.test(detail))
  expect([asked.length, scanned]).toEqual([5, []])
})
