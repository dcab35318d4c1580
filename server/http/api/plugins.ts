import type { Route } from '../route.ts'

export const pluginsRoutes: readonly Route[] = []
