import { ChunkSequence } from './chunk-sequence.ts'
import { featureCount } from './features.ts'
import type { Dictionary, Recipe } from './recipe.ts'

/** How many links of a chain are looked at. Where more chunks have a feature, it says little, and the search must stay short. */
const linksPerFeature = 16

/**
 * Finds the chunk that a new one probably resembles, by the features they share: a hash table with a chain for each feature, about 50 bytes a chunk.
 * The recipes must not grow any more.
 */
export class Resemblance {
  readonly #chunks: ChunkSequence
  /** Per bucket the number of the first chunk's link plus one, 0 for none; a link is the chunk's number times four plus which feature. */
  readonly #heads: Uint32Array
  readonly #nexts: Uint32Array

  constructor(recipes: Iterable<Recipe>) {
    this.#chunks = new ChunkSequence(recipes)
    const links = this.#chunks.count * featureCount
    this.#heads = new Uint32Array(2 ** Math.ceil(Math.log2(links + 1)))
    this.#nexts = new Uint32Array(links)
    for (let link = 0; link < links; link++) {
      const feature = this.#featureOf(link)
      // Chunks without features would all hang on one chain.
      if (feature === 0) continue
      const bucket = this.#bucket(feature, link % featureCount)
      this.#nexts[link] = this.#heads[bucket]!
      this.#heads[bucket] = link + 1
    }
  }

  /**
   * The chunk coded by itself that has most features in common, the later of equals; null if none has any. A chunk that is itself coded against another
   * leads to that one.
   */
  find(features: Uint32Array): Dictionary | null {
    let best = -1
    let bestShared = 0
    for (let which = 0; which < featureCount; which++) {
      for (const number of this.#sharing(features[which]!, which)) {
        const shared = this.#shared(number, features)
        if (shared > bestShared) {
          best = number
          bestShared = shared
        }
      }
    }
    return best < 0 ? null : this.#dictionary(best)
  }

  *#sharing(feature: number, which: number): Generator<number> {
    let link = this.#heads[this.#bucket(feature, which)]!
    for (let looked = 0; link !== 0 && looked < linksPerFeature; looked++) {
      const candidate = link - 1
      if (this.#featureOf(candidate) === feature) yield Math.floor(candidate / featureCount)
      link = this.#nexts[candidate]!
    }
  }

  #shared(number: number, features: Uint32Array): number {
    return this.#chunks.look(number, (recipe, index) => {
      let shared = 0
      for (let which = 0; which < featureCount; which++) {
        if (features[which] !== 0 && recipe.featureAt(index, which) === features[which]) shared++
      }
      return shared
    })
  }

  #featureOf(link: number): number {
    return this.#chunks.look(Math.floor(link / featureCount), (recipe, index) => recipe.featureAt(index, link % featureCount))
  }

  /** Features are the largest of many words, so their upper bits say little: they are mixed down. */
  #bucket(feature: number, which: number): number {
    const mixed = Math.imul(feature + which, 0x9e3779b1)
    return (mixed ^ (mixed >>> 15)) & (this.#heads.length - 1)
  }

  #dictionary(number: number): Dictionary {
    return this.#chunks.look(number, (recipe, index) => {
      const { dictionary, features: _, ...place } = recipe.at(index)
      // A chunk without a dictionary is coded by itself: `Recipe.add` saw to that.
      return dictionary ?? (place as Dictionary)
    })
  }
}
