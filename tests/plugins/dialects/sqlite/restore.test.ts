import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import DatabaseFile from 'better-sqlite3'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openWorkshop, type Workshop } from '../../../../plugins/conformance/workshop.ts'
import type { RestoreCall, RestorePart } from '../../../../plugins/contract.ts'
import { sqlite } from '../../../../plugins/dialects/sqlite/index.ts'
import { Failure } from '../../../../plugins/failure.ts'
import { contentOf } from './content.ts'
import { dumpOf, figuresOf, sectionsOf } from './direct.ts'

let workshop: Workshop
beforeEach(async () => {
  workshop = await openWorkshop()
})
afterEach(async () => {
  await workshop[Symbol.asyncDispose]()
})

const file = (name: string) => join(workshop.folder, name)

function make(name: string, sql: string): string {
  const database = new DatabaseFile(file(name))
  database.pragma('synchronous = OFF')
  database.pragma('foreign_keys = OFF')
  database.exec(sql)
  database.close()
  return file(name)
}

const rows = (count: number, text: string) =>
  `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${count}) INSERT INTO t SELECT i, '${text}' || i FROM n;`

async function* onePart(name: string, bytes: Uint8Array): AsyncGenerator<RestorePart, void, void> {
  yield {
    name,
    sizeBytes: bytes.length,
    bytes: (async function* () {
      yield bytes
    })(),
  }
}

async function restore(destination: string, bytes: Uint8Array, call: Partial<RestoreCall & { part: string }> = {}) {
  await using dialect = await sqlite.open({ path: destination, form: 'sql' }, workshop.host)
  const { part = 'backup.sql', ...rest } = call
  return await dialect.restore(onePart(part, bytes), { ...workshop.call, existing: 'refuse', tables: null, ...rest })
}

async function failureOf(work: Promise<unknown>): Promise<Failure> {
  const error = await work.then(
    () => new Error('nothing was thrown'),
    (thrown: unknown) => thrown,
  )
  if (error instanceof Failure) return error
  throw error
}

const tableT = 'CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT);'

for (const journalMode of ['WAL', 'DELETE']) {
  test(`open connections see old or new when a ${journalMode} database is replaced`, async () => {
    const { bytes, figures } = dumpOf(make('source.db', `PRAGMA page_size = 1024; ${tableT} ${rows(5000, 'new')}`))
    const path = make('live.db', `PRAGMA journal_mode = ${journalMode}; ${tableT} CREATE TABLE gone (a); ${rows(3000, 'old')}`)
    const reader = new DatabaseFile(path, { timeout: 0 })
    const look = () =>
      reader.prepare<[], { kind: string; count: number }>('SELECT substr(a, 1, 3) AS kind, count(*) AS count FROM t GROUP BY 1').all()
    const seen = new Set<string>()
    let restoring = true
    const restored = restore(path, bytes, { existing: 'replace' }).finally(() => {
      restoring = false
    })
    while (restoring) {
      try {
        seen.add(JSON.stringify(look()))
      } catch (error) {
        // In this mode a reader waits while the pages are written; in the thread that writes them it can't.
        if (journalMode === 'WAL') throw error
      }
      await new Promise((resolve) => setTimeout(resolve, 1))
    }
    await restored
    seen.add(JSON.stringify(look()))
    expect(seen).toEqual(new Set([JSON.stringify([{ kind: 'old', count: 3000 }]), JSON.stringify([{ kind: 'new', count: 5000 }])]))
    expect(reader.pragma('journal_mode', { simple: true })).toBe(journalMode.toLowerCase())
    reader.close()
    expect(figuresOf(path)).toEqual(figures)
    expect(readdirSync(workshop.folder).filter((name) => name.startsWith('.holdfast'))).toEqual([])
  })
}

test('a database that another program keeps locked is left as it was', async () => {
  const { copyOver } = await import('../../../../plugins/dialects/sqlite/copy-over.ts')
  const path = make('live.db', `${tableT} ${rows(10, 'old')}`)
  const fresh = make('fresh.db', `${tableT} ${rows(20, 'new')}`)
  for (const lock of ['BEGIN EXCLUSIVE', 'BEGIN IMMEDIATE', 'BEGIN; SELECT * FROM t']) {
    const holder = new DatabaseFile(path)
    if (lock.includes('SELECT')) {
      holder.exec('BEGIN')
      holder.prepare('SELECT * FROM t').all()
    } else holder.exec(lock)
    const failure = await failureOf(copyOver(fresh, path, { ...workshop.call, patienceMs: 150 }))
    expect([lock, failure.code]).toEqual([lock, 'unavailable'])
    holder.close()
    expect(figuresOf(path)[0]).toMatchObject({ rows: 10 })
  }
  await copyOver(fresh, path, workshop.call)
  expect(figuresOf(path)[0]).toMatchObject({ rows: 20 })
})

