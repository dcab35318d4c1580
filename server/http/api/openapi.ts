import type { Route } from '../route.ts'

export const openapiRoutes: readonly Route[] = []
