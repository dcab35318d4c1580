import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { inflateRawSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import {
  type Codec,
  coding,
  decodeChunk,
  deflate,
  deflateEnd,
  emptyFrame,
  encodeChunk,
  encodeDelta,
} from '../../../server/archive/codec.ts'
import { run, temporaryFolder } from './program.ts'
import { sampleDump } from './sample-dump.ts'
import { seeded } from './seeded.ts'

const codecs: readonly Codec[] = ['zstd', 'deflate', 'store']
const corrupt = expect.objectContaining({ code: 'corrupt' })

const contents: readonly (readonly [string, () => Uint8Array])[] = [
  ['one byte', () => Uint8Array.of(7)],
  ['text', () => sampleDump(2000)],
  ['zeroes', () => new Uint8Array(300_000)],
  ['random bytes', () => seeded().bytes(100_000)],
  ['the most a chunk may have, incompressible', () => incompressible(4 * 1024 * 1024)],
]

function incompressible(length: number): Uint8Array {
  const bytes = new Uint8Array(length)
  const block = seeded().bytes(65_521)
  for (let at = 0; at < length; at++) bytes[at] = block[at % block.length]! ^ Math.imul(at, 0x9e3779b1) ^ (at >>> 16)
  return bytes
}

describe.each(codecs)('a chunk coded with %s', (codec) => {
  test.each(contents)('comes back as it was: %s', async (_, make) => {
    const plain = make()
    const encoded = await encodeChunk(plain, codec)
    const decoded = await decodeChunk({ ...encoded, plainBytes: plain.length })
    expect(Buffer.compare(decoded, plain)).toBe(0)
  })

  test('has the coding of its codec even where storing would be smaller', async () => {
    const expected = { zstd: coding.zstd, deflate: coding.deflate, store: coding.stored }
    expect((await encodeChunk(incompressible(10_000), codec)).coding).toBe(expected[codec])
  })

  test('is refused when it has another length than it should', async () => {
    const plain = sampleDump(500)
    const encoded = await encodeChunk(plain, codec)
    for (const plainBytes of [0, 1, plain.length - 1, plain.length + 1, plain.length * 2]) {
      await expect(decodeChunk({ ...encoded, plainBytes }), `${plainBytes}`).rejects.toEqual(corrupt)
    }
  })

  test('is refused when bytes follow it or are missing', async () => {
    const plain = sampleDump(500)
    const { stored, coding: used } = await encodeChunk(plain, codec)
    const damaged = [
      ...[1, 2, 4, 5, 9, 100].map((count) => stored.subarray(0, stored.length - count)),
      ...[[0], [0, 0, 0], [0x03, 0x00], [0x01, 0, 0, 0xff, 0xff], [...emptyFrame], [0x50, 0x2a, 0x4d, 0x18, 0, 0, 0, 0]].map((tail) =>
        Buffer.concat([stored, Uint8Array.from(tail)]),
      ),
      Buffer.concat([stored, stored]),
      new Uint8Array(),
    ]
    for (const [at, bytes] of damaged.entries()) {
      await expect(decodeChunk({ stored: bytes, coding: used, plainBytes: plain.length }), `damage ${at}`).rejects.toEqual(corrupt)
    }
  })
})

describe('chunks coded with deflate', () => {
  test('joined and ended by an empty block are one stream that any inflater reads', async () => {
    const plain = sampleDump(3000)
    const pieces = [plain.subarray(0, 100_000), plain.subarray(100_000, 100_001), plain.subarray(100_001)]
    const stored = await Promise.all(pieces.map(async (piece) => (await encodeChunk(piece, 'deflate')).stored))
    expect(Buffer.compare(inflateRawSync(Buffer.concat([...stored, deflateEnd])), plain)).toBe(0)
  })
})

describe.each(codecs.slice(0, 2))('a chunk of %s that unpacks to far more than it should', (codec) => {
  test('is refused before it does', async () => {
    const bomb = await encodeChunk(new Uint8Array(64 * 1024 * 1024), codec)
    const reason = codec === 'deflate' ? 'more bytes than it should' : 'too much memory'
    await expect(decodeChunk({ ...bomb, plainBytes: 1000 })).rejects.toThrow(reason)
  })
})

describe('a whole deflate stream', () => {
  test('ends with its own final block', async () => {
    const plain = sampleDump(100)
    expect(Buffer.compare(inflateRawSync(await deflate(plain)), plain)).toBe(0)
  })
})

describe('chunks coded with zstd', () => {
  test('joined are a file that the zstd program reads, and so is the empty frame', async () => {
    const plain = sampleDump(2000)
    const stored = await Promise.all(
      [plain.subarray(0, 70_000), plain.subarray(70_000)].map(async (piece) => (await encodeChunk(piece, 'zstd')).stored),
    )
    expect(Buffer.compare(run('zstd', ['-d', '-c'], { input: Buffer.concat(stored) }).output, plain)).toBe(0)
    const empty = run('zstd', ['-d', '-c'], { input: emptyFrame })
    expect([empty.status, empty.output.length]).toEqual([0, 0])
  })

  test('are refused when their frame asks for a window of 128 MiB', async () => {
    // A frame header without a size and with a window that zstd allows unless told otherwise, then a block of 5000 equal bytes.
    const greedy = Uint8Array.from([0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x88, 0x43, 0x9c, 0x00, 0x61])
    expect(run('zstd', ['-d', '-c'], { input: greedy }).output.length).toBe(5000)
    await expect(decodeChunk({ stored: greedy, coding: coding.zstd, plainBytes: 5000 })).rejects.toEqual(corrupt)
  })
})

describe('a chunk coded against another', () => {
  const before = sampleDump(7000)
  const after = sampleDump(7000, (number) => number % 100 === 50)

  test('comes back as it was, and takes a tenth of what it takes alone', async () => {
    const stored = await encodeDelta(after, before)
    const plain = await decodeChunk({ stored, coding: coding.zstdDictionary, plainBytes: after.length, dictionary: before })
    expect(Buffer.compare(plain, after)).toBe(0)
    expect(stored.length * 10).toBeLessThan((await encodeChunk(after, 'zstd')).stored.length)
  })

  test.for([100_000, 1_000_000, 4 * 1024 * 1024])(
    'finds what it shares anywhere in an incompressible dictionary of %i bytes',
    async (length) => {
      const dictionary = incompressible(length)
      const plain = Buffer.concat([dictionary.subarray(0, length >>> 2), dictionary.subarray(length >>> 1)])
      const stored = await encodeDelta(plain, dictionary)
      expect(stored.length).toBeLessThan(plain.length / 100)
      const decoded = await decodeChunk({ stored, coding: coding.zstdDictionary, plainBytes: plain.length, dictionary })
      expect(Buffer.compare(decoded, plain)).toBe(0)
    },
  )

  test('is read by the zstd program with the dictionary as a file', async () => {
    using folder = temporaryFolder()
    const dictionary = join(folder.path, 'dictionary')
    writeFileSync(dictionary, before)
    const stored = await encodeDelta(after, before)
    expect(Buffer.compare(run('zstd', ['-d', '-c', '-D', dictionary], { input: stored }).output, after)).toBe(0)
  })

  test('is refused with another dictionary, or comes out as other bytes', async () => {
    const stored = await encodeDelta(after, before)
    const other = before.slice().reverse()
    const result = await decodeChunk({ stored, coding: coding.zstdDictionary, plainBytes: after.length, dictionary: other }).catch(
      (error: unknown) => error,
    )
    if (result instanceof Uint8Array) expect(Buffer.compare(result, after)).not.toBe(0)
    else expect(result).toEqual(corrupt)
  })

  test('cannot be made against what zstd would take for a trained dictionary', async () => {
    const trained = Buffer.concat([Uint8Array.of(0x37, 0xa4, 0x30, 0xec), before])
    await expect(encodeDelta(after, trained)).rejects.toEqual(expect.objectContaining({ code: 'unsupported' }))
  })
})

describe('a damaged chunk', () => {
  test.each(codecs.slice(0, 2))('of %s with any bit flipped is refused or has the right length', async (codec) => {
    const plain = sampleDump(12)
    const { stored, coding: used } = await encodeChunk(plain, codec)
    for (let bit = 0; bit < stored.length * 8; bit++) {
      const damaged = Uint8Array.from(stored)
      damaged[bit >>> 3]! ^= 1 << (bit & 7)
      const result = await decodeChunk({ stored: damaged, coding: used, plainBytes: plain.length }).catch((error: unknown) => error)
      if (result instanceof Uint8Array) expect(result.length, `bit ${bit}`).toBe(plain.length)
      else expect(result, `bit ${bit}`).toEqual(corrupt)
    }
  })
})
