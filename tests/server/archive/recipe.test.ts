import { describe, expect, test } from 'vitest'
import { Failure } from '../../../plugins/failure.ts'
import { ChunkLookup } from '../../../server/archive/chunk-lookup.ts'
import { coding } from '../../../server/archive/codec.ts'
import { type ChunkRecord, Recipe } from '../../../server/archive/recipe.ts'
import { sampleChunk, sampleDictionary } from './sample-chunks.ts'
import { seeded } from './seeded.ts'

function sampleRecipe(count: number) {
  const random = seeded()
  const dictionaries = Array.from({ length: 7 }, () => sampleDictionary(random))
  const chunks = Array.from({ length: count }, () => sampleChunk(random, dictionaries))
  return { random, chunks, recipe: recipeOf(chunks) }
}

function recipeOf(chunks: Iterable<ChunkRecord>): Recipe {
  const recipe = new Recipe()
  for (const chunk of chunks) recipe.add(chunk)
  return recipe
}

describe('a recipe', () => {
  test('gives back every chunk as it was added', () => {
    const { random, chunks, recipe } = sampleRecipe(1000)
    expect(recipe.count).toBe(1000)
    for (const [index, chunk] of chunks.entries()) expect(recipe.at(index), `seed ${random.seed}, chunk ${index}`).toEqual(chunk)
  })

  test('knows where each chunk starts and which one holds a byte', () => {
    const { random, chunks, recipe } = sampleRecipe(300)
    let start = 0
    for (const [index, { plainBytes }] of chunks.entries()) {
      expect([recipe.startOf(index), recipe.plainBytesAt(index)], `seed ${random.seed}`).toEqual([start, plainBytes])
      for (const byte of [start, start + random.below(plainBytes), start + plainBytes - 1])
        expect(recipe.indexAt(byte), `seed ${random.seed}`).toBe(index)
      start += plainBytes
    }
    expect(recipe.plainBytes).toBe(start)
    for (const outside of [-1, start, Number.NaN]) expect(() => recipe.indexAt(outside)).toThrow(Failure)
  })

  test('keeps each dictionary once', () => {
    const { chunks, recipe } = sampleRecipe(300)
    const distinct = new Set(
      chunks.flatMap(({ dictionary }) => (dictionary === null ? [] : [Buffer.from(dictionary.sha256).toString('hex')])),
    )
    expect(recipe.dictionaryCount).toBe(distinct.size)
    expect(distinct.size).toBe(7)
  })

  test('hands out copies', () => {
    const { chunks, recipe } = sampleRecipe(5)
    recipe.at(3).sha256.fill(0)
    recipe.at(3).features.fill(0)
    expect(recipe.at(3)).toEqual(chunks[3])
  })

  test('refuses chunks that no index could hold', () => {
    const random = seeded()
    const chunk = sampleChunk(random)
    const wrong: ChunkRecord[] = [
      { ...chunk, plainBytes: 0 },
      { ...chunk, sha256: random.bytes(31) },
      { ...chunk, features: new Uint32Array(3) },
      { ...chunk, coding: coding.zstdDictionary },
      { ...chunk, dictionary: sampleDictionary(random) },
    ]
    const recipe = new Recipe()
    for (const [which, refused] of wrong.entries()) expect(() => recipe.add(refused), `${which}`).toThrow(Failure)
    expect([recipe.count, recipe.plainBytes, recipe.dictionaryCount]).toEqual([0, 0, 0])
  })

  test('has no chunk before its first or after its last', () => {
    const { recipe } = sampleRecipe(3)
    for (const outside of [-1, 3]) expect(() => recipe.at(outside)).toThrow(Failure)
  })
})

describe('looking a chunk up by its content', () => {
  test('finds each chunk of every recipe, and no other', () => {
    const { random, chunks, recipe } = sampleRecipe(2000)
    const others = Array.from({ length: 500 }, () => sampleChunk(random))
    const lookup = new ChunkLookup([recipe, new Recipe(), recipeOf(others)])
    for (const chunk of [...chunks, ...others]) expect(lookup.find(chunk.sha256), `seed ${random.seed}`).toEqual(chunk)
    for (let n = 0; n < 2000; n++) expect(lookup.find(random.bytes(32)), `seed ${random.seed}`).toBeNull()
  })

  test('gives the first of chunks with the same content, also where digests start alike', () => {
    const random = seeded()
    const alike = Array.from({ length: 200 }, () => sampleChunk(random))
    for (const chunk of alike) chunk.sha256.set([1, 2, 3, 4])
    const again = alike.map((chunk) => ({ ...chunk, archive: 9 }))
    const lookup = new ChunkLookup([recipeOf([...alike, ...again])])
    for (const chunk of alike) expect(lookup.find(chunk.sha256), `seed ${random.seed}`).toEqual(chunk)
  })

  test('finds nothing where there is nothing', () => {
    expect(new ChunkLookup([]).find(new Uint8Array(32))).toBeNull()
  })
})
