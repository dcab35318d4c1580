import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { type Kysely, sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { planSettingsSchema } from '../../../server/domain/plan.ts'
import type { Job } from '../../../server/domain/work.ts'
import { openDatabase } from '../../../server/store/database.ts'
import { migrate } from '../../../server/store/migrate.ts'
import { createSealer } from '../../../server/store/sealing.ts'
import { type Store, storeOf } from '../../../server/store/store.ts'
import { aroundSystemViews } from '../../../server/store/system-views.ts'
import type { Tables } from '../../../server/store/tables.ts'
import { keyOf } from './memory-store.ts'
import { idOf, later, now, sampleBackup, sampleCleanup, sampleCopy, sampleJob, samplePlan, sampleSource, sampleTarget } from './samples.ts'

const views = ['backup_cleanup_log', 'backup_schedule', 'system_backups', 'system_restore_log']

let folder: string
let db: Kysely<Tables>
let store: Store
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'holdfast-views-'))
  db = openDatabase(join(folder, 'metadata.db'))
  await migrate(db)
  store = storeOf(db, createSealer(keyOf(7)))
})
afterEach(async () => {
  await store[Symbol.asyncDispose]()
  await rm(folder, { recursive: true })
})

/** As anybody reads it who opens the file with the tool of their choice. */
function read(query: string): Record<string, unknown>[] {
  const file = new Database(join(folder, 'metadata.db'), { readonly: true })
  try {
    return file.prepare(query).all() as Record<string, unknown>[]
  } finally {
    file.close()
  }
}
const names = () => read("select name from sqlite_schema where type = 'view' order by name").map(({ name }) => name)
const requestOf = (tables: string[] | null): Job['request'] => ({
  ...(sampleJob().request as Extract<Job['request'], { kind: 'backup' }>),
  tables,
})

describe('the views', () => {
  test('are made, made again, asked for and dropped, in a transaction too', async () => {
    expect(await store.systemViews.exist()).toBe(false)
    await store.systemViews.drop()
    await store.systemViews.create()
    expect(names()).toEqual(views)
    await store.transaction(async (nouns) => {
      await nouns.systemViews.create()
      expect(await nouns.systemViews.exist()).toBe(true)
    })
    expect(names()).toEqual(views)
    await sql`drop view backup_schedule`.execute(db)
    expect(await store.systemViews.exist()).toBe(false)
    await store.systemViews.create()
    expect(names()).toEqual(views)
    await store.systemViews.drop()
    expect([names(), await store.systemViews.exist()]).toEqual([[], false])
  })

  test('of an empty installation are empty', async () => {
    await store.systemViews.create()
    for (const view of views) expect(read(`select * from ${view}`)).toEqual([])
  })

  test('can not be written to', async () => {
    await store.systemViews.create()
    await expect(sql`delete from system_backups`.execute(db)).rejects.toThrow('because it is a view')
  })
})

