import type { RouteGroup } from '../route.ts'

export const pages: RouteGroup = { name: 'pages', bases: [], routes: [] }
