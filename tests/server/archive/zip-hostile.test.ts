import { crc32, deflateRawSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { uploadLimits, type ZipLimits } from '../../../server/archive/zip-limits.ts'
import { openEntry, readDirectory } from '../../../server/archive/zip-reader.ts'
import { BytesAccess, call, collect } from './bytes-access.ts'
import { packZip, text } from './zip-files.ts'

interface Crafted {
  readonly name?: string
  readonly localName?: string
  readonly content?: Uint8Array
  readonly method?: number
  readonly flags?: number
  readonly attributes?: number
  readonly storedBytes?: number
  readonly plainBytes?: number
  readonly headerOffset?: number
  readonly localCrc?: number
}

const u16 = (...values: number[]) => Buffer.from(Uint16Array.from(values).buffer)
const u32 = (...values: number[]) => Buffer.from(Uint32Array.from(values).buffer)
const u64 = (...values: bigint[]) => Buffer.from(BigUint64Array.from(values).buffer)

/** A ZIP file made by hand, so that it may lie; by its own default it is honest. */
function craft(entries: readonly Crafted[], end: { count?: number; offset?: number; wide?: readonly bigint[] } = {}): Buffer {
  const body: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const entry of entries) {
    const { name = 'a', content = text('hello'), method = 0, flags = 0, attributes = 0 } = entry
    const { storedBytes = content.length, plainBytes = content.length, headerOffset = offset } = entry
    const nameBytes = Buffer.from(name, 'latin1')
    const localName = Buffer.from(entry.localName ?? name, 'latin1')
    const sums = [crc32(content), storedBytes, plainBytes] as const
    const local = [
      u32(0x04034b50),
      u16(20, flags, method, 0, 33),
      u32(entry.localCrc ?? sums[0], sums[1], sums[2]),
      u16(localName.length, 0),
      localName,
      content,
    ]
    const joined = Buffer.concat(local)
    body.push(joined)
    offset += joined.length
    directory.push(
      u32(0x02014b50),
      u16(20, 20, flags, method, 0, 33),
      u32(...sums),
      u16(nameBytes.length, 0, 0, 0, 0),
      u32(attributes, headerOffset),
      nameBytes,
    )
  }
  const list = Buffer.concat(directory)
  const wide = end.wide
    ? [u32(0x06064b50), u64(44n), u16(45, 45), u32(0, 0), u64(...end.wide), u32(0x07064b50, 0), u64(BigInt(offset + list.length)), u32(1)]
    : []
  const count = end.count ?? entries.length
  return Buffer.concat([...body, list, ...wide, u32(0x06054b50), u16(0, 0, count, count), u32(list.length, end.offset ?? offset), u16(0)])
}

const read = (bytes: Uint8Array, limits: Partial<ZipLimits> = {}) =>
  readDirectory(new BytesAccess(bytes), { ...uploadLimits, ...limits }, call)

