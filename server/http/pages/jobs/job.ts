import { z } from 'zod'
import type { Failure } from '../../../../plugins/failure.ts'
import { jobGone, jobPage, jobPart } from '../../../../views/pages/jobs/job.ts'
import { doneWords } from '../../../../views/pages/jobs/view.ts'
import { readLog } from '../../../control/job-log.ts'
import { isTerminal, type Job, type LogLine } from '../../../domain/work.ts'
import { findJob } from '../../api/jobs-list.ts'
import { cancelJob, retryJob } from '../../api/jobs-work.ts'
import type { Call } from '../../call.ts'
import { sayingOf, statusOf } from '../../failure.ts'
import { defineRoute, type Route } from '../../route.ts'
import { liveResponse } from '../live.ts'
import { frameOf, htmlAnswer, pageResponse, redirect, refusalOf } from '../page.ts'
import { followJob } from './job-view.ts'
import { followLog } from './log-tail.ts'

const params = z.object({ job: z.string().max(100) })
const shared = { params, scope: 'none', tags: ['pages'] } as const

type JobCall = Call<z.output<typeof params>, unknown, unknown>

interface Message {
  readonly done?: (typeof doneWords)[number] | undefined
  readonly refusal?: Failure
}

export const jobRoutes: readonly Route[] = [
  defineRoute({
    ...shared,
    method: 'get',
    path: '/jobs/{job}',
    access: 'viewer',
    summary: 'One job, as it goes on',
    query: z.object({ done: z.enum(doneWords).optional().catch(undefined) }),
    responses: htmlAnswer,
    handle: async (call) => pageOf(call, await findJob(call, call.params.job), { done: call.query.done }),
  }),
  defineRoute({
    ...shared,
    method: 'get',
    path: '/jobs/{job}/log',
    access: 'viewer',
    summary: 'All that a job said',
    responses: { 200: { description: 'A line each.', contentType: 'text/plain' } },
    async handle(call) {
      const { id } = await findJob(call, call.params.job)
      const { lines } = await readLog(call.house.installation, id)
      const headers = { 'content-type': 'text/plain; charset=UTF-8', 'content-disposition': `inline; filename="job-${id.slice(0, 8)}.log"` }
      return new Response(lines.map(lineOf).join(''), { headers })
    },
  }),
  doing('cancel', async (call, job) => {
    await cancelJob(call, job)
    call.house.control.wake()
    return `/jobs/${job.id}?done=cancel`
  }),
  doing('retry', async (call, job) => {
    const { id } = await retryJob(call, job)
    call.house.control.wake()
    return `/jobs/${id}?done=retry`
  }),
]

/** The page of a job while it moves. */
export const liveJobRoute: Route = defineRoute({
  ...shared,
  method: 'get',
  path: '/live/jobs/{job}',
  access: 'viewer',
  summary: 'One job, as it goes on',
  responses: { 200: { description: 'Server-sent events, a part of a page each.', contentType: 'text/event-stream' } },
  async handle(call) {
    const { house, context, principal } = call
    const { id } = await findJob(call, call.params.job)
    const view = followJob(house, principal, followLog(house, id))
    return liveResponse(call, {
      concerns: (event) => (event.type === 'job' ? event.job.id : event.jobId) === id,
      async draw() {
        const frame = frameOf(context, principal)
        const job = await house.installation.store.jobs.find(id)
        if (job === null) return { html: jobGone(frame), event: 'done' }
        const part = jobPart(await view(job), frame)
        return isTerminal(job.state) ? { html: part, event: 'done' } : { html: part }
      },
    })
  },
})

/** Something that is done about a job: leads to what came of it, or shows the page again with why it was refused. */
function doing(name: 'cancel' | 'retry', deed: (call: JobCall, job: Job) => Promise<string>): Route {
  return defineRoute({
    ...shared,
    method: 'post',
    path: `/jobs/{job}/${name}`,
    access: 'backup_operator',
    summary: `Does this about a job: ${name}`,
    responses: htmlAnswer,
    async handle(call) {
      const job = await findJob(call, call.params.job)
      try {
        return redirect(await deed(call, job))
      } catch (error) {
        const refusal = refusalOf(error)
        return pageOf(call, await findJob(call, job.id), { refusal })
      }
    },
  })
}

async function pageOf({ house, context, principal }: JobCall, job: Job, { done, refusal }: Message): Promise<Response> {
  const frame = frameOf(context, principal)
  const view = await followJob(house, principal, followLog(house, job.id))(job)
  const told = refusal === undefined ? null : sayingOf(refusal)
  const init = refusal === undefined ? {} : { status: statusOf(refusal) }
  return pageResponse(jobPage({ ...view, done: done ?? null, told }, frame), frame, init)
}

function lineOf({ at, level, message, detail }: LogLine): string {
  const more = detail === undefined || Object.keys(detail).length === 0 ? '' : ` ${JSON.stringify(detail)}`
  return `${at} ${level.padEnd(5)} ${message}${more}\n`
}
