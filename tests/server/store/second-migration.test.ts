import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openDatabase } from '../../../server/store/database.ts'
import { migrate } from '../../../server/store/migrate.ts'
import { migrations } from '../../../server/store/migrations/index.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'holdfast-second-'))
})
afterEach(() => rm(folder, { recursive: true }))

test('what was there before gets its numbers in the order of time', async () => {
  const path = join(folder, 'metadata.db')
  const before = openDatabase(path)
  await migrate(before, migrations.slice(0, 1))
  await before.destroy()
  const file = new Database(path)
  const backup = file.prepare(`insert into backup values
    (?, 'n', null, null, 'regular', 'db', 'full', 'manual', ?, 1, 1, 1, 's', 0, 'r', null, 0, '{}', 'd', 1, 'stored', 0, 0, 1, 'kept for Ann', 'kept', ?)`)
  const job = file.prepare(`insert into job
    (id, kind, state, trigger_kind, request, has_backup, queued_at, not_before, warnings, cancel_requested, attempt, fence)
    values (?, ?, 'failed', 'auto', '{}', 0, ?, 0, 0, 0, 1, 0)`)
  job.run('j1', 'backup', 100)
  job.run('j2', 'backup', 300)
  job.run('j3', 'restore', 350)
  backup.run('b1', 110, 'j1')
  backup.run('b2', 200, null)
  backup.run('b3', 360, 'j3')
  file.close()

  const after = openDatabase(path)
  await migrate(after)
  await after.destroy()
  const migrated = new Database(path, { readonly: true })
  const records = migrated.prepare('select number, job_id, backup_id, description from record order by number').all()
  migrated.close()
  expect(records).toEqual([
    { number: 1, job_id: 'j1', backup_id: 'b1', description: 'kept for Ann' },
    { number: 2, job_id: null, backup_id: 'b2', description: 'kept for Ann' },
    { number: 3, job_id: 'j2', backup_id: null, description: '' },
    { number: 4, job_id: null, backup_id: 'b3', description: 'kept for Ann' },
  ])
})
