import { digestWord } from './chunk-places.ts'
import { ChunkSequence } from './chunk-sequence.ts'
import { HashIndex, type KeyColumn } from './hash-index.ts'
import type { ChunkRecord, Recipe } from './recipe.ts'

/** Finds chunks of recipes by their content, in constant time and some ten bytes a chunk. The recipes must not grow any more. */
export class ChunkLookup {
  readonly #chunks: ChunkSequence
  readonly #index: HashIndex

  constructor(recipes: Iterable<Recipe>) {
    const chunks = new ChunkSequence(recipes)
    const digests: KeyColumn = {
      wordOf: digestWord,
      wordAt: (number) => chunks.look(number, (recipe, index) => recipe.digests.wordAt(index)),
      isAt: (number, sha256) => chunks.look(number, (recipe, index) => recipe.digests.isAt(index, sha256)),
    }
    this.#chunks = chunks
    this.#index = new HashIndex(digests, chunks.count)
    for (let number = 0; number < chunks.count; number++) {
      const sha256 = chunks.look(number, (recipe, index) => recipe.at(index).sha256)
      if (this.#index.find(sha256) < 0) this.#index.add(number)
    }
  }

  /** The first chunk with this SHA-256, null if there is none. */
  find(sha256: Uint8Array): ChunkRecord | null {
    const number = this.#index.find(sha256)
    return number < 0 ? null : this.#chunks.look(number, (recipe, index) => recipe.at(index))
  }
}
