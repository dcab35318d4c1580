import type { Route } from '../route.ts'

export const sourcesRoutes: readonly Route[] = []
