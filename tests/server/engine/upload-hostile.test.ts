import { crc32, deflateRawSync, gzipSync, zstdCompressSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { run } from '../archive/program.ts'
import { dump, UploadBench, zipOf } from './upload-fixture.ts'

/** What inspecting says against an upload; restoring it must say the same and leave the destination alone. */
async function refusal(bytes: Uint8Array | string, plainBytesMax: number | null = null) {
  await using bench = await UploadBench.open()
  bench.occupy()
  const { problems } = await bench.inspect(bytes, [], plainBytesMax)
  if (plainBytesMax === null) {
    await expect(bench.restore(bytes, { existing: 'replace' })).rejects.toMatchObject({ code: problems[0]?.code ?? 'no problem' })
    expect(bench.rows('SELECT a FROM old')).toEqual([['there before']])
  }
  return problems[0]
}

const u16 = (...values: number[]) => Buffer.from(Uint16Array.from(values).buffer)
const u32 = (...values: number[]) => Buffer.from(Uint32Array.from(values).buffer)

interface Lie {
  readonly flags?: number
  readonly method?: number
  readonly attributes?: number
  readonly plainBytes?: number
  readonly stored?: Uint8Array
}

/** A ZIP file with one entry that may lie about itself. */
function lyingZip(name: string, lie: Lie = {}): Buffer {
  const content = lie.stored ?? Buffer.from(dump)
  const nameBytes = Buffer.from(name)
  const fields = [u16(lie.flags ?? 0, lie.method ?? 0, 0, 33), u32(crc32(content), content.length, lie.plainBytes ?? content.length)]
  const local = Buffer.concat([u32(0x04034b50), u16(20), ...fields, u16(nameBytes.length, 0), nameBytes, content])
  const record = [u32(0x02014b50), u16(20, 20), ...fields, u16(nameBytes.length, 0, 0, 0, 0), u32(lie.attributes ?? 0, 0), nameBytes]
  const directory = Buffer.concat(record)
  return Buffer.concat([local, directory, u32(0x06054b50), u16(0, 0, 1, 1), u32(directory.length, local.length), u16(0)])
}

describe('a ZIP file is refused by name', () => {
  test('while an honest one made the same way is not', async () => {
    await using bench = await UploadBench.open()
    expect((await bench.inspect(lyingZip('dump.sql'))).problems).toEqual([])
  })

  test.each<[string, Uint8Array, [string, string]]>([
    ['a name out of its folder', lyingZip('../dump.sql'), ['invalid', '../dump.sql']],
    ['an absolute name', lyingZip('/etc/dump.sql'), ['invalid', 'absolute']],
    ['a link', lyingZip('dump.sql', { attributes: 0o120777 * 65536 }), ['unsupported', 'link']],
    ['a device', lyingZip('dump.sql', { attributes: 0o060666 * 65536 }), ['unsupported', 'device']],
    ['a ZIP password', lyingZip('dump.sql', { flags: 1 }), ['unsupported', 'encrypted']],
    ['an unknown method', lyingZip('dump.sql', { method: 14 }), ['unsupported', 'method 14']],
    ['a lie about the size', lyingZip('dump.sql', { plainBytes: 10 }), ['corrupt', 'more than it declares']],
    ['two dumps', zipOf({ 'a.sql': dump, 'b.sql': dump }), ['invalid', '"b.sql"']],
    ['names that differ in case', zipOf({ 'dump.sql': dump, 'Dump.SQL': dump }), ['invalid', 'only in case']],
    ['no dump', zipOf({ 'photo.jpg': 'x' }), ['invalid', 'photo.jpg']],
    ['nothing at all', zipOf({}), ['invalid', 'empty']],
    ['a ZIP file in it', zipOf({ 'inner.zip': zipOf({ 'dump.sql': dump }) }), ['invalid', 'inner.zip']],
    ['a ZIP file that calls itself a dump', zipOf({ 'dump.sql': zipOf({ 'dump.sql': dump }) }), ['invalid', 'packed once more']],
    ['a packed dump', zipOf({ 'dump.sql': gzipSync(dump) }), ['invalid', 'packed once more']],
    ['its end cut off', zipOf({ 'dump.sql': dump }).subarray(0, -30), ['invalid', 'end is missing']],
    ['something behind its end', Buffer.concat([zipOf({ 'dump.sql': dump }), Buffer.from('more')]), ['invalid', 'end is missing']],
  ])('with %s', async (_, bytes, [code, words]) => {
    expect(await refusal(bytes)).toMatchObject({ code, message: expect.stringContaining(words) })
  })

  test('with more entries than anybody needs', async () => {
    const names = Array.from({ length: 100_001 }, (_, at) => [`${at}`, ''])
    expect(await refusal(zipOf(Object.fromEntries(names), 0), 1)).toMatchObject({
      code: 'invalid',
      message: expect.stringContaining('100001'),
    })
  })
})

describe('a bomb is stopped', () => {
  const zeros = Buffer.alloc(16 * 1024 ** 2, 0x20)

  test.each<[string, Uint8Array]>([
    ['gzip', gzipSync(zeros)],
    ['zstd', zstdCompressSync(zeros)],
    ['a ZIP file', lyingZip('a.sql', { method: 8, stored: deflateRawSync(zeros), plainBytes: zeros.length })],
    ['plain text', zeros],
  ])('in %s, by the bytes that are allowed', async (_, bytes) => {
    expect(await refusal(bytes, 1024 ** 2)).toMatchObject({ code: 'invalid', message: expect.stringContaining('1048576') })
  })

  test('by its ratio', async () => {
    expect(await refusal(zstdCompressSync(zeros))).toMatchObject({ code: 'invalid', message: expect.stringContaining('1100 times') })
    const zipped = lyingZip('a.sql', { method: 93, stored: zstdCompressSync(zeros), plainBytes: zeros.length })
    expect(await refusal(zipped)).toMatchObject({ code: 'invalid', message: expect.stringContaining('1100 times') })
  })

  test('when it poses as an archive whose index would fill the memory', async () => {
    const bytes = zipOf({ 'index.bin': Buffer.alloc(40 * 1024 ** 2), 'manifest.json': '{}' }, 93)
    expect(await refusal(bytes)).toMatchObject({ code: 'invalid', message: expect.stringContaining('index.bin') })
  })
})

describe('a file that is no dump is refused by name', () => {
  test.each<[string, Uint8Array, string]>([
    ['empty', Buffer.alloc(0), 'empty'],
    ['cut gzip', gzipSync(dump).subarray(0, -5), 'damaged'],
    ['gzip with something behind it', Buffer.concat([gzipSync(dump), Buffer.from('x')]), 'damaged'],
    ['cut zstd', zstdCompressSync(dump).subarray(0, -5), 'damaged'],
    ['packed twice', gzipSync(gzipSync(dump)), 'packed once more'],
    ['a database', Buffer.from('SQLite format 3\0'.padEnd(1000)), 'SQLite database itself'],
    ['custom format', Buffer.from('PGDMP'.padEnd(1000)), 'pg_dump'],
    ['UTF-16', Buffer.from(`\ufeff${dump}`, 'utf16le'), 'UTF-16'],
    ['prose', Buffer.from('Once upon a time; there was a file.'), 'neither SQL text'],
    ['noise', Buffer.from(Array.from({ length: 5000 }, (_, at) => (at * 7919 + 13) & 255)), 'neither SQL text'],
  ])('%s', async (_, bytes, words) => {
    expect((await refusal(bytes))?.message).toContain(words)
  })
})

describe('SQL is refused by name before the destination changes', () => {
  const wrap = (statement: string) => `CREATE TABLE t (a);\n${statement}\nINSERT INTO t VALUES (1);\n`

  test.each([
    [`ATTACH DATABASE '/tmp/x' AS y;`, 'ATTACH'],
    ['DETACH main;', 'DETACH'],
    [`VACUUM INTO '/tmp/x';`, 'VACUUM INTO'],
    [`INSERT INTO t VALUES (load_extension('/tmp/x'));`, 'load_extension'],
    [`INSERT INTO t VALUES (readfile('/etc/passwd'));`, 'readfile'],
    [`SELECT writefile('/tmp/x', 'y');`, 'writefile'],
    ['.shell id\n;', '.shell'],
    ['.read /etc/passwd\n;', '.read'],
    ['\\! id', '\\\\!'],
    ["COPY t FROM PROGRAM 'id';", 'COPY'],
    ["LOAD DATA INFILE '/etc/passwd' INTO TABLE t;", 'LOAD DATA'],
    ["SELECT 1 INTO OUTFILE '/tmp/x';", 'OUTFILE'],
  ])('%s', async (statement, words) => {
    expect(await refusal(wrap(statement))).toMatchObject({ code: 'invalid', message: expect.stringContaining(words) })
  })

  test.each([
    `PRAGMA temp_store_directory='/tmp';`,
    'WITH x AS (SELECT 1) INSERT INTO t SELECT * FROM x;',
    'UPDATE sqlite_master SET sql = 1;',
  ])('by the dialect, though the inspection has nothing against it: %s', async (statement) => {
    await using bench = await UploadBench.open()
    bench.occupy()
    await expect(bench.restore(wrap(statement), { existing: 'replace' })).rejects.toMatchObject({ code: 'invalid' })
    expect(bench.rows('SELECT a FROM old')).toEqual([['there before']])
  })

  test('what merely stands in strings and comments is no reason', async () => {
    await using bench = await UploadBench.open()
    const sql = wrap(`-- ATTACH 'x' AS y;\n/* .shell */ INSERT INTO t VALUES ('; ATTACH ''x'' AS y; load_extension(1)');`)
    expect((await bench.inspect(sql)).problems).toEqual([])
    expect(await bench.restore(sql)).toMatchObject({ rows: 2 })
  })

  test('a dump that was cut anywhere changes nothing', async () => {
    await using bench = await UploadBench.open()
    for (let length = 1; length < dump.length - 1; length++) {
      expect((await bench.inspect(dump.slice(0, length))).problems.length, `cut at ${length}`).toBeGreaterThan(0)
    }
  })
})

test.each([
  ['mysql', 'CREATE TABLE `t` (`a` int) ENGINE=InnoDB;\nINSERT INTO `t` VALUES (1);\n'],
  ['postgres', 'SET client_encoding = utf8;\nCREATE TABLE t (a int);\nCOPY t (a) FROM stdin;\n1\n\\.\n'],
])('a dump of %s is refused by that name before it is tried elsewhere', async (dialect, sql) => {
  await using bench = await UploadBench.open()
  bench.occupy()
  const restoring = bench.restore(sql, { existing: 'replace' })
  await expect(restoring).rejects.toMatchObject({ code: 'invalid', message: expect.stringContaining(`made for ${dialect}`) })
  expect(bench.rows('SELECT a FROM old')).toEqual([['there before']])
})

test('a file of another person is not followed to a device or a folder', async () => {
  await using bench = await UploadBench.open()
  const pipe = bench.jobs.path('pipe')
  expect(run('mkfifo', [pipe]).status).toBe(0)
  await expect(bench.inspectFile(pipe)).rejects.toMatchObject({ code: 'invalid' })
  await expect(bench.inspectFile(bench.jobs.folder)).rejects.toMatchObject({ code: 'invalid' })
  await expect(bench.inspectFile(bench.jobs.path('nothing'))).rejects.toMatchObject({ code: 'not_found' })
})
