import { z } from 'zod'
import { previewMax } from '../../domain/schedule.ts'
import { PlanRunService } from '../../services/plan-runs.ts'
import { planTrials } from '../../services/plan-trials.ts'
import type { PlanPreview } from '../../services/plans.ts'
import { answer } from '../answer.ts'
import { defineRoute, type Route } from '../route.ts'
import { jobShape, shapeOfJob } from './job-shape.ts'
import { nameOrId } from './noun-fields.ts'
import { namedInBody, shapeOfTrialFailure, trialFailureShape } from './noun-trial.ts'
import { freshSettings, previewShape, requirePlan, retentionShape, settingsGiven, shapeOfRetention } from './plan-shape.ts'
import { requireSource } from './source-shape.ts'
import { waitQuery, workAnswer, workAnswerOf } from './work-answer.ts'

const tags = ['plans']
const params = z.object({ plan: nameOrId('plan') })
const jobsShape = z.object({ jobs: z.array(jobShape).meta({ description: 'One a source.' }) })

const planTrialsShape = z.object({
  isAnswering: z.boolean().meta({ description: 'Whether all of them are.' }),
  items: z.array(z.object({ noun: z.enum(['source', 'target']), name: z.string(), isAnswering: z.boolean(), failure: trialFailureShape })),
})

/** What a plan does, now or in time. */
export const planRunRoutes: readonly Route[] = [
  defineRoute({
    method: 'post',
    path: '/api/v1/plans/preview',
    access: 'viewer',
    scope: 'none',
    tags,
    summary: 'What settings would mean for a new plan',
    body: settingsGiven,
    responses: { 200: { description: 'The settings with all defaults, and the next runs. Nothing is kept.', schema: previewShape } },
    handle: async ({ house, body }) => answer(shapeOfPreview(await house.plans.preview(await freshSettings(body, house)))),
  }),
  defineRoute({
    method: 'post',
    path: '/api/v1/plans/{plan}/preview',
    access: 'viewer',
    scope: 'none',
    tags,
    summary: 'What other settings would mean for a plan',
    description: 'Laid over those it has: the next runs, and what retention would remove now.',
    params,
    body: settingsGiven,
    responses: { 200: { description: 'Nothing is kept, and nothing removed.', schema: previewShape } },
    async handle({ house, params: { plan }, body }) {
      const { id } = await house.plans.find(plan)
      return answer(shapeOfPreview(await house.plans.preview(body, id)))
    },
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/plans/{plan}/next',
    access: 'viewer',
    scope: 'checked',
    tags,
    summary: 'The next runs of a plan',
    params,
    query: z.object({ count: z.coerce.number().int().min(1).max(previewMax).default(5) }),
    responses: {
      200: {
        description: 'As they would be if it were not paused.',
        schema: z.object({ isPaused: z.boolean(), runs: z.array(z.iso.datetime()) }),
      },
    },
    async handle(call) {
      const { plan } = await requirePlan(call, call.params.plan)
      const runs = await call.house.plans.nextRuns(plan.id, call.query.count)
      return answer({ isPaused: plan.isPaused, runs: runs.map((run) => run.toISOString()) })
    },
  }),
  defineRoute({
    method: 'post',
    path: '/api/v1/plans/{plan}/test',
    access: 'admin',
    scope: 'none',
    tags,
    summary: 'Test everything that a plan stands on',
    description: 'Its sources, then its targets. A test that fails is answered with 200 and what a backup would meet.',
    params,
    responses: { 200: { description: 'What came of each.', schema: planTrialsShape } },
    async handle({ house, params: { plan }, signal }) {
      const trials = await Array.fromAsync(planTrials(await house.plans.find(plan), house.installation, { signal }))
      const items = trials.map(({ noun, name, failure }) => ({
        noun,
        name,
        isAnswering: failure === null,
        failure: shapeOfTrialFailure(failure),
      }))
      return answer({ isAnswering: items.every(({ isAnswering }) => isAnswering), items })
    },
  }),
  defineRoute({
    method: 'post',
    path: '/api/v1/plans/{plan}/run',
    access: 'backup_operator',
    scope: 'checked',
    tags,
    summary: 'Run a plan now',
    description: 'All its sources, or those named; a paused plan too. 409, and nothing is queued, when one of them is being backed up.',
    params,
    query: z.object(waitQuery),
    body: z.strictObject({
      sources: z.array(nameOrId('source')).max(1000).optional(),
      mode: z.enum(['full', 'incremental', 'differential']).optional().meta({ description: 'This time, instead of what the plan says.' }),
      tables: z.array(z.string().min(1).max(1000)).min(1).max(10_000).optional(),
      description: z.string().max(2000).optional(),
    }),
    isIdempotent: true,
    responses: {
      200: { description: 'The jobs as they ended, where that was waited for.', schema: jobsShape },
      202: { description: 'The jobs.', schema: jobsShape },
    },
    async handle(call) {
      const { plan } = await requirePlan(call, call.params.plan)
      if (call.principal.sourceIds !== null) for (const source of call.body.sources ?? []) await requireSource(call, source)
      const running = new PlanRunService(call.house.installation).run(plan.id, call.body, call.requestedBy)
      const jobs = await namedInBody({ source: 'sources' }, running)
      await call.audit('backup.start', plan.name, { planId: plan.id, jobIds: jobs.map(({ id }) => id) })
      return workAnswerOf(call, jobs, (latest) => ({ jobs: latest.map(shapeOfJob) }))
    },
  }),
  defineRoute({
    method: 'post',
    path: '/api/v1/plans/{plan}/prune',
    access: 'admin',
    scope: 'none',
    tags,
    summary: 'Remove what the retention of a plan lets go of',
    params,
    query: z.object({
      ...waitQuery,
      dry_run: z
        .stringbool()
        .default(false)
        .meta({ description: 'Removes nothing, and answers what would become of each backup and why.' }),
    }),
    isIdempotent: true,
    responses: {
      200: { description: 'The preview, or the job as it ended.', schema: z.union([retentionShape, jobShape]) },
      202: { description: 'The job.', schema: jobShape },
    },
    async handle(call) {
      const { id, name } = await call.house.plans.find(call.params.plan)
      if (call.query.dry_run) return answer(shapeOfRetention(await call.house.retention.preview(id)))
      const job = await call.house.retention.prune(id, { trigger: 'manual', requestedBy: call.requestedBy })
      await call.audit('plan.prune', name, { planId: id, jobId: job.id })
      return workAnswer(call, job)
    },
  }),
]

function shapeOfPreview({ settings, runs, retention }: PlanPreview) {
  return {
    settings,
    runs: runs.map((run) => run.toISOString()),
    retention: retention === null ? null : shapeOfRetention(retention),
  }
}
