import type { Recipe } from './recipe.ts'

/** The chunks of several recipes under one numbering: those of the first, then those of the next. The recipes must not grow any more. */
export class ChunkSequence {
  readonly count: number
  readonly #recipes: readonly Recipe[]
  readonly #firsts: readonly number[]

  constructor(recipes: Iterable<Recipe>) {
    this.#recipes = [...recipes].filter((recipe) => recipe.count > 0)
    const firsts: number[] = []
    let count = 0
    for (const recipe of this.#recipes) {
      firsts.push(count)
      count += recipe.count
    }
    this.#firsts = firsts
    this.count = count
  }

  /** Calls back with the recipe of a chunk and the chunk's index in it, so that looking at a column makes no object. */
  look<Result>(number: number, then: (recipe: Recipe, index: number) => Result): Result {
    let low = 0
    let high = this.#firsts.length - 1
    while (low < high) {
      const middle = (low + high + 1) >>> 1
      if (this.#firsts[middle]! <= number) low = middle
      else high = middle - 1
    }
    return then(this.#recipes[low]!, number - this.#firsts[low]!)
  }
}
