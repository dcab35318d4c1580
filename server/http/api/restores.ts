import { z } from 'zod'
import { Failure } from '../../../plugins/failure.ts'
import type { RestoreWish } from '../../services/restore-orders.ts'
import { answer } from '../answer.ts'
import type { Call } from '../call.ts'
import { listSchema, pagingQuery } from '../paging.ts'
import { defineRoute, type Route } from '../route.ts'
import { findBackup } from './backups-find.ts'
import { jobShape, shapeOfJob } from './job-shape.ts'
import { jobQuery, listJobs, requireDestination } from './jobs-list.ts'
import { findRestore } from './restores-find.ts'
import { restorePlanShape, shapeOfRestorePlan } from './restores-shape.ts'
import { mannerFields, planFor, requestFor, restoreResponses, startRestore } from './restores-start.ts'
import { waitQuery, workAnswer } from './work-answer.ts'

const tags = ['restores']
const params = z.object({ job: z.string() })
const { kind: _, ...filterQuery } = jobQuery

const restoreBody = z.strictObject({
  backup: z.string().optional().meta({ description: 'Its number, its id or the start of that, or its name.' }),
  upload: z.string().optional().meta({ description: 'The id of an upload, instead of a backup.' }),
  ...mannerFields,
})

export const restoresRoutes: readonly Route[] = [
  defineRoute({
    method: 'get',
    path: '/api/v1/restores',
    access: 'viewer',
    scope: 'checked',
    tags,
    summary: 'The restores: those that wait, run and ended',
    query: z.object({ ...pagingQuery, ...filterQuery }),
    responses: { 200: { description: 'The newest first.', schema: listSchema(jobShape) } },
    handle: (call) => listJobs(call, { ...call.query, kind: 'restore' }),
  }),
  defineRoute({
    method: 'post',
    path: '/api/v1/restores',
    access: 'admin',
    scope: 'checked',
    tags,
    summary: 'Restore a backup or an upload',
    description: 'It is checked first whether it can be done. Restores run one after the other, and nothing else while one runs.',
    query: z.object(waitQuery),
    body: restoreBody,
    isIdempotent: true,
    responses: restoreResponses,
    async handle(call) {
      const from = await fromOf(call, call.body)
      return startRestore(call, await requestFor(call, from, call.body))
    },
  }),
  defineRoute({
    method: 'post',
    path: '/api/v1/restores/plan',
    access: 'admin',
    scope: 'checked',
    tags,
    summary: 'What a restore would do, and what keeps it from it',
    body: restoreBody,
    responses: { 200: { description: 'Nothing was touched.', schema: restorePlanShape } },
    async handle(call) {
      const from = await fromOf(call, call.body)
      return answer(shapeOfRestorePlan(await planFor(call, await requestFor(call, from, call.body))))
    },
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/restores/{job}',
    access: 'viewer',
    scope: 'checked',
    tags,
    summary: 'One restore',
    params,
    responses: { 200: { description: 'As it is now.', schema: jobShape } },
    handle: async (call) => answer(shapeOfJob(await findRestore(call, call.params.job))),
  }),
  defineRoute({
    method: 'post',
    path: '/api/v1/restores/{job}/undo',
    access: 'admin',
    scope: 'checked',
    tags,
    summary: 'Bring back what was there before a restore',
    params,
    query: z.object(waitQuery),
    isIdempotent: true,
    responses: { 200: restoreResponses[200], 202: restoreResponses[202] },
    async handle(call) {
      const restore = await findRestore(call, call.params.job)
      requireDestination(call, restore)
      const job = await call.house.restores.undo(restore.id, call.requestedBy)
      await call.audit('restore.undo', restore.id, { jobId: job.id })
      return workAnswer(call, job)
    },
  }),
]

async function fromOf(call: Call<unknown, unknown, unknown>, body: z.infer<typeof restoreBody>): Promise<RestoreWish['from']> {
  const { backup, upload } = body
  if (backup !== undefined && upload === undefined) return { backup: await findBackup(call, backup) }
  if (upload !== undefined && backup === undefined) {
    // Uploads belong to no source.
    call.requireSource(null)
    return { upload: await call.house.uploads.find(upload) }
  }
  const message = backup === undefined ? 'It is not said what to restore.' : 'A backup and an upload can not both be restored.'
  throw new Failure('invalid', message, { remedy: 'Name a backup or an upload.', detail: { fields: ['backup', 'upload'] } })
}
