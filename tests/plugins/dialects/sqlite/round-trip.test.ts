import { isUtf8 } from 'node:buffer'
import { execFileSync } from 'node:child_process'
import DatabaseFile from 'better-sqlite3'
import { expect, test } from 'vitest'
import { contentOf } from './content.ts'
import { dumpOf, figuresOf, restoreTo } from './direct.ts'
import { openFolder } from './folder.ts'
import { makeZoo } from './zoo.ts'

test('everything that SQLite knows comes back through our own restore', async () => {
  await using folder = await openFolder()
  makeZoo(folder.file('zoo.db'))
  const before = contentOf(folder.file('zoo.db'))
  const dump = dumpOf(folder.file('zoo.db'))
  restoreTo(folder.file('new.db'), dump.bytes)
  expect(contentOf(folder.file('new.db'))).toEqual(before)
  expect(figuresOf(folder.file('new.db'))).toEqual(dump.figures)
  expect(contentOf(folder.file('zoo.db'))).toEqual(before)
})

test('everything that SQLite knows comes back through the stock sqlite3 program', async () => {
  await using folder = await openFolder()
  makeZoo(folder.file('zoo.db'))
  const dump = dumpOf(folder.file('zoo.db'))
  const said = execFileSync('sqlite3', ['-bail', folder.file('new.db')], {
    input: Buffer.concat([Buffer.from('PRAGMA synchronous=OFF;\n'), dump.bytes]),
    encoding: 'utf8',
  })
  expect(said).toBe('')
  expect(contentOf(folder.file('new.db'))).toEqual(contentOf(folder.file('zoo.db')))
  expect(figuresOf(folder.file('new.db'))).toEqual(dump.figures)
})

for (const encoding of ['UTF-16le', 'UTF-16be']) {
  test(`text of a ${encoding} database comes back, also what is no text`, async () => {
    await using folder = await openFolder()
    const database = new DatabaseFile(folder.file('a.db'))
    database.pragma(`encoding = '${encoding}'`)
    database.exec('CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT); CREATE TABLE k (a TEXT PRIMARY KEY) WITHOUT ROWID')
    for (const text of ['plain', "it's", 'Zoë 名 😀', 'a\0b', 'cr\r\nlf', '\uFFFF', '\uFEFFmark']) {
      database.prepare('INSERT INTO t (a) VALUES (?)').run(text)
      database.prepare('INSERT INTO k VALUES (?)').run(text)
    }
    // Half a pair, and the two halves in the wrong order; and the character that SQLite takes for an error.
    for (const bytes of ['d800', '00d8', 'dc00d800', '00dc00d8', '00d80041', 'ffff', 'fffe']) {
      database.exec(`INSERT INTO t (a) VALUES (CAST(x'${bytes}' AS TEXT)); INSERT INTO k VALUES (CAST(x'${bytes}' AS TEXT) || 'k')`)
    }
    database.close()
    const dump = dumpOf(folder.file('a.db'))
    restoreTo(folder.file('b.db'), dump.bytes)
    execFileSync('sqlite3', ['-bail', folder.file('c.db')], { input: dump.bytes })
    expect(contentOf(folder.file('b.db'))).toEqual(contentOf(folder.file('a.db')))
    expect(contentOf(folder.file('c.db'))).toEqual(contentOf(folder.file('a.db')))
  })
}

test('a dump is plain text, whatever is in the database', async () => {
  await using folder = await openFolder()
  makeZoo(folder.file('zoo.db'))
  const { bytes } = dumpOf(folder.file('zoo.db'))
  expect(isUtf8(bytes)).toBe(true)
  expect(bytes.includes(0)).toBe(false)
  // The sqlite3 program reads CR LF as LF.
  expect(bytes.includes('\r\n')).toBe(false)
})

test('virtual tables work in the restored database', async () => {
  await using folder = await openFolder()
  makeZoo(folder.file('zoo.db'))
  restoreTo(folder.file('new.db'), dumpOf(folder.file('zoo.db')).bytes)
  const database = new DatabaseFile(folder.file('new.db'))
  const read = (sql: string) => database.prepare(sql).pluck().all()
  expect(read(`SELECT title FROM "search 2" WHERE body MATCH 'row 299'`)).toEqual(['row 299'])
  expect(read(`SELECT rowid FROM search WHERE search MATCH 'seven'`)).toEqual([7])
  expect(read(`SELECT words FROM old_search WHERE words MATCH 'other'`)).toEqual(['other words'])
  expect(read('SELECT note FROM boxes WHERE x0 > 3')).toEqual(['second'])
  database.exec(`INSERT INTO "search 2" (title, body) VALUES ('new', 'fresh words')`)
  expect(read(`SELECT title FROM "search 2" WHERE body MATCH 'fresh'`)).toEqual(['new'])
  database.close()
})
