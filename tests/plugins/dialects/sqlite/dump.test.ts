import DatabaseFile from 'better-sqlite3'
import { expect, test } from 'vitest'
import { readCatalogue } from '../../../../plugins/dialects/sqlite/catalogue.ts'
import { readRows } from '../../../../plugins/dialects/sqlite/row-reader.ts'
import { contentOf } from './content.ts'
import { dumpOf, figuresOf, restoreTo, sectionsOf } from './direct.ts'
import { openFolder } from './folder.ts'
import { makeZoo } from './zoo.ts'

test('each table is a section that can be restored from its own bytes', async () => {
  await using folder = await openFolder()
  makeZoo(folder.file('zoo.db'))
  const dump = dumpOf(folder.file('zoo.db'))
  const whole = contentOf(folder.file('zoo.db')) as { tables: Record<string, unknown> }
  const all = dump.figures.map(({ name }) => name)
  expect(dump.sections.filter(({ always }) => always).map(({ name }) => name)).toEqual(['--- preamble', '-- trailer'])
  for (const name of ['counted', 'search 2', 'keyed', 'back\\\\slash', '-- preamble']) {
    const path = folder.file(`${all.indexOf(name)}.db`)
    restoreTo(path, sectionsOf(dump, [name]))
    expect(figuresOf(path)).toEqual(dump.figures.filter((figure) => figure.name === name))
    const part = contentOf(path) as { tables: Record<string, unknown> }
    for (const [table, rows] of Object.entries(part.tables)) {
      if (!table.startsWith('sqlite_')) expect(rows).toEqual(whole.tables[table])
    }
  }
})

test('a selection dumps the chosen tables and the rest of no other', async () => {
  await using folder = await openFolder()
  makeZoo(folder.file('zoo.db'))
  const dump = dumpOf(folder.file('zoo.db'), ['counted', 'search 2'])
  expect(dump.figures.map(({ name }) => name)).toEqual(['counted', 'search 2'])
  expect(dump.sections.map(({ name }) => name)).toEqual(['--- preamble', 'counted', 'search 2', '-- trailer'])
  expect(() => dumpOf(folder.file('zoo.db'), ['no such table'])).toThrow(/no table "no such table"/)
})

test('a row inserted or removed changes only the statement that it is in', async () => {
  await using folder = await openFolder()
  const database = new DatabaseFile(folder.file('a.db'))
  database.pragma('synchronous = OFF')
  database.exec(`
    CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT);
    CREATE TABLE k (a TEXT PRIMARY KEY) WITHOUT ROWID;
    WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000) INSERT INTO t SELECT i, 'row ' || i FROM n;
    INSERT INTO k SELECT a FROM t`)
  const statements = () => new Set(dumpOf(folder.file('a.db')).bytes.toString().split('INSERT INTO'))
  const before = statements()
  database.exec(`DELETE FROM t WHERE id IN (1, 5000); INSERT INTO k VALUES ('row 7777x')`)
  database.close()
  const changed = [...statements()].filter((statement) => !before.has(statement))
  expect(before.size).toBeGreaterThan(100)
  expect(changed.length).toBeLessThanOrEqual(4)
})

test('checksums tell rows apart and do not depend on how a table was filled', async () => {
  await using folder = await openFolder()
  const figuresAfter = (name: string, sql: string) => {
    const database = new DatabaseFile(folder.file(name))
    database.exec(`CREATE TABLE t (id INTEGER PRIMARY KEY, a); ${sql}`)
    database.close()
    return figuresOf(folder.file(name))
  }
  const one = figuresAfter('1.db', `INSERT INTO t VALUES (1, 'a'), (2, x'00')`)
  expect(figuresAfter('2.db', `INSERT INTO t VALUES (2, x'00'), (3, 3), (1, 'a'); DELETE FROM t WHERE id = 3`)).toEqual(one)
  expect(figuresAfter('3.db', `INSERT INTO t VALUES (1, 'a'), (2, CAST(x'00' AS TEXT))`)).not.toEqual(one)
  expect(figuresAfter('4.db', `INSERT INTO t VALUES (1, 'a'), (3, x'00')`)).not.toEqual(one)
})

test('rows of many megabytes are not held all at once', async () => {
  await using folder = await openFolder()
  const database = new DatabaseFile(folder.file('a.db'))
  database.pragma('synchronous = OFF')
  database.exec(`CREATE TABLE t (id INTEGER PRIMARY KEY, a BLOB, b TEXT);
    WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 8) INSERT INTO t SELECT i, zeroblob(400000), hex(zeroblob(300000)) FROM n`)
  database.close()
  const dump = dumpOf(folder.file('a.db'))
  const longest = Math.max(
    ...dump.bytes
      .toString('latin1')
      .split(';\n')
      .map(({ length }) => length),
  )
  expect(longest).toBeLessThan(3_000_000)
  restoreTo(folder.file('b.db'), dump.bytes)
  expect(figuresOf(folder.file('b.db'))).toEqual(dump.figures)
})

test('a row that is too large comes in pieces', () => {
  const database = new DatabaseFile(':memory:')
  database.exec(`CREATE TABLE t (a, b); INSERT INTO t VALUES (zeroblob(3000000), replace(hex(zeroblob(1000000)), '0', ''''))`)
  const pieces = [...readRows(database, readCatalogue(database).groups[0]!.stored[0]!, 'UTF-8')]
  expect(Math.max(...pieces.map(({ bytes }) => bytes.length))).toBeLessThan(1_100_000)
  expect(pieces.reduce((sum, { bytes }) => sum + bytes.length, 0)).toBe("(1,X'','')".length + 6_000_000 + 4_000_000)
  expect(pieces.reduce((sum, { rows }) => sum + rows, 0)).toBe(1)
  database.close()
})
