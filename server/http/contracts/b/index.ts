import type { RouteGroup } from '../../route.ts'

export const contractB: RouteGroup = { name: 'contract b', bases: [], routes: [] }
