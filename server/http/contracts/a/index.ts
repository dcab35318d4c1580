import type { RouteGroup } from '../../route.ts'

export const contractA: RouteGroup = { name: 'contract a', bases: [], routes: [] }
