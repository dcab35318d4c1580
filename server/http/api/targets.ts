import type { Route } from '../route.ts'

export const targetsRoutes: readonly Route[] = []
