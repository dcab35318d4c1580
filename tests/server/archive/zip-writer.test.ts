import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { ZipMethod } from '../../../server/archive/zip-fields.ts'
import { ZipWriter } from '../../../server/archive/zip-writer.ts'
import { run, temporaryFolder } from './program.ts'
import { modifiedAt, type Packed, packZip, text } from './zip-files.ts'

const chunks = [text('CREATE TABLE t (a);\n'.repeat(5000)), text('INSERT INTO t VALUES (1);\n'.repeat(9000)), text('-- end\n')]
const plain = Buffer.concat(chunks)

function sample(method: ZipMethod): Packed[] {
  return [
    { name: 'databases/数据库.sql', method, chunks },
    { name: 'empty.delta', method: 0, chunks: [] },
    { name: 'empty.sql', method: 8, chunks: [] },
    { name: 'manifest.json', method: 8, chunks: [text('{}\n')] },
  ]
}

function onDisk(entries: readonly Packed[]) {
  const folder = temporaryFolder()
  const path = join(folder.path, 'sample.zip')
  const bytes = packZip(entries)
  writeFileSync(path, bytes)
  return { path, bytes, [Symbol.dispose]: () => folder[Symbol.dispose]() }
}

const listing =
  'import sys, zipfile; z = zipfile.ZipFile(sys.argv[1]); assert z.testzip() is None; assert z.namelist()[0] == "databases/\\u6570\\u636e\\u5e93.sql"; sys.stdout.buffer.write(z.read(z.namelist()[0]))'

describe('what the writer makes', () => {
  test.each([0, 8] as const)('with method %i is opened by unzip, Python, bsdtar from a file and from a pipe, and 7-Zip', (method) => {
    using file = onDisk(sample(method))
    expect(run('unzip', ['-tq', file.path])).toMatchObject({ status: 0, errors: '' })
    expect(run('unzip', ['-p', file.path, 'databases/*']).output).toEqual(plain)
    expect(run('python3', ['-c', listing, file.path]).output).toEqual(plain)
    expect(run('bsdtar', ['-xOf', file.path, 'databases/数据库.sql']).output).toEqual(plain)
    expect(run('bsdtar', ['-xOf', '-'], { input: file.bytes }).output).toEqual(Buffer.concat([plain, text('{}\n')]))
    expect(run('7z', ['t', file.path]).output.toString()).toMatch(/Everything is Ok\s+Files: 4/)
  })

  test('with zstd is opened by bsdtar and 7-Zip', () => {
    using file = onDisk(sample(93))
    expect(run('bsdtar', ['-xOf', file.path, 'databases/数据库.sql']).output).toEqual(plain)
    expect(run('7z', ['e', '-so', file.path, 'databases']).output).toEqual(plain)
    expect(run('7z', ['t', file.path]).output.toString()).toMatch(/Everything is Ok/)
  })

  test('unpacks to files that only their owner may read, with the time to the second', () => {
    using file = onDisk(sample(8))
    using folder = temporaryFolder()
    expect(run('unzip', ['-q', file.path, '-d', folder.path]).status).toBe(0)
    const seen = run('stat', ['-c', '%a %Y', join(folder.path, 'manifest.json')]).output.toString()
    expect(seen.trim()).toBe(`600 ${modifiedAt.getTime() / 1000}`)
  })

  test('without any entry is an empty ZIP file', () => {
    using file = onDisk([])
    expect(file.bytes.length).toBe(22)
    expect(run('python3', ['-c', 'import sys, zipfile; print(zipfile.ZipFile(sys.argv[1]).namelist())', file.path]).output.toString()).toBe(
      '[]\n',
    )
  })

  test('cuts times that the format cannot express', () => {
    for (const instant of [new Date(0), new Date('1970-01-01'), new Date('2150-01-01'), new Date(-5)]) {
      const zip = new ZipWriter({ modifiedAt: instant })
      const bytes = Buffer.concat([zip.open('a', 0), zip.close(), zip.finish()])
      const year = run(
        'python3',
        ['-c', 'import io, sys, zipfile; print(zipfile.ZipFile(io.BytesIO(sys.stdin.buffer.read())).infolist()[0].date_time[0])'],
        {
          input: bytes,
        },
      )
      expect(['1980\n', '2107\n']).toContain(year.output.toString())
    }
  })
})

describe('the writer', () => {
  test('counts what it returned and what was accounted for', () => {
    const zip = new ZipWriter({ modifiedAt })
    const header = zip.open('a', 0)
    zip.account(text('abc'), text('abc'))
    const [descriptor, end] = [zip.close(), zip.finish()]
    expect(zip.offset).toBe(header.length + 3 + descriptor.length + end.length)
  })

  test('refuses calls out of order', () => {
    const zip = new ZipWriter({ modifiedAt })
    expect(() => zip.account(text('a'), text('a'))).toThrow(expect.objectContaining({ code: 'internal' }))
    expect(() => zip.close()).toThrow(expect.objectContaining({ code: 'internal' }))
    zip.open('a', 0)
    expect(() => zip.open('b', 0)).toThrow(expect.objectContaining({ code: 'internal' }))
    expect(() => zip.finish()).toThrow(expect.objectContaining({ code: 'internal' }))
    zip.close()
    zip.finish()
    expect(() => zip.finish()).toThrow(expect.objectContaining({ code: 'internal' }))
  })

  test.each(['', '../a', '/a', 'a\\b', 'a\0b', 'a//b', './a', 'C:/a', 'x'.repeat(65_536)])('refuses the name %j', (name) => {
    expect(() => new ZipWriter({ modifiedAt }).open(name, 0)).toThrow(expect.objectContaining({ code: 'internal' }))
  })

  test('refuses a name twice', () => {
    const zip = new ZipWriter({ modifiedAt })
    zip.open('a', 0)
    zip.close()
    expect(() => zip.open('a', 0)).toThrow(/used before/)
  })
})
