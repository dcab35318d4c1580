import { z } from 'zod'
import type { RestorePlan } from '../../domain/restore.ts'
import type { Job, RequestOf } from '../../domain/work.ts'
import { type RestoreWish, restoreRequestOf } from '../../services/restore-orders.ts'
import { answer } from '../answer.ts'
import type { Call } from '../call.ts'
import { defineRoute, type Route } from '../route.ts'
import { findBackup } from './backups-find.ts'
import { jobShape } from './job-shape.ts'
import { configGiven, nameOrId } from './noun-fields.ts'
import { namedInBody } from './noun-trial.ts'
import { restorePlanShape, shapeOfRestorePlan } from './restores-shape.ts'
import { requireSource } from './source-shape.ts'
import { waitQuery, workAnswer } from './work-answer.ts'

/** How a restore is to be done, whatever it restores. */
export const mannerFields = {
  to: z
    .union([z.strictObject({ source: nameOrId('source') }), z.strictObject({ dialect: z.string().min(1).max(100), config: configGiven })])
    .meta({ id: 'RestorePlace' })
    .optional()
    .meta({ description: 'A source, or a place that is not kept (without secrets). Where the backup came from if absent.' }),
  tables: z.array(z.string().min(1).max(1000)).min(1).max(10_000).optional(),
  existing: z
    .enum(['refuse', 'replace', 'keep'])
    .optional()
    .meta({ description: 'What becomes of what is there: replace in a source and refuse elsewhere if absent.' }),
  isSafe: z.boolean().optional().meta({ description: 'Whether what is there is backed up first; true if absent.' }),
}

const problemShape = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.number().int(),
    detail: z.string(),
    instance: z.string(),
    code: z.string(),
    remedy: z.string(),
    plan: restorePlanShape,
  })
  .meta({ id: 'RestoreProblem' })

/** What every request for a restore answers. */
export const restoreResponses = {
  200: { description: 'The job as it ended, where that was waited for.', schema: jobShape },
  202: { description: 'The job. It plans again before it changes anything.', schema: jobShape },
  409: { description: 'Something is in the way; the plan says what. A problem document.', schema: problemShape },
  422: { description: 'It can not be done so; the plan says why. A problem document.', schema: problemShape },
}

type AnyCall = Call<unknown, unknown, unknown>
export type Manner = Omit<RestoreWish, 'from'>

/** The request that a wish comes to, of what the key may touch. Throws `denied`, and `invalid` naming the field that is wrong. */
export async function requestFor(
  call: AnyCall,
  from: RestoreWish['from'],
  { to, tables, existing, isSafe }: Manner,
): Promise<RequestOf<'restore'>> {
  const wish = { from, to, tables, existing, isSafe }
  // A key that is for some sources does not learn which others there are.
  if (call.principal.sourceIds !== null && to !== undefined && 'source' in to) await requireSource(call, to.source)
  const request = await namedInBody({ source: 'to.source', plugin: 'to.dialect' }, restoreRequestOf(wish, call.house.installation))
  call.requireSource('sourceId' in request.to ? request.to.sourceId : null)
  return request
}

/** What a restore would do; touches nothing. */
export async function planFor({ house, signal }: AnyCall, request: RequestOf<'restore'>): Promise<RestorePlan> {
  return house.restores.plan(request, { isPathTrusted: false, signal })
}

/** Queues a restore whose plan has nothing in its way. */
export async function startPlanned(call: AnyCall, request: RequestOf<'restore'>, plan: RestorePlan): Promise<Job> {
  const job = await call.house.restores.start(request, { isPathTrusted: false, requestedBy: call.requestedBy })
  await call.audit('restore.start', plan.from.name, { jobId: job.id, backupId: plan.from.backupId, to: plan.destination.name })
  return job
}

/** Queues a restore that nothing stands in the way of, else answers with its plan. */
export async function startRestore(call: Call<unknown, { readonly wait?: number | undefined }, unknown>, request: RequestOf<'restore'>) {
  const plan = await planFor(call, request)
  if (plan.problems.length > 0) return refusalOf(plan, call)
  return workAnswer(call, await startPlanned(call, request, plan))
}

/** A response and no answer, so that nobody gets it again once the problem is out of the way. */
function refusalOf(plan: RestorePlan, { context }: AnyCall): Response {
  const { code, message, remedy } = plan.problems[0]!
  const status = code === 'conflict' ? 409 : 422
  const title = status === 409 ? 'Conflict' : 'Not supported'
  const problem = {
    type: 'about:blank',
    title,
    status,
    detail: message,
    instance: context.req.path,
    code,
    remedy,
    plan: shapeOfRestorePlan(plan),
  }
  return new Response(JSON.stringify(problem), { status, headers: { 'content-type': 'application/problem+json' } })
}

/** A restore at the backup itself. */
export const restoreBackupRoute: Route = defineRoute({
  method: 'post',
  path: '/api/v1/backups/{backup}/restore',
  access: 'admin',
  scope: 'checked',
  tags: ['restores'],
  summary: 'Restore a backup',
  description:
    'Into the source it came from, replacing what is there, after a safety backup; the body says otherwise. It is checked first whether it can be done.',
  params: z.object({ backup: z.string().meta({ description: 'Its number, its id or the start of that, or its name.' }) }),
  query: z.object(waitQuery),
  body: z.strictObject({
    ...mannerFields,
    dryRun: z.boolean().default(false).meta({ description: 'Answers with the plan and does nothing.' }),
  }),
  isIdempotent: true,
  responses: {
    ...restoreResponses,
    200: { description: 'The plan of a dry run, or the job as it ended.', schema: z.union([restorePlanShape, jobShape]) },
  },
  async handle(call) {
    const { dryRun, ...manner } = call.body
    const backup = await findBackup(call, call.params.backup)
    const request = await requestFor(call, { backup }, manner)
    if (dryRun) return answer(shapeOfRestorePlan(await planFor(call, request)))
    return startRestore(call, request)
  },
})
