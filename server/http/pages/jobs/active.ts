import { activeJobs } from '../../../../views/parts/active-jobs.ts'
import type { House } from '../../house.ts'
import { defineRoute, type Route } from '../../route.ts'
import { liveResponse } from '../live.ts'
import { frameOf } from '../page.ts'
import { namesOf, subjectOf } from './names.ts'
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

/** The jobs that wait and run, those that run first, with the names of what they are about. */
export async function activeNow(house: House): Promise<ActiveJob[]> {
  const running = await house.jobs.list({ states: ['running'] }, { limit: activeMax })
  const pending = running.length < activeMax ? await house.jobs.list({ states: ['pending'] }, { limit: activeMax - running.length }) : []
  // One that started between the two looks is in both.
  const jobs = [...new Map([...pending, ...running].map((job) => [job.id, job])).values()]
  if (jobs.length === 0) return []
  const names = await namesOf(house)
  const ordered = [...jobs.filter(({ state }) => state === 'running'), ...jobs.filter(({ state }) => state === 'pending')]
  return ordered.map((job) => ({ job, subject: subjectOf(job, names), bytesPerSecond: null }))
}
