import * as files from 'node:fs'
import { existsSync } from 'node:fs'
import DatabaseFile from 'better-sqlite3'
import { expect, test } from 'vitest'
import assert from '../../../../plugins/dialects/sqlite/assert-thread.ts'
import { openFolder } from './folder.ts'

async function openPeople() {
  const folder = await openFolder()
  const path = folder.file('people.db')
  const database = new DatabaseFile(path)
  database.exec("CREATE TABLE people (id INTEGER PRIMARY KEY, name); INSERT INTO people VALUES (1, 'Ann'), (2, 'Bob')")
  database.close()
  return { ...folder, path, ask: (sql: string) => [...assert({ path, sql }, { files })] }
}

test('a query is true when its one value is a number other than 0', async () => {
  await using people = await openPeople()
  const answers = {
    'SELECT count(*) = 2 FROM people': true,
    'SELECT count(*) FROM people WHERE id > 7': false,
    'SELECT NULL': false,
    'SELECT 0.5': true,
    'SELECT 9223372036854775807;': true,
    'VALUES (1)': true,
    '-- how many\n/* are there */ WITH n(n) AS (SELECT count(*) FROM people) SELECT n > 1 FROM n': true,
  }
  for (const [sql, holds] of Object.entries(answers)) expect(people.ask(sql), sql).toEqual([holds])
})

test.each([
  ["ATTACH 'other.db' AS other", 'it is no query'],
  ['PRAGMA user_version', 'it is no query'],
  ["VACUUM INTO 'other.db'", 'it is no query'],
  ['DELETE FROM people', 'it is no query'],
  ['EXPLAIN SELECT 1', 'it is no query'],
  ['', 'it is no query'],
  ['-- nothing', 'it is no query'],
  ['WITH n AS (SELECT 1) DELETE FROM people RETURNING 1', 'it would change something'],
  ['SELECT 1; DELETE FROM people', 'more than one statement'],
  ['SELECT ?', 'parameter'],
  ['SELECT :name', 'parameter'],
  ['SELECT 1, 2', '2 columns'],
  ['SELECT id FROM people', 'more than one row'],
  ['SELECT id FROM people WHERE 0', 'no row'],
  ["SELECT 'yes'", 'a text or blob'],
  ['SELECT surname FROM people', 'no such column'],
  ["SELECT load_extension('/tmp/evil')", ''],
  ["SELECT writefile('other.db', 'x')", 'no such function'],
])('%s is refused', async (sql, why) => {
  await using people = await openPeople()
  const before = files.readFileSync(people.path)
  expect(() => people.ask(sql)).toThrow(expect.objectContaining({ code: 'invalid', message: expect.stringContaining(why) }))
  expect(files.readFileSync(people.path)).toEqual(before)
  expect(existsSync('other.db')).toBe(false)
})
