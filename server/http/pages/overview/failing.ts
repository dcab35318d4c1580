import type { Alert, Named } from '../../../../views/pages/overview/view.ts'
import type { Plan } from '../../../domain/plan.ts'
import type { FailingBackup } from '../../../store/failing-backups.ts'

export type PlanFailed = Extract<Alert, { kind: 'failed' }>
export type SourceFailed = Extract<Alert, { kind: 'sourceFailed' }>

/** The plans of which the last run of some source failed, each with the newest of these. A source that is the plan's no more concerns nobody. */
export function failedPlans(failing: readonly FailingBackup[], plans: readonly Plan[]): PlanFailed[] {
  const byPlan = Map.groupBy(failing, ({ planId }) => planId)
  return plans.flatMap(({ id, name, sourceIds }) => {
    const found = byPlan.get(id)?.find(({ sourceId }) => sourceIds.includes(sourceId))
    return found === undefined ? [] : [{ kind: 'failed', plan: { id, name }, ...endOf(found) }]
  })
}

/** The sources whose newest backup job failed and belongs to no plan that would say so itself. */
export function failedByHand(
  failing: readonly FailingBackup[],
  sources: ReadonlyMap<string, string>,
  plans: readonly Named[],
): SourceFailed[] {
  const planIds = new Set(plans.map(({ id }) => id))
  return failing
    .filter(({ isLastOfSource, planId }) => isLastOfSource && (planId === null || !planIds.has(planId)))
    .flatMap((job) => {
      const name = sources.get(job.sourceId)
      return name === undefined ? [] : [{ kind: 'sourceFailed', source: { id: job.sourceId, name }, ...endOf(job) }]
    })
}

function endOf({ jobId, state, at }: FailingBackup) {
  return { jobId, state, at }
}
