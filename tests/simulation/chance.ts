import { randomWords } from '../support/random.ts'

/** The dice of a simulation: everything random in it comes from one seed. */
export class Chance {
  readonly #word: () => number

  constructor(seed: number) {
    this.#word = randomWords(seed)
  }

  /** A whole number below this. */
  below(limit: number): number {
    return this.#word() % limit
  }

  /** True so often, from 0 to 1. */
  hits(share: number): boolean {
    return this.#word() / 2 ** 32 < share
  }

  pick<Item>(items: readonly Item[]): Item {
    return items[this.below(items.length)]!
  }

  bytes(count: number): Uint8Array {
    return Uint8Array.from({ length: count }, () => this.below(256))
  }
}
