import type { Route } from '../route.ts'

export const metricsRoutes: readonly Route[] = []