describe('system_backups', () => {
  test('shows what waits, what failed and what is there, by its number', async () => {
    await store.sources.insert(sampleSource())
    await store.targets.insert(sampleTarget())
    const [done, failed, waiting] = [1, 2, 3].map(idOf) as [string, string, string]
    await store.jobs.insert(sampleJob({ id: done, requestedBy: 'user:3' }), [])
    await store.backups.put(sampleBackup({ jobId: done, sourceId: 'source-1' }))
    await store.copies.put(sampleCopy())
    await store.jobs.insert(sampleJob({ id: failed, request: requestOf(['a', 'b']), trigger: 'auto' }), [])
    const failure = JSON.stringify({ code: 'denied', message: 'The disk is read-only', remedy: null, detail: {} })
    await db
      .updateTable('job')
      .set({ state: 'failed', finished_at: later(5000).getTime(), failure })
      .where('id', '=', failed)
      .execute()
    await store.jobs.insert(
      sampleJob({ id: waiting, request: { ...requestOf(null), description: 'before the move' } as Job['request'] }),
      [],
    )
    await store.systemViews.create()
    const shown = read('select * from system_backups order by id')
    expect(shown).toEqual([
      {
        id: 1,
        type: 'full',
        description: '',
        tables: '[]',
        table_count: 3,
        size: 5_000_000_000,
        status: 'completed',
        trigger: 'manual',
        source: 'name of source-1',
        filename: 'backup_auto_20310506_070809.sql.zip',
        location: 'local:name of target-1/app/one.zip',
        checksum: '0'.repeat(64),
        created_by: 'user:3',
        created_at: '2031-05-06T07:08:09.123Z',
        completed_at: '2031-05-06T07:08:10.123Z',
        error: null,
      },
      expect.objectContaining({
        id: 2,
        type: 'partial',
        tables: '["a","b"]',
        size: 0,
        status: 'failed',
        trigger: 'scheduled',
        filename: null,
        location: null,
        completed_at: '2031-05-06T07:08:14.123Z',
        error: 'The disk is read-only',
      }),
      expect.objectContaining({ id: 3, status: 'pending', description: 'before the move', completed_at: null, error: null }),
    ])
  })

  test('names the tables of a partial backup that was found, and hides what is being removed', async () => {
    const tables = ['b', 'a'].map((name) => ({ name, rows: 1, sizeBytes: 1, checksum: null }))
    await store.backups.put(sampleBackup({ scope: 'partial' }))
    await store.backups.putTables(idOf(1), tables)
    await store.backups.put(sampleBackup({ id: idOf(2), state: 'delete_pending' }))
    await store.systemViews.create()
    expect(read('select id, type, tables, status from system_backups')).toEqual([
      { id: 1, type: 'partial', tables: '["b","a"]', status: 'completed' },
    ])
  })

  test('shows the rest where one row is damaged', async () => {
    await store.jobs.insert(sampleJob(), [])
    await store.jobs.insert(sampleJob({ id: idOf(2) }), [])
    await db.updateTable('job').set({ request: '{"tab', failure: '{' }).where('id', '=', idOf(1)).execute()
    await store.systemViews.create()
    expect(read('select id, tables from system_backups order by id')).toEqual([
      { id: 1, tables: '[]' },
      { id: 2, tables: '[]' },
    ])
  })

  test('gives its newest page without sorting all', async () => {
    await store.systemViews.create()
    const plan = read('explain query plan select * from system_backups order by id desc limit 20').map(({ detail }) => String(detail))
    expect(plan[0]).toBe('SCAN r')
    expect(plan.filter((step) => /^SCAN (b|j|s|c|backup_table)\b|TEMP B-TREE/.test(step))).toEqual([])
  })
})

describe('system_restore_log', () => {
  test('shows each restore with the numbers of what it restored and of what was there before', async () => {
    await store.backups.put(sampleBackup())
    await store.backups.put(sampleBackup({ id: idOf(2), purpose: 'safety' }))
    const request: Job['request'] = {
      kind: 'restore',
      from: { backupId: idOf(1) },
      to: { sourceId: 'source-1' },
      existing: 'replace',
      tables: null,
      isSafe: true,
      undoOf: null,
    }
    await store.jobs.insert(sampleJob({ id: idOf(11), kind: 'restore', backupId: idOf(1), request, requestedBy: 'key:5' }), [])
    const result = JSON.stringify({ result: null, backupIds: [], safetyBackupId: idOf(2), notes: [] })
    const ended = { state: 'completed_with_warnings', result, started_at: later(1).getTime(), finished_at: later(2).getTime() } as const
    await db.updateTable('job').set(ended).where('id', '=', idOf(11)).execute()
    const upload = { ...request, from: { path: '/srv/up.sql', name: 'up.sql' }, tables: ['a'] }
    await store.jobs.insert(sampleJob({ id: idOf(12), kind: 'restore', request: upload, sourceId: null, queuedAt: later(9) }), [])
    await db.updateTable('job').set({ state: 'cancelled', reason: 'somebody cancelled it' }).where('id', '=', idOf(12)).execute()
    await store.systemViews.create()
    expect(read('select * from system_restore_log order by created_at')).toEqual([
      {
        id: idOf(11),
        backup_id: 1,
        restore_type: 'full',
        tables: '[]',
        status: 'completed',
        safety_backup_id: 2,
        restored_by: 'key:5',
        created_at: '2031-05-06T07:08:09.123Z',
        started_at: '2031-05-06T07:08:09.124Z',
        completed_at: '2031-05-06T07:08:09.125Z',
        error: null,
      },
      expect.objectContaining({
        backup_id: null,
        restore_type: 'partial',
        tables: '["a"]',
        status: 'cancelled',
        safety_backup_id: null,
        started_at: null,
        error: 'somebody cancelled it',
      }),
    ])
  })
})

