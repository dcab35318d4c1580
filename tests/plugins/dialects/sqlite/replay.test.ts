import { execFileSync } from 'node:child_process'
import { existsSync, statSync } from 'node:fs'
import DatabaseFile from 'better-sqlite3'
import { expect, test } from 'vitest'
import { openFresh } from '../../../../plugins/dialects/sqlite/fresh-database.ts'
import { Replay } from '../../../../plugins/dialects/sqlite/replay.ts'
import { Failure } from '../../../../plugins/failure.ts'
import { contentOf } from './content.ts'
import { dumpOf, restoreTo } from './direct.ts'
import { openFolder } from './folder.ts'

async function codeOf(sql: string | Buffer): Promise<string> {
  await using folder = await openFolder()
  try {
    restoreTo(folder.file('a.db'), Buffer.from(sql))
    return 'restored'
  } catch (error) {
    if (error instanceof Failure) return error.code
    throw error
  }
}

test('a dump of the sqlite3 program is restored, triggers and all', async () => {
  await using folder = await openFolder()
  execFileSync('sqlite3', [folder.file('a.db')], {
    input: `CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, a TEXT);
      INSERT INTO t (a) VALUES ('semi;colon'), ('it''s' || char(10) || 'two lines'), (CAST(x'ff27' AS TEXT)), (NULL);
      CREATE TRIGGER g AFTER INSERT ON t BEGIN UPDATE t SET a = 'fired;'; SELECT CASE WHEN 1 THEN 2 END; END;
      CREATE VIRTUAL TABLE f USING fts5 (a); INSERT INTO f VALUES ('words');
      CREATE VIEW v AS SELECT a FROM t;`,
  })
  restoreTo(folder.file('b.db'), execFileSync('sqlite3', [folder.file('a.db'), '.dump']), 7)
  expect(contentOf(folder.file('b.db'))).toEqual(contentOf(folder.file('a.db')))
})

test('statements that reach beyond the database are refused', async () => {
  const hostile = [
    `ATTACH '/tmp/x' AS y;`,
    `VACUUM INTO '/tmp/x';`,
    `.shell id\n;`,
    `.read /etc/passwd\n;`,
    `SELECT load_extension('x');`,
    `PRAGMA temp_store_directory='/tmp';`,
    `PRAGMA data_store_directory='/tmp';`,
    `DETACH main;`,
    `CREATE TEMP TABLE t (a);`,
    `INSERT INTO sqlite_master(type,name,tbl_name,rootpage,sql)VALUES('table','t','t',2,'CREATE TABLE t (a)');`,
    `INSERT INTO sqlite_master(type,name,tbl_name,rootpage,sql)VALUES('table','t','t',0,'CREATE VIRTUAL TABLE t USING x'),('table','u','u',1,'CREATE TABLE u (a)');`,
    `UPDATE sqlite_master SET sql = '';`,
    `DELETE FROM sqlite_schema;`,
    `WITH x AS (SELECT 1) INSERT INTO t SELECT * FROM x;`,
    `INSERT INTO t VALUES (load_extension('/tmp/x'));`,
    `INSERT INTO t VALUES (writefile('/tmp/holdfast-canary', 'x'));`,
    `EXPLAIN SELECT 1;`,
  ]
  for (const sql of hostile)
    expect([sql, await codeOf(`CREATE TABLE t (a);\nPRAGMA writable_schema=ON;\n${sql}\n`)]).toEqual([sql, 'invalid'])
  expect(existsSync('/tmp/holdfast-canary')).toBe(false)
})

test('a statement hidden behind comments is judged all the same', async () => {
  expect(await codeOf(`CREATE TABLE t (a); /* x */ -- y\n ATTACH '/tmp/x' AS y;`)).toBe('invalid')
  expect(await codeOf(`CREATE TABLE t (a); ATTACH/**/'/tmp/x' AS y;`)).toBe('invalid')
  expect(await codeOf(`CREATE TABLE t (a); INSERT/* ( */INTO/**/sqlite_master VALUES ('table','t','t',2,'');`)).toBe('invalid')
})

test('a zero byte can not hide what follows it', async () => {
  await using folder = await openFolder()
  expect(await codeOf(`CREATE TABLE t (a);\0 CREATE TABLE u (a);`)).toBe('invalid')
  restoreTo(folder.file('a.db'), Buffer.from(`CREATE TABLE t (a); INSERT INTO t VALUES ('a\0''b'), ('c');`))
  const database = new DatabaseFile(folder.file('a.db'))
  expect(database.prepare('SELECT hex(a) FROM t').pluck().all()).toEqual(['61002762', '63'])
  database.close()
})

test('a dump that is cut anywhere is never restored', async () => {
  await using folder = await openFolder()
  const database = new DatabaseFile(folder.file('a.db'))
  database.exec(`CREATE TABLE t (a TEXT); INSERT INTO t VALUES ('one;'), ('two'); CREATE TABLE u (a); CREATE VIEW v AS SELECT 1`)
  database.close()
  const { bytes } = dumpOf(folder.file('a.db'))
  const codes = new Set<string>()
  for (let length = 0; length < bytes.length; length += 3) codes.add(await codeOf(bytes.subarray(0, length)))
  codes.add(await codeOf(bytes.subarray(0, bytes.length - 1)))
  expect([...codes]).toEqual(['corrupt'])
  expect(await codeOf(bytes)).toBe('restored')
})

