import type { Route } from '../route.ts'

export const drillsRoutes: readonly Route[] = []
