import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openDatabase } from '../../../server/store/database.ts'
import { guarded } from '../../../server/store/database-trouble.ts'
import { migrate } from '../../../server/store/migrate.ts'

let folder: string
let path: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'holdfast-database-'))
  path = join(folder, 'metadata.db')
})
afterEach(() => rm(folder, { recursive: true }))

test('a transaction takes the write lock when it begins, so that what it read still holds when it writes', async () => {
  const db = openDatabase(path)
  await migrate(db)
  await db.transaction().execute(async (transaction) => {
    await transaction.selectFrom('setting').selectAll().execute()
    const other = new Database(path, { timeout: 0 })
    expect(() => other.exec("insert into setting values ('a', 'b')")).toThrow(/locked/)
    other.close()
    await transaction.insertInto('setting').values({ key: 'c', value: 'd' }).execute()
  })
  await db.destroy()
})

test('a folder that is not there, and one that may not be read, are named', () => {
  const missing = join(folder, 'gone', 'metadata.db')
  expect(() => openDatabase(missing)).toThrow(
    expect.objectContaining({ message: expect.stringContaining(missing), remedy: expect.any(String) }),
  )
})

test.each([
  ['SQLITE_BUSY_SNAPSHOT', 'unavailable'],
  ['SQLITE_FULL', 'exhausted'],
  ['SQLITE_READONLY_DIRECTORY', 'denied'],
  ['SQLITE_NOTADB', 'corrupt'],
  ['SQLITE_IOERR_FSYNC', 'unavailable'],
])('%s is told as %s, with what to do', (errno, code) => {
  const run = () => {
    throw Object.assign(new Error('why'), { code: errno })
  }
  expect(() => guarded(run)).toThrow(
    expect.objectContaining({ code, message: expect.stringContaining('why'), remedy: expect.any(String), detail: { errno } }),
  )
})

test('a query that is itself to blame is told as it is', () => {
  const error = Object.assign(new Error('UNIQUE'), { code: 'SQLITE_CONSTRAINT_UNIQUE' })
  const run = () => {
    throw error
  }
  expect(() => guarded(run)).toThrow(error)
})
