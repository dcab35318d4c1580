import { hash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { Failure } from '../../../plugins/failure.ts'
import { Chunker, type ChunkSizes, type CutChunk } from '../../../server/archive/chunker.ts'
import { gearTable } from '../../../server/archive/gear.ts'
import { sampleDump } from './sample-dump.ts'
import { seeded } from './seeded.ts'

const small: ChunkSizes = { minBytes: 256, averageBytes: 1024, maxBytes: 4096 }

function chunksOf(pieces: Iterable<Uint8Array>, sizes?: ChunkSizes): CutChunk[] {
  const chunker = new Chunker(sizes)
  const chunks: CutChunk[] = []
  for (const piece of pieces) chunks.push(...chunker.push(piece))
  const last = chunker.cut()
  return last === null ? chunks : [...chunks, last]
}

function* sliced(bytes: Uint8Array, lengthOf: () => number): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; ) {
    const length = lengthOf()
    yield bytes.subarray(at, at + length)
    at += length
  }
}

const lengths = (chunks: readonly CutChunk[]) => chunks.map(({ bytes }) => bytes.length)
const digests = (chunks: readonly CutChunk[]) => chunks.map(({ bytes }) => hash('sha256', bytes))
const described = (chunks: readonly CutChunk[]) => chunks.map(({ bytes, features }) => [hash('sha256', bytes), ...features].join(' '))

describe('the chunker', () => {
  test('gives back every byte in order, within the sizes', () => {
    const random = seeded()
    const bytes = random.bytes(200_000)
    const chunks = chunksOf([bytes], small)
    expect(Buffer.compare(Buffer.concat(chunks.map((chunk) => chunk.bytes)), bytes), `seed ${random.seed}`).toBe(0)
    for (const length of lengths(chunks).slice(0, -1)) {
      expect(length, `seed ${random.seed}`).toBeGreaterThanOrEqual(small.minBytes)
      expect(length, `seed ${random.seed}`).toBeLessThanOrEqual(small.maxBytes)
    }
  })

  test('cuts and describes the same chunks however the bytes are pushed', () => {
    const random = seeded()
    const bytes = Buffer.concat([random.bytes(60_000), sampleDump(300), new Uint8Array(20_000), random.bytes(30_000)])
    const whole = described(chunksOf([bytes], small))
    for (const limit of [1, 3, 7, 300, 5000, 50_000]) {
      const pieces = sliced(bytes, () => 1 + random.below(limit))
      expect(described(chunksOf(pieces, small)), `seed ${random.seed}, pieces up to ${limit}`).toEqual(whole)
    }
  })

  test('finds its cuts again soon after bytes were put in or taken out', () => {
    const random = seeded()
    for (let round = 0; round < 20; round++) {
      const bytes = random.bytes(100_000)
      const at = random.below(bytes.length)
      const edited = Buffer.concat([bytes.subarray(0, at), random.bytes(random.below(50)), bytes.subarray(at + random.below(50))])
      const known = new Set(digests(chunksOf([bytes], small)))
      const fresh = chunksOf([edited], small).filter((chunk) => !known.has(hash('sha256', chunk.bytes)))
      expect(fresh.length, `seed ${random.seed}, round ${round}`).toBeLessThanOrEqual(16)
    }
  })

  test('forgets everything at a forced cut, so equal content after it gives equal chunks', () => {
    const random = seeded()
    const table = random.bytes(3000)
    const chunksAfter = (before: Uint8Array) => {
      // Cuts are allowed from the second byte on, where a hash that was not reset would still be felt.
      const chunker = new Chunker({ minBytes: 2, averageBytes: 16, maxBytes: 64 })
      for (const _ of chunker.push(before)) chunker.pendingBytes
      chunker.cut()
      const chunks = [...chunker.push(table)]
      return described([...chunks, chunker.cut()!])
    }
    const alone = chunksAfter(new Uint8Array())
    for (let round = 0; round < 20; round++) expect(chunksAfter(random.bytes(1 + random.below(500))), `seed ${random.seed}`).toEqual(alone)
  })

  test('cuts no chunk where none is pending', () => {
    const chunker = new Chunker(small)
    expect(chunker.cut()).toBeNull()
    expect([...chunker.push(new Uint8Array())]).toEqual([])
    expect([...chunker.push(Uint8Array.of(1, 2, 3))]).toEqual([])
    expect(chunker.pendingBytes).toBe(3)
    expect([...chunker.cut()!.bytes]).toEqual([1, 2, 3])
    expect(chunker.pendingBytes).toBe(0)
    expect(chunker.cut()).toBeNull()
  })

  test('ends chunks of content without a boundary at the largest size', () => {
    expect(lengths(chunksOf([new Uint8Array(10_000)], small))).toEqual([4096, 4096, 1808])
  })

  test('hands out bytes that later pushes and reused input buffers leave alone', () => {
    const random = seeded()
    const input = new Uint8Array(1500)
    const chunker = new Chunker(small)
    const pushed: Uint8Array[] = []
    const got: Uint8Array[] = []
    for (let round = 0; round < 40; round++) {
      input.set(random.bytes(input.length))
      pushed.push(input.slice())
      for (const chunk of chunker.push(input)) got.push(chunk.bytes)
    }
    got.push(chunker.cut()!.bytes)
    expect(Buffer.compare(Buffer.concat(got), Buffer.concat(pushed)), `seed ${random.seed}`).toBe(0)
  })

  test('hands out no small chunk in a large buffer', () => {
    const chunker = new Chunker()
    for (const length of [10, 100_000, 300_000]) {
      expect([...chunker.push(new Uint8Array(length))]).toEqual([])
      expect(chunker.cut()!.bytes.buffer.byteLength).toBeLessThanOrEqual(2 * length)
    }
  })

  test('keeps near the average size it was asked for', () => {
    const random = seeded()
    const chunks = chunksOf([random.bytes(1_000_000)], small)
    const average = 1_000_000 / chunks.length
    expect(average, `seed ${random.seed}`).toBeGreaterThan(900)
    expect(average, `seed ${random.seed}`).toBeLessThan(1500)
  })

  test.for([
    { minBytes: 0, averageBytes: 1024, maxBytes: 4096 },
    { minBytes: 2048, averageBytes: 1024, maxBytes: 4096 },
    { minBytes: 256, averageBytes: 8192, maxBytes: 4096 },
    { minBytes: 1, averageBytes: 8, maxBytes: 4096 },
    { minBytes: Number.NaN, averageBytes: 1024, maxBytes: 4096 },
  ])('refuses the sizes $minBytes, $averageBytes, $maxBytes', (sizes) => {
    expect(() => new Chunker(sizes)).toThrow(Failure)
  })
})

// Whatever changes these makes every chunk of every archive unfindable: the next backup after an upgrade would store everything anew.
describe('the cuts that archives depend on', () => {
  test('come from this table', () => {
    expect(hash('sha256', new Uint8Array(gearTable().buffer))).toBe('b7aeded851f06dae5d82596b80c92abc214ef98a11873ca77a9e04342ba9d692')
  })

  test('lie where they always lay, with the features they always had', () => {
    const chunks = chunksOf([sampleDump(40_000)])
    expect(lengths(chunks)).toEqual([1302872, 1173910, 1753193, 999589])
    expect(hash('sha256', described(chunks).join())).toBe('d27b7940b07cec39a85fb9e8cae03e51571cbfaa728af2b22325db0c21b680e0')
  })
})
