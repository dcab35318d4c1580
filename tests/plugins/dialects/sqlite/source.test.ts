import { execFileSync } from 'node:child_process'
import * as files from 'node:fs'
import DatabaseFile from 'better-sqlite3'
import { expect, test } from 'vitest'
import dump from '../../../../plugins/dialects/sqlite/dump-thread.ts'
import { Failure } from '../../../../plugins/failure.ts'
import { contentOf } from './content.ts'
import { dumpOf, figuresOf, restoreTo } from './direct.ts'
import { openFolder } from './folder.ts'

function failureOf(work: () => unknown): Failure {
  try {
    work()
  } catch (error) {
    if (error instanceof Failure) return error
    throw error
  }
  throw new Error('nothing was thrown')
}

/** A database of some size, left open. */
function openFilled(path: string, journalMode: string) {
  const database = new DatabaseFile(path)
  database.pragma('synchronous = OFF')
  database.pragma(`journal_mode = ${journalMode}`)
  database.exec(`
    CREATE TABLE one (id INTEGER PRIMARY KEY, text TEXT);
    CREATE TABLE two (id INTEGER PRIMARY KEY, text TEXT);
    WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)
      INSERT INTO one SELECT i, hex(zeroblob(400)) FROM n;
    INSERT INTO two SELECT * FROM one`)
  return database
}

test('a dump is of one instant while another connection writes in WAL mode', async () => {
  await using folder = await openFolder()
  const writer = openFilled(folder.file('a.db'), 'WAL')
  const figures = figuresOf(folder.file('a.db'))
  const pieces: Uint8Array[] = []
  const found = []
  for (const event of dump({ path: folder.file('a.db'), tables: null, generatedAt: new Date(0) }, { files })) {
    if (event.type === 'bytes') pieces.push(event.bytes)
    if (event.type === 'figure') found.push(event.figure)
    writer.exec(
      `INSERT INTO one (text) VALUES ('late'); DELETE FROM two WHERE id % 5 = ${pieces.length % 5}; CREATE TABLE IF NOT EXISTS late${pieces.length} (a)`,
    )
  }
  writer.close()
  expect(pieces.length).toBeGreaterThan(3)
  expect(found).toEqual(figures)
  restoreTo(folder.file('b.db'), Buffer.concat(pieces))
  expect(figuresOf(folder.file('b.db'))).toEqual(figures)
})

test('a database in rollback mode holds up its writers while it is dumped, and only then', async () => {
  await using folder = await openFolder()
  openFilled(folder.file('a.db'), 'DELETE').close()
  const writer = new DatabaseFile(folder.file('a.db'), { timeout: 0 })
  const events = dump({ path: folder.file('a.db'), tables: null, generatedAt: new Date(0) }, { files })[Symbol.iterator]()
  events.next()
  expect(() => writer.exec('DELETE FROM one')).toThrow(/locked/)
  while (events.next().done !== true);
  writer.exec('DELETE FROM one')
  writer.close()
})

test('a dump changes nothing in the source and leaves no file beside it', async () => {
  await using folder = await openFolder()
  for (const journalMode of ['WAL', 'DELETE']) {
    openFilled(folder.file('a.db'), journalMode).close()
    const before = files.readFileSync(folder.file('a.db'))
    const names = files.readdirSync(folder.path)
    dumpOf(folder.file('a.db'))
    expect(files.readdirSync(folder.path)).toEqual(names)
    expect(files.readFileSync(folder.file('a.db')).equals(before)).toBe(true)
    files.rmSync(folder.file('a.db'))
  }
})

test('the log of a program that ended early is read and left as it is', async () => {
  await using folder = await openFolder()
  const writer = openFilled(folder.file('live.db'), 'WAL')
  for (const ending of ['', '-wal']) files.copyFileSync(folder.file(`live.db${ending}`), folder.file(`dead.db${ending}`))
  const figures = figuresOf(folder.file('live.db'))
  writer.close()
  const [file, log] = [files.readFileSync(folder.file('dead.db')), files.readFileSync(folder.file('dead.db-wal'))]
  expect(dumpOf(folder.file('dead.db')).figures).toEqual(figures)
  expect(files.readFileSync(folder.file('dead.db')).equals(file)).toBe(true)
  expect(files.readFileSync(folder.file('dead.db-wal')).equals(log)).toBe(true)
})

test('what is no database is told apart, each with its code and what to do', async () => {
  await using folder = await openFolder()
  files.writeFileSync(folder.file('text.db'), 'this is a letter, not a database. '.repeat(40))
  files.writeFileSync(folder.file('empty.db'), '')
  openFilled(folder.file('damaged.db'), 'DELETE').close()
  const damaged = files.openSync(folder.file('damaged.db'), 'r+')
  files.writeSync(damaged, Buffer.alloc(60_000, 0xee), 0, 60_000, 40_000)
  files.closeSync(damaged)
  const found = ['missing.db', '.', 'text.db', 'empty.db', 'damaged.db', 'spaced.db '].map((name) => {
    const failure = failureOf(() => dumpOf(name === '.' ? folder.path : folder.file(name)))
    expect(failure.remedy).toMatch(/\.$/)
    return [name, failure.code]
  })
  expect(Object.fromEntries(found)).toEqual({
    'missing.db': 'not_found',
    '.': 'invalid',
    'text.db': 'invalid',
    'empty.db': 'invalid',
    'damaged.db': 'corrupt',
    'spaced.db ': 'invalid',
  })
  expect(files.existsSync(folder.file('missing.db'))).toBe(false)
})

test('a transaction that a crash left unfinished is reported, not undone', async () => {
  await using folder = await openFolder()
  const writer = openFilled(folder.file('a.db'), 'DELETE')
  writer.pragma('cache_size = 2')
  writer.exec('BEGIN; UPDATE one SET text = hex(zeroblob(350))')
  for (const ending of ['', '-journal']) files.copyFileSync(folder.file(`a.db${ending}`), folder.file(`crashed.db${ending}`))
  writer.exec('ROLLBACK')
  writer.close()
  const before = files.readFileSync(folder.file('crashed.db'))
  expect(failureOf(() => dumpOf(folder.file('crashed.db'))).code).toBe('conflict')
  expect(files.readFileSync(folder.file('crashed.db')).equals(before)).toBe(true)
})

test('what could not be restored is refused while the source still exists', async () => {
  await using folder = await openFolder()
  const database = new DatabaseFile(folder.file('a.db'))
  database.function('secret_sauce', { deterministic: true }, (value) => value)
  database.exec('CREATE TABLE t (a); CREATE INDEX i ON t (secret_sauce(a))')
  database.close()
  const failure = failureOf(() => dumpOf(folder.file('a.db')))
  expect([failure.code, failure.message, failure.remedy]).toEqual([
    'unsupported',
    expect.stringContaining('secret_sauce'),
    expect.stringContaining('snapshot'),
  ])
})

test('a database without tables comes back', async () => {
  await using folder = await openFolder()
  execFileSync('sqlite3', [folder.file('a.db'), 'PRAGMA user_version=9'])
  restoreTo(folder.file('b.db'), dumpOf(folder.file('a.db')).bytes)
  expect(contentOf(folder.file('b.db'))).toEqual(contentOf(folder.file('a.db')))
})
