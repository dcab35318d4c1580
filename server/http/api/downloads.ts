import type { Route } from '../route.ts'

export const downloadsRoutes: readonly Route[] = []
