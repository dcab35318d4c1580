import { randomWords, seedOfRun } from '../support/random.ts'

export { seedOfRun as runSeed }

/** Numbers from 0 up to 1, the same for the same seed. */
export function seededRandom(seed: number): () => number {
  const next = randomWords(seed)
  return () => next() / 2 ** 32
}

/** Whether the long run was asked for: every point instead of some. */
export const isProof = process.env['HOLDFAST_PROOFS'] === '1'

/** `points` in a long run, else some of them, chosen by the seed so that many short runs come to all of them. */
export function pointsToTry(points: readonly number[], atMost: number, seed: number): number[] {
  if (isProof || points.length <= atMost) return [...points]
  const random = seededRandom(seed)
  return points
    .map((point) => ({ point, order: random() }))
    .sort((one, other) => one.order - other.order)
    .slice(0, atMost)
    .map(({ point }) => point)
    .sort((one, other) => one - other)
}

/** Says how much a suite tried, so that a run that tried nothing is seen. */
export function tell(suite: string, points: number, seed: number): void {
  process.stdout.write(`  ${suite}: ${points} points tried (seed ${seed})\n`)
}