describe('backup_schedule', () => {
  async function schedule(settings: Parameters<typeof planSettingsSchema.parse>[0], change: Parameters<typeof samplePlan>[0] = {}) {
    const id = change.id ?? 'plan-1'
    await store.plans.insert(samplePlan({ id, settings: planSettingsSchema.parse(settings), ...change }))
    return store.contractPlans.insert({ contract: 'e', planId: id, actor: null, createdAt: now, options: {} })
  }

  test('shows what the contract schedules, in its own words', async () => {
    const retention = { keepDays: 30, countMax: 50 }
    const times = { lastSlot: later(-1000), nextSlot: later(60_000), nextRunAt: later(61_000) }
    await schedule({ schedule: { kind: 'daily', time: '02:00' }, zone: 'Asia/Shanghai', retention }, times)
    await store.plans.insert(samplePlan({ id: 'of-another' }))
    await store.contractPlans.insert({ contract: 'a', planId: 'of-another', actor: null, createdAt: now, options: {} })
    await store.systemViews.create()
    expect(read('select * from backup_schedule')).toEqual([
      {
        id: 1,
        enabled: 1,
        frequency: 'daily',
        time: '02:00',
        timezone: 'Asia/Shanghai',
        retention_days: 30,
        max_backups: 50,
        last_run: '2031-05-06T07:08:08.123Z',
        next_run: '2031-05-06T07:09:10.123Z',
        created_at: '2031-05-06T07:08:09.123Z',
        updated_at: '2031-05-06T07:08:09.123Z',
      },
    ])
  })

  test.each([
    [{ kind: 'weekly', weekday: 7, time: '03:30' }, 1, 'weekly', '03:30'],
    [{ kind: 'monthly', day: 'last', time: '23:59' }, 1, 'monthly', '23:59'],
    [{ kind: 'cron', expression: '5 * * * *' }, 1, 'hourly', '00:05'],
    [{ kind: 'cron', expression: ' 45 * * * * ' }, 1, 'hourly', '00:45'],
    [{ kind: 'cron', expression: '0 3 * * 1-5' }, 1, 'custom', null],
    [{ kind: 'cron', expression: '@hourly' }, 1, 'custom', null],
    [null, 0, null, null],
  ] as const)('%o is enabled %i, %s at %s', async (given, ...[enabled, frequency, time]) => {
    await schedule({ schedule: given as never })
    await store.systemViews.create()
    expect(read('select enabled, frequency, time, retention_days, max_backups from backup_schedule')).toEqual([
      { enabled, frequency, time, retention_days: 0, max_backups: 0 },
    ])
  })

  test('of a paused plan is not enabled', async () => {
    await schedule({ schedule: { kind: 'daily', time: '02:00' } }, { isPaused: true })
    await store.systemViews.create()
    expect(read('select enabled from backup_schedule')).toEqual([{ enabled: 0 }])
  })
})

test('backup_cleanup_log shows what was removed and what is still to be', async () => {
  await store.backups.put(sampleBackup({ state: 'delete_pending' }))
  await store.cleanups.insert(sampleCleanup({ outcome: 'delete_pending', failure: 'The store is away.' }))
  await store.cleanups.insert(sampleCleanup({ id: 'cleanup-2', backupId: idOf(2) }))
  await store.systemViews.create()
  expect(read('select * from backup_cleanup_log order by id')).toEqual([
    {
      id: 'cleanup-1',
      backup_id: 1,
      filename: 'one.zip',
      status: 'pending',
      deleted_at: null,
      reason: 'older than 30 days',
      size: 7,
      error: 'The store is away.',
    },
    {
      id: 'cleanup-2',
      backup_id: idOf(2),
      filename: 'one.zip',
      status: 'deleted',
      deleted_at: '2031-05-06T07:08:09.123Z',
      reason: 'older than 30 days',
      size: 7,
      error: null,
    },
  ])
})

describe('a change of the schema', () => {
  /** What a migration does that changes more than SQLite can alter. */
  async function rebuild(transaction: Kysely<Tables>): Promise<void> {
    await sql`create table rebuilt as select * from cleanup`.execute(transaction)
    await sql`drop table cleanup`.execute(transaction)
    await sql`alter table rebuilt rename to cleanup`.execute(transaction)
  }

  test('fails under the views, and works around them', async () => {
    await store.cleanups.insert(sampleCleanup())
    await store.systemViews.create()
    await expect(db.transaction().execute(rebuild)).rejects.toThrow('error in view')
    await db.transaction().execute((transaction) => aroundSystemViews(transaction, () => rebuild(transaction)))
    expect(names()).toEqual(views)
    expect(read('select filename from backup_cleanup_log')).toEqual([{ filename: 'one.zip' }])
  })

  test('makes no views where there were none, and takes back everything when it fails', async () => {
    await db.transaction().execute((transaction) => aroundSystemViews(transaction, async () => {}))
    expect(names()).toEqual([])
    await store.systemViews.create()
    const failing = db.transaction().execute((transaction) => aroundSystemViews(transaction, () => Promise.reject(new Error('no'))))
    await expect(failing).rejects.toThrow('no')
    expect(names()).toEqual(views)
  })
})
