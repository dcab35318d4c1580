import type { RouteGroup } from '../../route.ts'

export const contractE: RouteGroup = { name: 'contract e', bases: [], routes: [] }
