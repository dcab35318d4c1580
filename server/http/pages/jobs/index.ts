import type { Route } from '../../route.ts'
import { activeJobsRoutes } from './active.ts'

export const jobPages: readonly Route[] = []

export const liveJobRoutes: readonly Route[] = [...activeJobsRoutes]
