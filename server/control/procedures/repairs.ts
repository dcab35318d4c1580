import type { Target } from '../../domain/target.ts'
import type { Nouns } from '../../store/store.ts'
import type { Outcome } from '../procedure.ts'
import type { BrokenCopy } from './broken-copies.ts'

/** A copy job for each damaged copy that another target holds whole. What is missing may have been taken away on purpose. */
export async function repairsOf(
  broken: readonly BrokenCopy[],
  target: Target,
  nouns: Pick<Nouns, 'copies' | 'jobs'>,
): Promise<NonNullable<Outcome['next']>> {
  const repairs: NonNullable<Outcome['next']>[number][] = []
  for (const { backupId, state } of broken) {
    if (state !== 'damaged') continue
    const others = (await nouns.copies.list(backupId)).filter((copy) => copy.targetId !== target.id && copy.state === 'kept')
    if (others.length === 0) continue
    const waiting = await nouns.jobs.list({ kind: 'copy', backupId, states: ['pending', 'running'] }, { limit: 100 })
    if (waiting.some(({ targetId }) => targetId === target.id)) continue
    repairs.push({ request: { kind: 'copy', backupId, targetId: target.id }, options: { trigger: 'auto' } })
  }
  return repairs
}
