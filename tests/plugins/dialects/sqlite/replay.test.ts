import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import DatabaseFile from 'better-sqlite3'
import { expect, test } from 'vitest'
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
}, 60_000)

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
