import { describe, expect, test } from 'vitest'
import { coding } from '../../../server/archive/codec.ts'
import { type ChunkRecord, Recipe } from '../../../server/archive/recipe.ts'
import { Resemblance } from '../../../server/archive/resemblance.ts'
import { sampleChunk, sampleDictionary } from './sample-chunks.ts'
import { seeded } from './seeded.ts'

function recipeOf(chunks: readonly ChunkRecord[]): Recipe {
  const recipe = new Recipe()
  for (const chunk of chunks) recipe.add(chunk)
  return recipe
}

const random = seeded()
const withFeatures = (...features: number[]): ChunkRecord => ({ ...sampleChunk(random), features: Uint32Array.from(features) })
const found = (resemblance: Resemblance, ...features: number[]) => resemblance.find(Uint32Array.from(features))?.sha256 ?? null

describe('resemblance', () => {
  test('finds the chunk with most features in common, in whichever recipe it is', () => {
    const one = withFeatures(1, 2, 3, 4)
    const two = withFeatures(1, 2, 30, 40)
    const three = withFeatures(100, 200, 300, 4)
    const resemblance = new Resemblance([recipeOf([one, two]), recipeOf([]), recipeOf([three])])
    expect(found(resemblance, 1, 2, 3, 9)).toEqual(one.sha256)
    expect(found(resemblance, 1, 9, 30, 40)).toEqual(two.sha256)
    expect(found(resemblance, 100, 9, 9, 4)).toEqual(three.sha256)
    expect(found(resemblance, 9, 200, 9, 9)).toEqual(three.sha256)
  })

  test('finds each of many chunks by any one of its features', () => {
    const chunks = Array.from({ length: 2000 }, () => sampleChunk(random))
    const resemblance = new Resemblance([recipeOf(chunks)])
    for (const [index, chunk] of chunks.entries()) {
      const features = new Uint32Array(random.bytes(16).buffer)
      features[index % 4] = chunk.features[index % 4]!
      expect(resemblance.find(features)?.sha256, `seed ${random.seed}, chunk ${index}`).toEqual(chunk.sha256)
    }
  })

  test('finds nothing where no feature is the same in the same place', () => {
    const resemblance = new Resemblance([recipeOf([withFeatures(1, 2, 3, 4)])])
    expect(found(resemblance, 2, 3, 4, 1)).toBeNull()
    expect(found(new Resemblance([]), 1, 2, 3, 4)).toBeNull()
  })

  test('takes a feature of 0 for none', () => {
    const resemblance = new Resemblance([recipeOf([withFeatures(0, 0, 0, 0), withFeatures(0, 2, 0, 0)])])
    expect(found(resemblance, 0, 0, 0, 0)).toBeNull()
    expect(found(resemblance, 0, 3, 0, 0)).toBeNull()
  })

  test('leads from a chunk that is coded against another to that other one', () => {
    const dictionary = sampleDictionary(random)
    const coded: ChunkRecord = { ...withFeatures(1, 2, 3, 4), coding: coding.zstdDictionary, dictionary }
    expect(new Resemblance([recipeOf([coded])]).find(Uint32Array.of(1, 2, 3, 4))).toEqual(dictionary)
  })

  test('takes the later of equals', () => {
    const chunks = [withFeatures(1, 2, 3, 4), withFeatures(1, 2, 3, 4)]
    expect(found(new Resemblance([recipeOf(chunks)]), 1, 2, 3, 4)).toEqual(chunks[1]!.sha256)
  })

  test('gives up soon, with an answer, where all chunks have the same features', () => {
    const chunks = Array.from({ length: 5000 }, () => withFeatures(1, 2, 3, 4))
    const resemblance = new Resemblance([recipeOf(chunks)])
    for (let n = 0; n < 5000; n++) expect(found(resemblance, 1, 2, 3, 4)).toEqual(chunks.at(-1)!.sha256)
  })
})
