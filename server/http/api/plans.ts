import type { Route } from '../route.ts'

export const plansRoutes: readonly Route[] = []
