import { activeJobs } from '../../../../views/parts/active-jobs.ts'
import type { House } from '../../house.ts'
import { defineRoute, type Route } from '../../route.ts'
import { liveResponse } from '../live.ts'
import { frameOf } from '../page.ts'
import { type ActiveJob, rememberPace } from './pace.ts'

const activeMax = 20

/** What waits and runs now, as it changes. */
export const activeJobsRoutes: readonly Route[] = [
  defineRoute({
    method: 'get',
    path: '/live/jobs',
    access: 'viewer',
    scope: 'none',
    tags: ['pages'],
    summary: 'What waits and runs now, as it changes',
    responses: { 200: { description: 'Server-sent events, a part of a page each.', contentType: 'text/event-stream' } },
    async handle(call) {
      const { house, context, principal } = call
      const paced = rememberPace()
      return liveResponse(call, {
        concerns: ({ type }) => type !== 'log',
        draw: async () => ({ html: activeJobs((await activeNow(house)).map(paced), frameOf(context, principal)) }),
      })
    },
  }),
]

/** The jobs that wait and run, with the names of what they are about. */
export async function activeNow(house: House): Promise<ActiveJob[]> {
  const jobs = await house.jobs.list({ states: ['pending', 'running'] }, { limit: activeMax })
  if (jobs.length === 0) return []
  const names = await house.sources.list().then((sources) => new Map(sources.map(({ id, name }) => [id, name])))
  return jobs.map((job) => ({ job, subject: job.sourceId === null ? null : (names.get(job.sourceId) ?? null), bytesPerSecond: null }))
}
