import type { Route } from '../route.ts'

export const uploadsRoutes: readonly Route[] = []
