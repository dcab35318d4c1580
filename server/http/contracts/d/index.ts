import type { RouteGroup } from '../../route.ts'

export const contractD: RouteGroup = { name: 'contract d', bases: [], routes: [] }
