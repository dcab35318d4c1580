import { z } from 'zod'
import { type LastRun, type PlanRow, planListPage } from '../../../../views/pages/plans/list.ts'
import { isAtLeast } from '../../../domain/role.ts'
import type { Job, JobState } from '../../../domain/work.ts'
import { isPlanOverdue } from '../../../services/figures.ts'
import { type NamedPlan, namePlans } from '../../../services/named-plans.ts'
import type { House } from '../../house.ts'
import { defineRoute, type Route } from '../../route.ts'
import { cursorField, nounPage } from '../noun-page.ts'
import { frameOf, htmlAnswer, pageResponse } from '../page.ts'

/** Enough to meet the latest job of each source of most plans. */
const jobsPerSource = 3
const jobsMax = 50

/** What an address may say was done; anything else is passed over. */
export const doneQuery = {
  done: z.enum(['added', 'saved', 'paused', 'resumed', 'started', 'removed']).nullable().catch(null).default(null),
}

/** The plans. */
export const planListRoutes: readonly Route[] = [
  defineRoute({
    method: 'get',
    path: '/plans',
    access: 'viewer',
    scope: 'none',
    tags: ['pages'],
    summary: 'The plans',
    query: z.object({ cursor: cursorField, ...doneQuery }),
    responses: htmlAnswer,
    async handle({ house, context, principal, query }) {
      const frame = frameOf(context, principal)
      const named = await namePlans(await house.plans.list(), house.installation)
      const all = named.map((one) => ({ ...one, id: one.plan.id, createdAt: one.plan.createdAt }))
      const page = await nounPage(query.cursor, all, (one) => one)
      const view = {
        rows: await Promise.all(page.items.map((one) => rowOf(one, house))),
        nextCursor: page.nextCursor,
        isFirst: page.isFirst,
        mayRun: isAtLeast(principal.role, 'backup_operator'),
        mayChange: isAtLeast(principal.role, 'admin'),
        done: query.done,
      }
      return pageResponse(planListPage(view, frame), frame)
    },
  }),
]

async function rowOf({ plan, sources, targets }: NamedPlan, house: House): Promise<PlanRow> {
  const { id, name, sourceIds, settings, isPaused, nextRunAt } = plan
  const limit = Math.min(jobsMax, Math.max(1, sources.length * jobsPerSource))
  // What became of a source that is the plan's no more concerns nobody.
  const jobs = await house.jobs.list({ planId: id, kind: 'backup', sourceIds }, { limit })
  const names = (nouns: NamedPlan['sources']) => nouns.map((noun) => noun.name)
  return {
    ...{ id, name, isPaused, nextRunAt, schedule: settings.schedule, zone: settings.zone },
    sources: names(sources),
    targets: names(targets),
    isOverdue: isPlanOverdue(plan, (await house.figures.latest()).backups, house.installation.seams.clock.now()),
    last: lastRunOf(jobs),
  }
}

const gravest: readonly JobState[] = ['running', 'failed', 'timeout', 'completed_with_warnings', 'cancelled', 'completed', 'pending']

/** Of the latest job of each source the one that needs a look most. */
export function lastRunOf(jobs: readonly Job[]): LastRun | null {
  const latest = [...Map.groupBy(jobs, ({ sourceId }) => sourceId).values()].map(([newest]) => newest!)
  const rank = ({ state }: Job) => gravest.indexOf(state)
  const [shown] = latest.sort((one, other) => rank(one) - rank(other))
  return shown === undefined ? null : { id: shown.id, state: shown.state, at: shown.finishedAt ?? shown.startedAt ?? shown.queuedAt }
}
