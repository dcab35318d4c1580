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
  folder = await mkdtemp(join(tmpdir(), 'holdfast-third-'))
})
afterEach(() => rm(folder, { recursive: true }))

test('plans that were there before are expected since they were made', async () => {
  const path = join(folder, 'metadata.db')
  const before = openDatabase(path)
  await migrate(before, migrations.slice(0, 2))
  await before.destroy()
  const file = new Database(path)
  file.exec("insert into plan (id, name, folder, settings, is_paused, created_at, updated_at) values ('p', 'n', 'f', '{}', 0, 70, 80)")
  file.close()

  const after = openDatabase(path)
  await migrate(after)
  await after.destroy()
  const migrated = new Database(path, { readonly: true })
  const plans = migrated.prepare('select id, expected_since from plan').all()
  migrated.close()
  expect(plans).toEqual([{ id: 'p', expected_since: 70 }])
})
