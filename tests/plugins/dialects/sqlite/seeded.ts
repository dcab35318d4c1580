import { randomInt } from 'node:crypto'
import { randomWords } from '../../../support/random.ts'

/** A reproducible source of random choices. */
export interface Chance {
  /** A whole number from 0 up to, not including, `below`. */
  below(below: number): number
  pick<T>(items: readonly T[]): T
}

/** Runs `body` with each of `count` seeds; `HOLDFAST_SEED` replays one. A failure names its seed. */
export function withSeeds(count: number, body: (chance: Chance, seed: number) => void): void {
  const given = process.env['HOLDFAST_SEED']
  const seeds = given === undefined ? Array.from({ length: count }, () => randomInt(2 ** 32)) : [Number(given)]
  for (const seed of seeds) {
    try {
      body(chanceOf(seed), seed)
    } catch (error) {
      throw new Error(`with HOLDFAST_SEED=${seed}: ${(error as Error).message}`, { cause: error })
    }
  }
}

function chanceOf(seed: number): Chance {
  const next = randomWords(seed)
  const below = (limit: number) => next() % limit
  return { below, pick: (items) => items[below(items.length)]! }
}
