import type { Route } from '../route.ts'

export const identitiesRoutes: readonly Route[] = []
