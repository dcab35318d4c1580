import type { Route } from '../route.ts'

export const setupRoutes: readonly Route[] = []
