import type { Route } from '../route.ts'

export const configurationRoutes: readonly Route[] = []
