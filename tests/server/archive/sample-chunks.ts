import { coding } from '../../../server/archive/codec.ts'
import type { ChunkRecord, Dictionary } from '../../../server/archive/recipe.ts'
import type { seeded } from './seeded.ts'

type Random = ReturnType<typeof seeded>

export function sampleDictionary(random: Random): Dictionary {
  return {
    sha256: random.bytes(32),
    plainBytes: 1 + random.below(4_000_000),
    archive: random.below(4),
    offset: random.below(2 ** 31) * 1000,
    storedBytes: random.below(1_000_000),
    coding: random.below(2) === 0 ? coding.deflate : coding.zstd,
  }
}

/** A chunk as a recipe holds it, coded against one of `dictionaries` now and then. */
export function sampleChunk(random: Random, dictionaries: readonly Dictionary[] = []): ChunkRecord {
  const dictionary = random.below(2) === 0 ? (dictionaries[random.below(Math.max(1, dictionaries.length))] ?? null) : null
  return {
    ...sampleDictionary(random),
    ...(dictionary === null ? {} : { coding: coding.zstdDictionary }),
    dictionary,
    features: new Uint32Array(random.bytes(16).buffer),
  }
}