describe('a hostile ZIP file is refused', () => {
  const small = craft([{}])
  const nested = craft([{ name: 'b' }]).subarray(0, 36)

  test('while an honest one made the same way is read', async () => {
    expect(await read(craft([{}, { name: 'b/c' }]))).toMatchObject([{ name: 'a' }, { name: 'b/c' }])
    const wide = craft([{}], { count: 0xffff, offset: 0xffffffff, wide: [1n, 1n, 47n, 36n] })
    expect(await read(wide)).toHaveLength(1)
  })

  test.each(['../a', 'a/../../b', '/etc/passwd', 'C:\\a', 'C:/a', 'a\\..\\b', 'a\0b', 'a\nb', '', '..', './../a', 'a//b', 'a/./b', '/'])(
    'with the name %j',
    async (name) => {
      await expect(read(craft([{ name }]))).rejects.toMatchObject({ code: 'invalid' })
    },
  )

  test.each<[Crafted[], string]>([
    [[{}, {}], 'the same name twice'],
    [[{}, { name: './a' }], 'the same name twice, once with a dot'],
    [[{ content: text('') }, { name: 'a/', content: text('') }], 'a name for a file and a folder'],
  ])('with %j: %s', async (entries) => {
    await expect(read(craft(entries))).rejects.toMatchObject({ code: 'invalid', message: expect.stringContaining('twice') })
  })

  test.each([
    ['a symbolic link', { attributes: 0o120777 * 65536 }],
    ['a device', { attributes: 0o020666 * 65536 }],
    ['a pipe', { attributes: 0o010666 * 65536 }],
    ['a link of Windows', { attributes: 0x400 }],
    ['a ZIP password', { flags: 1 }],
    ['strong encryption', { flags: 64 }],
    ['a hidden directory', { flags: 8192 }],
    ['a patch', { flags: 32 }],
  ])('with %s', async (_, entry) => {
    await expect(read(craft([entry]))).rejects.toMatchObject({ code: 'unsupported' })
  })

  test.each([
    ['the name', { localName: 'b' }],
    ['the checksum', { localCrc: 1 }],
  ])('whose local header disagrees with the directory about %s', async (_, entry) => {
    await expect(read(craft([entry]))).rejects.toMatchObject({ code: 'corrupt', message: expect.stringContaining('contradicts') })
  })

  test.each([
    ['entries that overlap', craft([{}, { name: 'b', headerOffset: 0, localName: 'a' }])],
    ['an entry inside of another one', craft([{ content: nested }, { name: 'b', headerOffset: 31 }])],
    ['bytes hidden behind the directory', Buffer.concat([small.subarray(0, -22), text('hidden'), small.subarray(-22)])],
    ['an entry that reaches into the directory', craft([{ storedBytes: 6, plainBytes: 6 }])],
    ['an entry beyond the file', craft([{ headerOffset: 1_000_000 }])],
    ['an entry where no local header is', craft([{ headerOffset: 1 }])],
    ['a folder with content', craft([{ name: 'a/' }])],
    ['more entries declared than there are', craft([{}], { count: 2 })],
    ['fewer entries declared than there are', craft([{}, { name: 'b' }], { count: 1 })],
    ['a directory elsewhere than declared', craft([{}], { offset: 35 })],
    ['bytes before the first entry that nobody declared', Buffer.concat([text('#!/bin/sh\n'), craft([{}])])],
    ['a ZIP64 record that contradicts the other', craft([{}], { wide: [2n, 2n, 47n, 36n] })],
    ['a ZIP64 record that the other one denies', craft([{}], { count: 5, wide: [1n, 1n, 47n, 36n] })],
    ['a ZIP64 record with an impossible offset', craft([{}], { count: 0xffff, offset: 0xffffffff, wide: [1n, 1n, 47n, 2n ** 63n] })],
    ['a ZIP64 record with an impossible count', craft([{}], { count: 0xffff, wide: [65_000n, 65_000n, 47n, 36n] })],
  ])('with %s', async (_, bytes) => {
    await expect(read(bytes)).rejects.toMatchObject({ code: 'corrupt' })
  })

  test('that is one of several disks', async () => {
    const bytes = craft([{}])
    bytes.writeUInt16LE(1, bytes.length - 18)
    await expect(read(bytes)).rejects.toMatchObject({ code: 'unsupported' })
  })

  test.each([[''], ['hello'], ['PK\x05\x06'], ['x'.repeat(100_000)]])('that is none at all', async (content) => {
    await expect(read(text(content))).rejects.toMatchObject({ code: 'invalid' })
  })
})

