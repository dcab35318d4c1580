import { execFileSync } from 'node:child_process'
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises'
import { gzipSync, zstdCompressSync } from 'node:zlib'
import { generateIdentity, identityToRecipient } from 'age-encryption'
import DatabaseFile from 'better-sqlite3'
import { describe, expect, test } from 'vitest'
import { systemSeams } from '../../../server/seams/seams.ts'
import { run } from '../archive/program.ts'
import { dump, UploadBench, zipOf } from './upload-fixture.ts'

const forms: readonly (readonly [string, Uint8Array, object])[] = [
  ['plain text', Buffer.from(dump), { form: 'sql', packing: null, sealed: false }],
  ['gzip', gzipSync(dump), { form: 'sql', packing: 'gzip' }],
  ['gzip of several members', Buffer.concat([gzipSync(dump.slice(0, 50)), gzipSync(dump.slice(50))]), { form: 'sql', packing: 'gzip' }],
  ['zstd', zstdCompressSync(dump), { form: 'sql', packing: 'zstd' }],
  [
    'zstd of several frames',
    Buffer.concat([zstdCompressSync(dump.slice(0, 50)), zstdCompressSync(dump.slice(50))]),
    { form: 'sql', packing: 'zstd' },
  ],
  ['a ZIP file', zipOf({ 'my/Dump.SQL': dump, 'read me.txt': 'x' }), { form: 'zip', entryCount: 2 }],
  ['a ZIP file of macOS', zipOf({ 'dump.sql': dump, '__MACOSX/._dump.sql': 'x' }), { form: 'zip' }],
]

describe('a dump that is given as', () => {
  test.each(forms)('%s is told', async (_, bytes, expected) => {
    await using bench = await UploadBench.open()
    const report = await bench.inspect(bytes)
    expect(report).toMatchObject({ ...expected, sizeBytes: bytes.length, plainBytes: dump.length, parts: ['backup.sql'], problems: [] })
    expect(report.tables).toEqual([
      { name: 'users', rows: 2, sizeBytes: expect.any(Number) },
      { name: 'notes', rows: 1, sizeBytes: expect.any(Number) },
    ])
    expect(bench.rows('SELECT 1')).toBeNull()
  })

  test.each(forms.slice(-2))('%s is restored', async (_, bytes) => {
    await using bench = await UploadBench.open()
    expect(await bench.restore(bytes)).toMatchObject({ kind: 'upload-restore', plainBytes: dump.length, sections: 2, rows: 3 })
    expect(bench.rows('SELECT * FROM users')).toEqual([
      [1, 'a;b'],
      [2, "it's"],
    ])
  })
})

test('chosen tables of a foreign dump are restored, and an unknown one is named before anything changes', async () => {
  await using bench = await UploadBench.open()
  await expect(bench.restore(dump, { tables: ['nothing'] })).rejects.toMatchObject({
    code: 'not_found',
    message: expect.stringContaining('nothing'),
  })
  expect(bench.rows('SELECT 1')).toBeNull()
  await bench.restore(dump, { tables: ['notes'] })
  expect(bench.rows("SELECT name FROM sqlite_schema WHERE type = 'table'")).toEqual([['notes']])
})

test('what is there is refused or replaced as asked', async () => {
  await using bench = await UploadBench.open()
  bench.occupy()
  await expect(bench.restore(dump)).rejects.toMatchObject({ code: 'conflict' })
  expect(bench.rows('SELECT a FROM old')).toEqual([['there before']])
  await bench.restore(dump, { existing: 'replace' })
  expect(bench.rows('SELECT count(*) FROM users')).toEqual([[2]])
})

test.each(['sqlite3', 'python'])('a dump of %s is restored whole', async (program) => {
  await using bench = await UploadBench.open()
  const source = bench.jobs.path('source.db')
  const database = new DatabaseFile(source)
  database.exec(`CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, "odd name" TEXT DEFAULT ';');
    INSERT INTO t ("odd name") VALUES ('a' || char(10) || 'b'), ('中文'), (x'00ff'), (NULL), (1e300);
    CREATE TRIGGER g AFTER INSERT ON t BEGIN UPDATE t SET id = id; SELECT 1; END; CREATE VIEW v AS SELECT * FROM t`)
  database.close()
  const script = 'import sqlite3, sys; print("\\n".join(sqlite3.connect(sys.argv[1]).iterdump()))'
  const made = program === 'python' ? run('python3', ['-c', script, source]).output : execFileSync('sqlite3', [source, '.dump'])
  expect(await bench.inspect(made)).toMatchObject({ dialect: 'sqlite', tables: [{ name: 't', rows: 5 }], tableCount: 1, problems: [] })
  await bench.restore(made)
  const all = 'SELECT id, hex("odd name"), typeof("odd name") FROM t'
  const origin = new DatabaseFile(source, { readonly: true })
  expect(bench.rows(all)).toEqual(origin.prepare(all).raw().all())
  origin.close()
})

test('an upload that changes between its two readings changes nothing', async () => {
  const seams = systemSeams()
  let reads = 0
  const open: typeof seams.files.open = async (...given) => {
    const handle = await seams.files.open(...given)
    if (!String(given[0]).endsWith('/upload')) return handle
    const read = handle.read.bind(handle) as (...given: unknown[]) => Promise<{ buffer: Uint8Array; bytesRead: number }>
    // Twice its beginning is looked at, then it is read whole, and whole again.
    const changing = async (...order: unknown[]) => {
      const result = await read(...order)
      if (++reads === 4) result.buffer[dump.indexOf('a;b')]! ^= 1
      return result
    }
    return Object.assign(handle, { read: changing })
  }
  await using bench = await UploadBench.open({ ...seams, files: { ...seams.files, open } })
  bench.occupy()
  await expect(bench.restore(dump, { existing: 'replace' })).rejects.toMatchObject({ code: 'conflict' })
  expect([reads, bench.rows('SELECT a FROM old')]).toEqual([4, [['there before']]])
})

