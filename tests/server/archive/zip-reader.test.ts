import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { zstdCompressSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { archiveLimits, uploadLimits } from '../../../server/archive/zip-limits.ts'
import { openEntry, readDirectory } from '../../../server/archive/zip-reader.ts'
import { BytesAccess, call, collect } from './bytes-access.ts'
import { run, temporaryFolder } from './program.ts'
import { seeded } from './seeded.ts'
import { modifiedAt, packZip, text } from './zip-files.ts'

async function readAll(bytes: Uint8Array, pieceBytes?: number): Promise<Record<string, string>> {
  const access = new BytesAccess(bytes, pieceBytes)
  const found: Record<string, string> = {}
  for (const entry of await readDirectory(access, uploadLimits, call)) {
    found[entry.name] = (await collect(openEntry(access, entry, call))).toString()
  }
  return found
}

const long = 'one row of many\n'.repeat(20_000)
const expected = { 'a.sql': long, 'folder/b.txt': 'b', 'folder/空.txt': '' }

describe('archives made by others are read', () => {
  const makers: Record<string, (zip: string, folder: string) => unknown> = {
    'Info-ZIP': (zip, folder) => run('zip', ['-qr', zip, '.'], { folder }),
    'Info-ZIP into a pipe': (zip, folder) => writeFileSync(zip, run('zip', ['-qr', '-', '.'], { folder }).output),
    'Info-ZIP with ZIP64 forced': (zip, folder) => run('zip', ['-qr', '-fz', zip, '.'], { folder }),
    'bsdtar into a file': (zip, folder) => run('bsdtar', ['-a', '-cf', zip, '.'], { folder }),
    'bsdtar into a pipe': (zip, folder) => writeFileSync(zip, run('bsdtar', ['--format', 'zip', '-cf', '-', '.'], { folder }).output),
    '7-Zip': (zip, folder) => run('7z', ['a', '-tzip', zip, './*'], { folder }),
    Python: (zip, folder) => run('python3', ['-m', 'zipfile', '-c', zip, 'a.sql', 'folder'], { folder }),
    'Python into a pipe': (zip, folder) => {
      const script =
        'import sys, zipfile\nclass Out:\n  write = sys.stdout.buffer.write\n  flush = sys.stdout.buffer.flush\n' +
        'with zipfile.ZipFile(Out(), "w", 8) as z:\n  for n in sys.argv[1:]:\n    with z.open(n, "w", force_zip64=True) as f: f.write(open(n, "rb").read())'
      writeFileSync(zip, run('python3', ['-c', script, ...Object.keys(expected)], { folder }).output)
    },
  }

  test.each(Object.keys(makers))('%s', async (maker) => {
    using folder = temporaryFolder()
    const content = join(folder.path, 'content')
    mkdirSync(join(content, 'folder'), { recursive: true })
    for (const [name, value] of Object.entries(expected)) writeFileSync(join(content, name), value)
    const zip = join(folder.path, 'made.zip')
    makers[maker]!(zip, content)
    expect(await readAll(readFileSync(zip))).toEqual(expected)
  })

  test('with a comment that looks like an end record, and with a name in code page 437', async () => {
    const script =
      'import sys, zipfile\nwith zipfile.ZipFile(sys.stdout.buffer, "w") as z:\n  z.comment = b"PK\\x05\\x06 is no end, whatever stands here"\n  z.writestr("gr?n", "1")'
    const made = run('python3', ['-c', script]).output
    const legacy = Buffer.from(made.toString('latin1').replaceAll('gr?n', 'gr\x81n'), 'latin1')
    expect(await readAll(legacy)).toEqual({ grün: '1' })
  })
})

describe('what the writer made', () => {
  const chunks = [text(long), text('middle'), text('')]
  const content = Buffer.concat(chunks).toString()

  test.each([1, 7, 4096, 1 << 20])('is read back in pieces of %i bytes', async (pieceBytes) => {
    const zip = packZip([
      { name: 'stored', method: 0, chunks: chunks.slice(1) },
      { name: 'deflate', method: 8, chunks },
      { name: 'zstd', method: 93, chunks },
    ])
    expect(await readAll(zip, pieceBytes)).toEqual({ stored: 'middle', deflate: content, zstd: content })
  })

  test('is described by its directory', async () => {
    const zip = packZip([{ name: 'a', method: 0, chunks: [text('abc')] }])
    const [entry] = await readDirectory(new BytesAccess(zip), archiveLimits, call)
    expect(entry).toEqual({
      name: 'a',
      method: 0,
      crc32: 0x352441c2,
      storedBytes: 3,
      plainBytes: 3,
      dataOffset: 30 + 1 + 20 + 9,
      modifiedAt,
    })
    expect(zip.subarray(entry!.dataOffset, entry!.dataOffset + 3).toString()).toBe('abc')
  })

  test('with thousands of small entries costs few reads', async () => {
    const zip = packZip(Array.from({ length: 3000 }, (_, index) => ({ name: `entry-${index}`, method: 0 as const, chunks: [text('x')] })))
    const access = new BytesAccess(zip)
    expect(await readDirectory(access, archiveLimits, call)).toHaveLength(3000)
    expect(access.ranges.length).toBeLessThan(12)
  })
})

describe('reading an entry', () => {
  const zip = packZip([{ name: 'a', method: 93, chunks: Array.from({ length: 50 }, () => seeded().bytes(40_000)) }])

  test('stops at once when the signal aborts, with its reason', async () => {
    const access = new BytesAccess(zip)
    const [entry] = await readDirectory(access, archiveLimits, call)
    const abort = new AbortController()
    const reading = openEntry(access, entry!, { signal: abort.signal })[Symbol.asyncIterator]()
    await reading.next()
    abort.abort('no longer wanted')
    await expect(reading.next()).rejects.toBe('no longer wanted')
  })

  test('ends the source when the reader stops early', async () => {
    const access = new BytesAccess(zip)
    const [entry] = await readDirectory(access, archiveLimits, call)
    let closed = false
    access.stream = async function* (from, to) {
      try {
        for (let at = from; at < to; at += 1000) yield zip.subarray(at, Math.min(at + 1000, to))
      } finally {
        closed = true
      }
    }
    for await (const _ of openEntry(access, entry!, call)) break
    expect(closed).toBe(true)
  })

  test.each([8, 93] as const)('with method %i passes on whatever the source throws', async (method) => {
    const access = new BytesAccess(packZip([{ name: 'a', method, chunks: [text(long)] }]))
    const [entry] = await readDirectory(access, archiveLimits, call)
    access.stream = async function* (from) {
      yield access.bytes.subarray(from, from + 20)
      throw 'a reason that is no Error'
    }
    await expect(collect(openEntry(access, entry!, call))).rejects.toBe('a reason that is no Error')
  })

  test('refuses a zstd window that needs too much memory', async () => {
    const huge = zstdCompressSync(text('x'))
    // Frame header: no single segment, window descriptor of 2^31 bytes (RFC 8878, 3.1.1.1).
    const frame = Buffer.concat([huge.subarray(0, 4), Buffer.of(0x00, 21 << 3), Buffer.of(9, 0, 0, 0x78)])
    const file = packZip([{ name: 'a', method: 0, chunks: [frame] }])
    const entry = (await readDirectory(new BytesAccess(file), archiveLimits, call))[0]!
    await expect(collect(openEntry(new BytesAccess(file), { ...entry, method: 93 }, call))).rejects.toMatchObject({ code: 'unsupported' })
  })

  test('refuses a method that is not known', async () => {
    const access = new BytesAccess(packZip([{ name: 'a', method: 0, chunks: [text('x')] }]))
    const [entry] = await readDirectory(access, archiveLimits, call)
    await expect(collect(openEntry(access, { ...entry!, method: 14 }, call))).rejects.toMatchObject({
      code: 'unsupported',
      detail: { method: 14 },
    })
  })
})
