import { Failure } from '../../plugins/failure.ts'
import type { Job } from '../domain/work.ts'
import type { Nouns } from '../store/store.ts'
import { type Outcome, RecordedFailure, type Work } from './procedure.ts'

/** The targets at which a job that nobody saw end may have left a whole archive that the metadata doesn't know, or know no more. */
export async function doubtfulTargets(
  { request, planId, sourceId }: Job,
  nouns: Pick<Nouns, 'plans' | 'targets'>,
): Promise<readonly string[]> {
  switch (request.kind) {
    case 'copy':
    case 'rescan':
      // A rescan that recovery has queued must not be lost when recovery itself is killed.
      return [request.targetId]
    case 'backup':
      return request.targetIds ?? (planId === null ? [] : ((await nouns.plans.find(planId))?.targetIds ?? []))
    case 'restore': {
      // Its safety backup.
      const plans = (await nouns.plans.list()).filter(({ sourceIds }) => sourceId !== null && sourceIds.includes(sourceId))
      const ids = plans.flatMap(({ targetIds }) => targetIds)
      return ids.length > 0 ? [...new Set(ids)] : (await nouns.targets.list()).map(({ id }) => id)
    }
    default:
      return []
  }
}

/** What looks for archives at these targets. */
export function rescansOf(targetIds: readonly string[]): NonNullable<Outcome['next']> {
  return targetIds.map((targetId) => ({ request: { kind: 'rescan', targetId }, options: { trigger: 'auto' } }))
}

/**
 * Runs a step that writes archives. One that crashed may have committed some and died before it could say so: what it throws then also has these
 * targets looked at.
 */
export async function lookingAfterCrash<Result>(
  work: Pick<Work, 'signal'>,
  targetIds: readonly string[],
  step: () => Promise<Result>,
): Promise<Result> {
  try {
    return await step()
  } catch (error) {
    if (!(error instanceof Failure) || error.code !== 'internal' || work.signal.aborted) throw error
    throw new RecordedFailure(error.toJSON(), { next: rescansOf(targetIds) })
  }
}
