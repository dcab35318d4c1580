import type { Route } from '../../route.ts'
import { drillRoutes } from './drills.ts'

export const drillPages: readonly Route[] = [...drillRoutes]
