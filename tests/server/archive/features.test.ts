import { describe, expect, test } from 'vitest'
import { Chunker } from '../../../server/archive/chunker.ts'
import { sampleDump } from './sample-dump.ts'
import { seeded } from './seeded.ts'

function featuresOf(bytes: Uint8Array): Uint32Array[] {
  const chunker = new Chunker()
  const features = Array.from(chunker.push(bytes), (chunk) => chunk.features)
  const last = chunker.cut()
  return last === null ? features : [...features, last.features]
}

const shares = (one: Uint32Array, other: Uint32Array) => one.some((feature, which) => feature !== 0 && feature === other[which])

describe('the features of a chunk', () => {
  test('are shared with the chunk it was before one row in a hundred changed', () => {
    const random = seeded()
    const rows = 40_000
    const before = featuresOf(sampleDump(rows))
    const changed = new Set(Array.from({ length: rows / 100 }, () => random.below(rows)))
    const after = featuresOf(sampleDump(rows, (number) => changed.has(number)))
    const found = after.filter((features) => before.some((candidate) => shares(features, candidate)))
    expect(found.length, `seed ${random.seed}`).toBe(after.length)
  })

  test('are not shared by chunks that have only their form in common', () => {
    const all = featuresOf(sampleDump(60_000))
    expect(all.length).toBeGreaterThan(6)
    const pairs = all.flatMap((one, at) => all.slice(0, at).filter((other) => shares(one, other)))
    expect(pairs).toEqual([])
  })

  test('are all 0 for bytes too few to be sampled', () => {
    expect(featuresOf(Uint8Array.of(1, 2, 3))).toEqual([new Uint32Array(4)])
  })

  test('are all 0 for a chunk that zstd would take for a trained dictionary', () => {
    const random = seeded()
    const bytes = random.bytes(50_000)
    expect(
      featuresOf(bytes)[0]!.every((feature) => feature !== 0),
      `seed ${random.seed}`,
    ).toBe(true)
    bytes.set([0x37, 0xa4, 0x30, 0xec])
    expect(featuresOf(bytes), `seed ${random.seed}`).toEqual([new Uint32Array(4)])
  })
})
