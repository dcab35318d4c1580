import { randomWords, seedOfRun } from '../../../support/random.ts'

export { seedOfRun as seedOf }

/** Whole numbers below what is asked for, the same for the same seed. */
export function chance(seed: number): (below: number) => number {
  const next = randomWords(seed)
  return (below) => next() % below
}
