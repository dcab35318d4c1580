import { randomInt } from 'node:crypto'

/** The seed of this run: that of HOLDFAST_SEED, to replay one, else a new one. A failing test names it. */
export function seedOfRun(): number {
  const given = process.env['HOLDFAST_SEED']
  return given === undefined ? randomInt(2 ** 31) : Number(given)
}

/** Words of 32 bits, the same for the same seed. Mulberry32: small, and good enough to pick places and bytes. */
export function randomWords(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return (mixed ^ (mixed >>> 14)) >>> 0
  }
}