describe('limits', () => {
  const bomb = deflateRawSync(Buffer.alloc(20 * 1024 ** 2))

  test('hold for entries, directory, names, total and ratio', async () => {
    const two = craft([{}, { name: 'second' }])
    await expect(read(two, { entries: 1 })).rejects.toMatchObject({ code: 'invalid', detail: { limit: 1 } })
    await expect(read(two, { directoryBytes: 50 })).rejects.toMatchObject({ code: 'invalid', detail: { limit: 50 } })
    await expect(read(two, { nameBytes: 5 })).rejects.toMatchObject({ code: 'invalid', detail: { limit: 5 } })
    await expect(read(two, { plainBytes: 9 })).rejects.toMatchObject({ code: 'invalid', detail: { limit: 9 } })
    const packed = craft([{ method: 8, content: bomb, plainBytes: 20 * 1024 ** 2 }])
    await expect(read(packed, { ratio: 100 })).rejects.toMatchObject({ code: 'invalid', detail: { limit: 100 } })
  })

  test('an entry that unpacks to more than it declares is stopped there', async () => {
    const access = new BytesAccess(craft([{ method: 8, content: bomb, plainBytes: 1000 }]))
    const [entry] = await readDirectory(access, uploadLimits, call)
    await expect(collect(openEntry(access, entry!, call))).rejects.toMatchObject({
      code: 'corrupt',
      message: expect.stringContaining('more'),
    })
  })

  test('an entry that unpacks to less than it declares is refused', async () => {
    const access = new BytesAccess(packZip([{ name: 'a', method: 8, chunks: [text('hello')] }]))
    const [entry] = await readDirectory(access, uploadLimits, call)
    const longer = { ...entry!, plainBytes: 6 }
    await expect(collect(openEntry(access, longer, call))).rejects.toMatchObject({
      code: 'corrupt',
      message: expect.stringContaining('less'),
    })
  })

  test('what follows the end of a deflate stream is not ignored', async () => {
    const content = Buffer.concat([deflateRawSync(text('hello')), text('hidden')])
    for (const pieceBytes of [1, 7, 1000]) {
      const access = new BytesAccess(craft([{ method: 8, content, plainBytes: 5 }]), pieceBytes)
      const [entry] = await readDirectory(access, uploadLimits, call)
      await expect(collect(openEntry(access, entry!, call))).rejects.toMatchObject({
        code: 'corrupt',
        message: expect.stringContaining('before'),
      })
    }
  })
})

describe('a small archive', () => {
  const content = { 'backup.sql': 'CREATE TABLE t;\n'.repeat(4), 'z.sql': 'INSERT INTO t;\n'.repeat(3), 'a.delta': 'raw' }
  const zip = packZip([
    { name: 'backup.sql', method: 8, chunks: [text(content['backup.sql'])] },
    { name: 'z.sql', method: 93, chunks: [text(content['z.sql'])] },
    { name: 'a.delta', method: 0, chunks: [text(content['a.delta'])] },
  ])

  /** The content, or the code of the failure; anything else that is thrown is rethrown. */
  async function outcome(bytes: Uint8Array): Promise<unknown> {
    try {
      const access = new BytesAccess(bytes)
      const found: Record<string, string> = {}
      for (const entry of await readDirectory(access, uploadLimits, call))
        found[entry.name] = (await collect(openEntry(access, entry, call))).toString('latin1')
      return found
    } catch (error) {
      if (error instanceof Error && error.name === 'Failure' && 'code' in error) return error.code
      throw error
    }
  }

  test('cut anywhere is refused', async () => {
    for (let length = 0; length < zip.length; length++)
      expect(await outcome(zip.subarray(0, length)), `cut at ${length}`).toMatch(/^(invalid|corrupt)$/)
  })

  test('with any one bit flipped gives the same content or a failure', async () => {
    const seen = { same: 0, failed: 0 }
    for (let bit = 0; bit < zip.length * 8; bit++) {
      const damaged = Uint8Array.from(zip)
      damaged[bit >> 3]! ^= 1 << (bit & 7)
      const found = await outcome(damaged)
      if (typeof found === 'string') seen.failed++
      else {
        seen.same++
        // A flipped bit may change a name to another safe one only where both headers agree, which one bit cannot do.
        expect(found, `bit ${bit}`).toEqual(content)
      }
    }
    expect(seen.same + seen.failed).toBe(zip.length * 8)
    // Most of what passes are times, versions, attributes and descriptors, which nothing is decided by.
    expect(seen.failed).toBeGreaterThan(seen.same)
  })
})