describe('an archive as a plain file', () => {
  async function backUp(bench: UploadBench, change: object = {}) {
    const path = bench.jobs.path('source.db')
    const database = new DatabaseFile(path)
    database.exec(`CREATE TABLE IF NOT EXISTS t (a); INSERT INTO t VALUES ('one'), ('two'); CREATE TABLE IF NOT EXISTS u (a)`)
    database.close()
    return await bench.jobs.backup({ source: { name: 'sqlite', label: 'app', config: { path } }, ...change })
  }

  test('is told and restored with its commit record and without', async () => {
    await using bench = await UploadBench.open()
    const { id, name } = await backUp(bench)
    const archive = bench.jobs.path('backups', name)
    const upload = bench.jobs.path('plain')
    await copyFile(archive, upload)
    const alone = await bench.inspectFile(upload)
    expect(alone).toMatchObject({
      form: 'archive',
      dialect: 'sqlite',
      parts: ['backup.sql'],
      tables: [
        { name: 't', rows: 2, sizeBytes: expect.any(Number) },
        { name: 'u', rows: 0 },
      ],
      backup: { id, mode: 'full', label: 'app', hasRecord: false },
      problems: [],
    })
    expect(await bench.inspectFile(archive)).toMatchObject({ backup: { id, hasRecord: true }, problems: [] })
    expect(await bench.restoreFile(upload)).toMatchObject({ form: 'archive', rows: 2 })
    expect(bench.rows('SELECT a FROM t')).toEqual([['one'], ['two']])
  })

  test('is refused when it is not what its commit record names', async () => {
    await using bench = await UploadBench.open()
    const [first, second] = [await backUp(bench), await backUp(bench)]
    const path = (name: string) => bench.jobs.path('backups', name)
    await copyFile(path(first.name), path(second.name))
    expect((await bench.inspectFile(path(second.name))).problems).toMatchObject([{ code: 'corrupt' }])
    await writeFile(`${path(second.name)}.json`, '{}')
    expect((await bench.inspectFile(path(second.name))).problems).toMatchObject([{ code: 'corrupt' }])
    await expect(bench.restoreFile(path(second.name))).rejects.toMatchObject({ code: 'corrupt' })
    expect(bench.rows('SELECT 1')).toBeNull()
  })

  test('with any byte of a chunk changed is refused before anything changes', async () => {
    await using bench = await UploadBench.open()
    bench.occupy()
    const { name } = await backUp(bench)
    const bytes = await readFile(bench.jobs.path('backups', name))
    bytes[bytes.indexOf('backup.sql') + 60]! ^= 1
    expect((await bench.inspect(bytes)).problems).toMatchObject([{ code: 'corrupt' }])
    await expect(bench.restore(bytes, { existing: 'replace' })).rejects.toMatchObject({ code: 'corrupt' })
    expect(bench.rows('SELECT a FROM old')).toEqual([['there before']])
  })

  test('that refers to others is refused alone, naming them', async () => {
    await using bench = await UploadBench.open()
    const full = await backUp(bench)
    const incremental = await backUp(bench, { mode: 'incremental' })
    expect(incremental.mode).toBe('incremental')
    const path = bench.jobs.path('backups', incremental.name)
    const { problems } = await bench.inspectFile(path)
    expect(problems).toMatchObject([{ code: 'unsupported', message: expect.stringContaining(full.name) }])
    await expect(bench.restoreFile(path)).rejects.toMatchObject({ code: 'unsupported' })
  })

  test('that is sealed opens with its identity alone', async () => {
    await using bench = await UploadBench.open()
    const identity = await generateIdentity()
    const { name } = await backUp(bench, { recipients: [await identityToRecipient(identity)] })
    const path = bench.jobs.path('backups', name)
    const closed = await bench.inspectFile(path)
    expect(closed).toMatchObject({ form: null, sealed: true, problems: [{ code: 'denied' }] })
    await expect(bench.restoreFile(path)).rejects.toMatchObject({ code: 'denied' })
    expect(await bench.inspectFile(path, [identity])).toMatchObject({ form: 'archive', sealed: true, problems: [] })
    expect(await bench.restoreFile(path, { identities: [identity] })).toMatchObject({ rows: 2 })
  })
})

test('the tree of an archive that somebody packed anew is told and restored', async () => {
  await using bench = await UploadBench.open()
  await mkdir(bench.jobs.path('tree'))
  await writeFile(bench.jobs.path('tree', 'file'), 'content')
  run('tar', ['-cf', bench.jobs.path('files.tar'), '-C', bench.jobs.path('tree'), '.'])
  const path = await bench.file(zipOf({ 'files.tar': await readFile(bench.jobs.path('files.tar')) }))
  expect(await bench.inspectFile(path)).toMatchObject({ form: 'zip', dialect: 'files', parts: ['files.tar'], problems: [] })
  await expect(bench.restoreFile(path)).rejects.toMatchObject({ code: 'invalid', message: expect.stringContaining('files') })
  const into = { name: 'files', config: { path: bench.jobs.path('restored') } }
  await bench.jobs.run({ kind: 'upload-restore', path, into, existing: 'refuse', tables: null, identities: [], plainBytesMax: null })
  expect(await readFile(bench.jobs.path('restored', 'file'), 'utf8')).toBe('content')
})
