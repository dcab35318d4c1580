import { z } from 'zod'
import type { PlanBackups } from '../../../../views/pages/plans/backups.ts'
import { type PlanView, planPage } from '../../../../views/pages/plans/detail.ts'
import type { PlanJob } from '../../../../views/pages/plans/jobs.ts'
import type { Plan } from '../../../domain/plan.ts'
import { isAtLeast } from '../../../domain/role.ts'
import type { Job } from '../../../domain/work.ts'
import { isPlanOverdue } from '../../../services/figures.ts'
import { namePlans } from '../../../services/named-plans.ts'
import { nameOrId } from '../../api/noun-fields.ts'
import type { House } from '../../house.ts'
import { defineRoute, type Route } from '../../route.ts'
import { activeNow } from '../jobs/active.ts'
import { frameOf, htmlAnswer, pageResponse } from '../page.ts'
import { daysOf } from './calendar.ts'
import type { AnyCall } from './form.ts'
import { doneQuery } from './list.ts'

const listedJobs = 8
const listedVerifications = 5
const calendarJobsMax = 1000
const chartedBackups = 60
const chartedSources = 4

/** One plan. */
export const planDetailRoutes: readonly Route[] = [
  defineRoute({
    method: 'get',
    path: '/plans/{plan}',
    access: 'viewer',
    scope: 'none',
    tags: ['pages'],
    summary: 'A plan',
    params: z.object({ plan: nameOrId('plan') }),
    query: z.object(doneQuery),
    responses: htmlAnswer,
    handle: async (call) => planResponse(call, await call.house.plans.find(call.params.plan), { done: call.query.done }),
  }),
]

interface Saying {
  readonly done?: PlanView['done']
  readonly told?: PlanView['told']
  readonly status?: number
}

/** Answers with the page of a plan. After a refused post it is found again where the plan is. */
export async function planResponse(call: AnyCall, plan: Plan, { done = null, told = null, status = 200 }: Saying): Promise<Response> {
  const { house, context, principal } = call
  const frame = frameOf(context, principal)
  const [named] = await namePlans([plan], house.installation)
  const sources = new Map((await house.sources.list()).map(({ id, name }) => [id, name]))
  const shown = (job: Job) => jobView(job, sources)
  const verifications = await house.jobs.list({ planId: plan.id, kind: 'verify' }, { limit: listedVerifications })
  const view: PlanView = {
    ...named!,
    runs: await house.plans.nextRuns(plan.id),
    isOverdue: isPlanOverdue(plan, (await house.figures.latest()).backups, house.installation.seams.clock.now()),
    active: await activeNow(house, { planId: plan.id }),
    jobs: (await house.jobs.list({ planId: plan.id }, { limit: listedJobs })).map(shown),
    backups: await backupsOf(plan, named!.sources, { house, zone: frame.zone }),
    verification: { latest: verifications.map(shown) },
    mayRun: isAtLeast(principal.role, 'backup_operator'),
    mayChange: isAtLeast(principal.role, 'admin'),
    ...{ done, told },
  }
  const headers = context.req.method === 'POST' ? { 'hx-push-url': `/plans/${plan.id}` } : {}
  return pageResponse(planPage(view, frame), frame, { status, headers })
}

function jobView({ id, kind, state, sourceId, queuedAt, startedAt, finishedAt }: Job, sources: ReadonlyMap<string, string>): PlanJob {
  const durationMs = startedAt === null || finishedAt === null ? null : finishedAt.getTime() - startedAt.getTime()
  return { id, kind, state, source: sourceId === null ? null : (sources.get(sourceId) ?? null), queuedAt, durationMs }
}

async function backupsOf(
  plan: Plan,
  sources: readonly { readonly id: string; readonly name: string }[],
  { house, zone }: { readonly house: House; readonly zone: string },
): Promise<PlanBackups> {
  const jobs = await house.jobs.list({ planId: plan.id, kind: 'backup' }, { limit: calendarJobsMax })
  const newest = sources.slice(0, chartedSources).map(async ({ id, name }) => {
    const filter = { planId: plan.id, sourceId: id, state: 'kept', purpose: 'regular' } as const
    return { source: name, backups: await house.backups.list(filter, { limit: chartedBackups }) }
  })
  return {
    count: await house.backups.count({ planId: plan.id, state: 'kept' }),
    bySource: await Promise.all(newest),
    days: daysOf(jobs, { now: house.installation.seams.clock.now(), zone, isWhole: jobs.length < calendarJobsMax }),
  }
}
