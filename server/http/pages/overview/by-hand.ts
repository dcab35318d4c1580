import type { Alert } from '../../../../views/pages/overview/view.ts'
import { isTerminal, type JobState } from '../../../domain/work.ts'
import type { House } from '../../house.ts'

/** So many sources are looked at: each is a question of its own. */
const sourcesMax = 200
/** Jobs that wait stand before the last one that ended. */
const jobsOfSource = 4

type SourceFailed = Extract<Alert, { kind: 'sourceFailed' }>

export interface ByHandFacts {
  /** Names by id. */
  readonly sources: ReadonlyMap<string, string>
  /** The ids of the plans that there are: what one of them ran is said of the plan. */
  readonly planIds: ReadonlySet<string>
}

/** The sources whose newest backup job ended badly and belongs to no plan that would say so itself. */
export async function failedByHand({ jobs }: Pick<House, 'jobs'>, { sources, planIds }: ByHandFacts): Promise<SourceFailed[]> {
  const each = [...sources].slice(0, sourcesMax).map(async ([sourceId, name]): Promise<SourceFailed[]> => {
    const newest = await jobs.list({ kind: 'backup', sourceId }, { limit: jobsOfSource })
    const last = newest.find(({ state }) => isTerminal(state))
    if (last === undefined || !isBadEnd(last.state) || (last.planId !== null && planIds.has(last.planId))) return []
    return [{ kind: 'sourceFailed', source: { id: sourceId, name }, jobId: last.id, state: last.state, at: last.finishedAt }]
  })
  return (await Promise.all(each)).flat()
}

/** Whether a run that ended so has made nothing, though nobody wished that. */
export function isBadEnd(state: JobState): boolean {
  return state === 'failed' || state === 'timeout'
}
