import { randomWords, seedOfRun } from '../../support/random.ts'

/** Numbers from a seed that a failing test names; HOLDFAST_SEED replays it. */
export function seeded(): { readonly seed: number; below(limit: number): number; bytes(count: number): Uint8Array } {
  const seed = seedOfRun()
  const next = randomWords(seed)
  return {
    seed,
    below: (limit) => Math.floor((next() / 2 ** 32) * limit),
    bytes: (count) => Uint8Array.from({ length: count }, () => next() & 255),
  }
}