test('chosen tables take the place of those of their names, and nothing else changes', async () => {
  const source = make(
    'source.db',
    `${tableT} ${rows(500, 'new')} CREATE INDEX i ON t (a); CREATE TABLE counted (id INTEGER PRIMARY KEY AUTOINCREMENT);
    INSERT INTO counted VALUES (7); DELETE FROM counted; CREATE VIRTUAL TABLE f USING fts5 (a); INSERT INTO f VALUES ('new words'); CREATE TABLE other (a)`,
  )
  const live = make(
    'live.db',
    `${tableT} ${rows(10, 'old')} CREATE TABLE kept (a); INSERT INTO kept VALUES (1); CREATE TABLE other (b);
    CREATE TABLE counted (id INTEGER PRIMARY KEY AUTOINCREMENT); INSERT INTO counted VALUES (90);
    CREATE VIRTUAL TABLE f USING fts5 (a); INSERT INTO f VALUES ('old words'); CREATE TABLE child (t REFERENCES t (id)); INSERT INTO child VALUES (999)`,
  )
  const dump = dumpOf(source)
  const tables = ['t', 'counted', 'f']
  const report = await restore(live, sectionsOf(dump, tables), { existing: 'replace', tables })
  const [before, after] = [contentOf(source), contentOf(live)] as { tables: Record<string, unknown>; schema: { name: string }[] }[]
  for (const name of ['t', 'counted', 'sqlite_sequence', 'f_data', 'f_content', 'f_idx'])
    expect(after!.tables[name]).toEqual(before!.tables[name])
  expect(after!.schema.map(({ name }) => name)).toEqual(expect.arrayContaining(['kept', 'other', 'i']))
  expect(figuresOf(live).find(({ name }) => name === 'kept')).toMatchObject({ rows: 1 })
  expect(report).toMatchObject({ sections: 3, warnings: [{ code: 'changed', subject: 'child' }] })
  const database = new DatabaseFile(live)
  expect(database.prepare(`SELECT a FROM f WHERE f MATCH 'words'`).pluck().all()).toEqual(['new words'])
  expect(database.prepare('SELECT b FROM other').pluck().all()).toEqual([])
  expect(database.pragma('integrity_check', { simple: true })).toBe('ok')
  database.close()
})

test('chosen tables of a whole dump become the whole new database', async () => {
  const dump = dumpOf(make('source.db', `${tableT} ${rows(5, 'x')} CREATE TABLE other (a); CREATE VIRTUAL TABLE f USING fts5 (a)`))
  await restore(file('new.db'), dump.bytes, { tables: ['t'] })
  expect(figuresOf(file('new.db')).map(({ name }) => name)).toEqual(['t'])
  expect((await failureOf(restore(file('other.db'), dump.bytes, { tables: ['missing'] }))).code).toBe('not_found')
  expect(existsSync(file('other.db'))).toBe(false)
})

test('a restored file keeps WAL mode and has nothing beside it', async () => {
  await restore(file('new.db'), dumpOf(make('source.db', `PRAGMA journal_mode = WAL; ${tableT}`)).bytes)
  expect(contentOf(file('new.db'))).toMatchObject({ header: expect.arrayContaining([['journal_mode', 'wal']]) })
  expect(readdirSync(workshop.folder).filter((name) => name.startsWith('.'))).toEqual([])
})

test('what is in the way is named, and left alone', async () => {
  const dump = dumpOf(make('source.db', tableT))
  const taken = make('taken.db', 'CREATE TABLE mine (a)')
  const before = readFileSync(taken)
  expect((await failureOf(restore(taken, dump.bytes))).code).toBe('conflict')
  expect((await failureOf(restore(taken, dump.bytes, { existing: 'keep' }))).code).toBe('unsupported')
  expect((await failureOf(restore(taken, Buffer.from('nonsense'), { existing: 'replace' }))).code).toBe('corrupt')
  expect(readFileSync(taken).equals(before)).toBe(true)
  writeFileSync(file('ghost.db-wal'), 'of a former database')
  expect((await failureOf(restore(file('ghost.db'), dump.bytes))).code).toBe('conflict')
  writeFileSync(file('letter.db'), 'this is a letter, not a database'.repeat(50))
  expect((await failureOf(restore(file('letter.db'), dump.bytes, { existing: 'replace' }))).code).toBe('invalid')
  expect((await failureOf(restore(file('no/such/folder.db'), dump.bytes))).code).toBe('not_found')
  expect((await failureOf(restore(file('spaced.db '), dump.bytes))).code).toBe('invalid')
  expect((await failureOf(restore(workshop.folder, dump.bytes, { existing: 'replace' }))).code).toBe('conflict')
})

test('a database file is restored whole or not at all, and into a WAL database of another page size', async () => {
  const source = make('source.db', `PRAGMA page_size = 2048; ${tableT} ${rows(300, 'x')} INSERT INTO t VALUES (999, hex(zeroblob(20000)))`)
  const bytes = readFileSync(source)
  const live = make('live.db', 'PRAGMA journal_mode = WAL; CREATE TABLE old (a)')
  const chained = Buffer.from(bytes)
  // The last pages hold the end of the long text; the four bytes that lead from one to the next now lead nowhere.
  chained.writeUInt32BE(0xeeeeee, bytes.length - 2 * 2048)
  const damaged = { 'cut short': bytes.subarray(0, bytes.length - 2048), longer: Buffer.concat([bytes, Buffer.alloc(2048)]), chained }
  for (const [name, damage] of Object.entries(damaged)) {
    const failure = await failureOf(restore(live, damage, { part: 'backup.db', existing: 'replace' }))
    expect([name, failure.code]).toEqual([name, 'corrupt'])
  }
  expect(figuresOf(live).map(({ name }) => name)).toEqual(['old'])
  await restore(live, bytes, { part: 'backup.db', existing: 'replace' })
  expect(figuresOf(live)).toEqual(figuresOf(source))
})

test('a restore removes what a killed one left beside the destination, and nothing else', async () => {
  const folder = '.holdfast-restore-'
  const gone = `${folder}${workshop.host.owner.replace(/-\d+-\d*$/, '-4000000-1')}.abc`
  const alive = `${folder}${workshop.host.owner}.def`
  for (const name of [gone, alive]) mkdirSync(file(name))
  writeFileSync(join(file(gone), 'restored.db'), 'half')
  const source = make('source.db', 'CREATE TABLE t (i); INSERT INTO t VALUES (1);')
  await restore(file('destination.db'), dumpOf(source).bytes)
  expect(readdirSync(workshop.folder).filter((name) => name.startsWith(folder))).toEqual([alive])
})
