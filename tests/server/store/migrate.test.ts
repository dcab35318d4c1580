import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { type Kysely, sql } from 'kysely'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openDatabase } from '../../../server/store/database.ts'
import { migrate } from '../../../server/store/migrate.ts'
import { randomWords, seedOfRun } from '../../support/random.ts'
import { killProgram, runProgram } from './program.ts'

const rounds = process.env['HOLDFAST_PROOFS'] === '1' ? 20 : 2

let folder: string
let path: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'holdfast-migrate-'))
  path = join(folder, 'metadata.db')
})
afterEach(() => rm(folder, { recursive: true }))

async function toVersion(...steps: ((db: Kysely<unknown>) => Promise<void>)[]) {
  const db = openDatabase(path)
  try {
    await migrate(db, steps)
  } finally {
    await db.destroy()
  }
}
const tables = () => read<{ name: string }>("select name from sqlite_master where type = 'table' order by name").map(({ name }) => name)
const version = () => read<{ version: number }>('select version from schema_version')
function read<Row>(query: string): Row[] {
  const file = new Database(path, { readonly: true })
  try {
    return file.prepare(query).all() as Row[]
  } finally {
    file.close()
  }
}
const making = (name: string) => async (db: Kysely<unknown>) => void (await sql.raw(`create table ${name} (id integer)`).execute(db))

test('each step runs once, whatever version was there before', async () => {
  await toVersion(making('a'))
  expect([tables(), version()]).toEqual([['a', 'schema_version'], [{ version: 1 }]])
  await toVersion(making('never'), making('b'), making('c'))
  await toVersion(making('never'), making('never'), making('never'))
  expect([tables(), version()]).toEqual([['a', 'b', 'c', 'schema_version'], [{ version: 3 }]])
})

test('a step that fails leaves nothing of those before it', async () => {
  await toVersion(making('a'))
  await expect(toVersion(making('a'), making('b'), making('a'))).rejects.toThrow(/already exists/)
  expect([tables(), version()]).toEqual([['a', 'schema_version'], [{ version: 1 }]])
})

test('a schema that is newer than the program is refused and left as it is', async () => {
  await toVersion(making('a'), making('b'))
  await expect(toVersion(making('a'))).rejects.toMatchObject({ code: 'unsupported', detail: { found: 2, known: 1 } })
  expect([tables(), version()]).toEqual([['a', 'b', 'schema_version'], [{ version: 2 }]])
})

test('several processes that start at once make one schema', async () => {
  await Promise.all(Array.from({ length: 3 }, () => runProgram('migrate', path, '1')))
  await Promise.all(
    [...'132'].map((to) => runProgram('migrate', path, to).catch((error: Error) => expect(error.message).toContain('knows up to'))),
  )
  expect(version()).toEqual([{ version: 3 }])
  expect(tables()).toHaveLength(10)
  expect(read('select count(*) as count from step_2_c')).toEqual([{ count: 300 }])
})

test(
  `a process that is killed at some instant of it leaves the old schema or the new one (${rounds} times)`,
  async () => {
    const seed = seedOfRun()
    const words = randomWords(seed)
    for (let round = 0; round < rounds; round++) {
      await rm(path, { force: true })
      await runProgram('migrate', path, '1')
      await killProgram(words() % 40, 'migrate', path, '3')
      const found = { tables: tables().length, version: version() }
      expect(
        [
          { tables: 4, version: [{ version: 1 }] },
          { tables: 10, version: [{ version: 3 }] },
        ],
        `HOLDFAST_SEED=${seed}`,
      ).toContainEqual(found)
      await runProgram('migrate', path, '3')
      expect([tables().length, version()]).toEqual([10, [{ version: 3 }]])
      expect(read('pragma integrity_check')).toEqual([{ integrity_check: 'ok' }])
    }
  },
  20_000 + rounds * 5000,
)
