import type { Route } from '../route.ts'

export const jobsRoutes: readonly Route[] = []
