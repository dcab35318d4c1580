import { z } from 'zod'
import { activeJobs } from '../../../../views/parts/active-jobs.ts'
import type { JobFilter } from '../../../store/jobs.ts'
import type { House } from '../../house.ts'
import { defineRoute, type Route } from '../../route.ts'
import { liveResponse } from '../live.ts'
import { frameOf } from '../page.ts'
import { namesOf, subjectOf } from './names.ts'
import { type ActiveJob, rememberPace } from './pace.ts'

const activeMax = 20

const id = z.string().max(100).optional()

/** What waits and runs now, as it changes. */
export const activeJobsRoutes: readonly Route[] = [
  defineRoute({
    method: 'get',
    path: '/live/jobs',
    access: 'viewer',
    scope: 'none',
    tags: ['pages'],
    summary: 'What waits and runs now, as it changes',
    query: z.object({ plan: id, source: id }),
    responses: { 200: { description: 'Server-sent events, a part of a page each.', contentType: 'text/event-stream' } },
    async handle(call) {
      const { house, context, principal, query } = call
      const filter = {
        ...(query.plan === undefined ? {} : { planId: query.plan }),
        ...(query.source === undefined ? {} : { sourceId: query.source }),
      }
      const paced = rememberPace()
      return liveResponse(call, {
        concerns: ({ type }) => type !== 'log',
        draw: async () => ({ html: activeJobs((await activeNow(house, filter)).map(paced), frameOf(context, principal)) }),
      })
    },
  }),
]

/** The jobs that wait and run, those that run first, with the names of what they are about. */
export async function activeNow(house: House, of: Pick<JobFilter, 'planId' | 'sourceId'> = {}): Promise<ActiveJob[]> {
  const running = await house.jobs.list({ ...of, states: ['running'] }, { limit: activeMax })
  const left = activeMax - running.length
  const pending = left > 0 ? await house.jobs.list({ ...of, states: ['pending'] }, { limit: left }) : []
  // One that started between the two looks is in both.
  const jobs = [...new Map([...pending, ...running].map((job) => [job.id, job])).values()]
  if (jobs.length === 0) return []
  const names = await namesOf(house)
  const ordered = [...jobs.filter(({ state }) => state === 'running'), ...jobs.filter(({ state }) => state === 'pending')]
  return ordered.map((job) => ({ job, subject: subjectOf(job, names), bytesPerSecond: null }))
}
