import type { Route } from '../route.ts'

export const restoresRoutes: readonly Route[] = []
