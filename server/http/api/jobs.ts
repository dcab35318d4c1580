import { z } from 'zod'
import { readLog } from '../../control/job-log.ts'
import { answer } from '../answer.ts'
import { listSchema, pagingQuery } from '../paging.ts'
import { defineRoute, type Route } from '../route.ts'
import { jobShape, shapeOfJob } from './job-shape.ts'
import { findJob, jobQuery, listJobs } from './jobs-list.ts'
import { cancelJob, retryJob } from './jobs-work.ts'
import { waitQuery, workAnswer } from './work-answer.ts'

const tags = ['jobs']
const params = z.object({ job: z.string().meta({ description: 'Its id, or the start of it.' }) })

const logShape = z.object({
  lines: z.array(
    z.object({
      at: z.string(),
      level: z.enum(['debug', 'info', 'warn', 'error']),
      message: z.string(),
      detail: z.record(z.string(), z.unknown()).optional(),
    }),
  ),
  nextByte: z.number().int().meta({ description: 'Ask from here for what comes next.' }),
})

export const jobsRoutes: readonly Route[] = [
  defineRoute({
    method: 'get',
    path: '/api/v1/jobs',
    access: 'viewer',
    scope: 'checked',
    tags,
    summary: 'The jobs: those that wait, run and ended',
    query: z.object({ ...pagingQuery, ...jobQuery }),
    responses: { 200: { description: 'The newest first.', schema: listSchema(jobShape) } },
    handle: (call) => listJobs(call, call.query),
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/jobs/{job}',
    access: 'viewer',
    scope: 'checked',
    tags,
    summary: 'One job',
    params,
    responses: { 200: { description: 'As it is now.', schema: jobShape } },
    handle: async (call) => answer(shapeOfJob(await findJob(call, call.params.job))),
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/jobs/{job}/log',
    access: 'viewer',
    scope: 'checked',
    tags,
    summary: 'What a job said',
    params,
    query: z.object({ from_byte: z.coerce.number().int().min(0).default(0) }),
    responses: { 200: { description: 'The lines that are whole.', schema: logShape } },
    async handle(call) {
      const { id } = await findJob(call, call.params.job)
      return answer(await readLog(call.house.installation, id, call.query.from_byte))
    },
  }),
  defineRoute({
    method: 'post',
    path: '/api/v1/jobs/{job}/cancel',
    access: 'backup_operator',
    scope: 'checked',
    tags,
    summary: 'Cancel a job',
    description: 'One that waits ends at once; one that runs is asked to. An operator may cancel what it asked for itself.',
    params,
    query: z.object(waitQuery),
    responses: {
      200: { description: 'It has ended.', schema: jobShape },
      202: { description: 'It was asked to end.', schema: jobShape },
      409: { description: 'It had ended already.' },
    },
    async handle(call) {
      const job = await findJob(call, call.params.job)
      await cancelJob(call, job)
      return workAnswer(call, await call.house.jobs.find(job.id))
    },
  }),
  defineRoute({
    method: 'post',
    path: '/api/v1/jobs/{job}/retry',
    access: 'backup_operator',
    scope: 'checked',
    tags,
    summary: 'Ask again for what a failed or cancelled job was to do',
    params,
    query: z.object(waitQuery),
    isIdempotent: true,
    responses: {
      200: { description: 'The new job as it ended, where that was waited for.', schema: jobShape },
      202: { description: 'The new job.', schema: jobShape },
      409: { description: 'The job has not ended, or did what it was to do.' },
    },
    async handle(call) {
      const retry = await retryJob(call, await findJob(call, call.params.job))
      return workAnswer(call, retry)
    },
  }),
]