test('a transaction that is not committed is a dump cut short', async () => {
  expect(await codeOf('BEGIN TRANSACTION; CREATE TABLE t (a);')).toBe('corrupt')
})

test('a dump that its own program took back is refused', async () => {
  expect(await codeOf('BEGIN TRANSACTION; CREATE TABLE t (a); ROLLBACK; -- due to errors\n')).toBe('corrupt')
})

test('SQL that nobody ended comes with a warning', async () => {
  await using folder = await openFolder()
  expect(restoreTo(folder.file('a.db'), Buffer.from('CREATE TABLE t (a);')).warnings).toHaveLength(1)
  expect(restoreTo(folder.file('b.db'), Buffer.from('BEGIN; CREATE TABLE t (a); COMMIT;')).warnings).toHaveLength(0)
})

test('what SQLite takes for the end of a trigger hides no statement behind it', async () => {
  await using folder = await openFolder()
  const canary = folder.file('canary')
  const attach = `ATTACH '${canary}' AS y; CREATE TABLE y.z (a);`
  // SQLite skips a byte order mark anywhere; who doesn't takes what follows for the trigger's body.
  const trigger = `CREATE TRIGGER g AFTER INSERT ON t BEGIN SELECT 1;\uFEFFEND; ${attach} SELECT 1; END;`
  expect(await codeOf(`CREATE TABLE t (a); ${trigger}`)).toBe('invalid')
  expect(await codeOf(`CREATE TABLE t (a); INSERT INTO t VALUES ($a(')); ${attach} --');`)).toBe('invalid')
  expect(await codeOf(`CREATE TABLE t (a); INSERT INTO t VALUES (@a::b(')); ${attach} --');`)).toBe('invalid')
  expect(existsSync(canary)).toBe(false)
})

test('a dump with a byte order mark and the line ends of Windows is restored, in pieces of any size', async () => {
  await using folder = await openFolder()
  const sql = [
    '\uFEFF-- QMediaSync Database Backup',
    '-- Generated at: 2024-01-15 12:00:00',
    '-- Database Engine: sqlite',
    '',
    'PRAGMA foreign_keys=OFF;',
    '',
    'DROP TABLE IF EXISTS users;',
    'CREATE TABLE `users` (`id` integer PRIMARY KEY AUTOINCREMENT, `name` text);',
    "INSERT INTO users (id, name) VALUES (1, '中文');",
    "INSERT INTO users (id, name) VALUES (2, 'two\r\nlines;');",
    '',
  ].join('\r\n')
  for (const pieceBytes of [1, 2, 3, 5, 1000]) {
    const path = folder.file(`${pieceBytes}.db`)
    restoreTo(path, Buffer.from(sql), pieceBytes)
    const database = new DatabaseFile(path)
    expect(database.prepare('SELECT * FROM users').raw().all()).toEqual([
      [1, '中文'],
      [2, 'two\r\nlines;'],
    ])
    database.close()
  }
  expect(await codeOf('\uFEFF')).toBe('corrupt')
})

test("a dump of Python's sqlite3 is restored", async () => {
  await using folder = await openFolder()
  execFileSync('sqlite3', [folder.file('a.db')], {
    input: `CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, a); INSERT INTO t (a) VALUES ('semi;colon'), (x'00ff'), (1.5), (NULL);
      CREATE INDEX i ON t (a); CREATE VIEW v AS SELECT a FROM t;
      CREATE TRIGGER g AFTER INSERT ON t BEGIN UPDATE t SET a = 'fired;'; SELECT CASE WHEN 1 THEN 2 END; END;`,
  })
  const script = 'import sqlite3, sys; print("\\n".join(sqlite3.connect(sys.argv[1]).iterdump()))'
  const dump = execFileSync('python3', ['-c', script, folder.file('a.db')])
  expect(restoreTo(folder.file('b.db'), dump, 11).warnings).toEqual([])
  expect(contentOf(folder.file('b.db'))).toEqual(contentOf(folder.file('a.db')))
})

test('a statement that computes rows without end is stopped before it fills the disk', async () => {
  const endless = 'WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c)'
  await using folder = await openFolder()
  const attempt = () => restoreTo(folder.file('a.db'), Buffer.from(`CREATE TABLE t AS ${endless} SELECT zeroblob(10000000) FROM c;`))
  expect(attempt).toThrow(/out of all proportion/)
  expect(statSync(folder.file('a.db')).size).toBeLessThan(300 * 1024 ** 2)
})

test('many small tables with large pages are in proportion', async () => {
  await using folder = await openFolder()
  const database = openFresh(folder.file('a.db'))
  const replay = new Replay(database, null)
  const tables = Array.from({ length: 4300 }, (_, at) => `CREATE TABLE t${at}(a);`)
  replay.write(Buffer.from(`PRAGMA page_size=65536;${tables.join('')}`))
  replay.finish()
  expect(database.pragma('page_count', { simple: true })).toBeGreaterThan(4300)
  database.close()
})
