import type { Installation } from '../services/installation.ts'
import type { Worker } from '../store/workers.ts'

/** A worker that was not seen for so long is gone, wherever it ran. */
export const workerGoneMs = 30_000

/** Whether a worker was seen lately, and its process is not known to be gone. */
export function isPresent({ owner, seenAt }: Worker, { isGone, seams }: Pick<Installation, 'isGone' | 'seams'>): boolean {
  return !isGone(owner) && seams.clock.now().getTime() - seenAt.getTime() < workerGoneMs
}
