import type { RouteGroup } from '../../route.ts'

export const contractC: RouteGroup = { name: 'contract c', bases: [], routes: [] }
