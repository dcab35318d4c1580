import type { Route } from '../../route.ts'
import { activeJobsRoutes } from './active.ts'
import { jobRoutes, liveJobRoute } from './job.ts'
import { jobListRoute, liveJobListRoute } from './list.ts'

export const jobPages: readonly Route[] = [jobListRoute, ...jobRoutes]

export const liveJobRoutes: readonly Route[] = [...activeJobsRoutes, liveJobListRoute, liveJobRoute]
