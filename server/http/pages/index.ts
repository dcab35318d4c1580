import type { ApiDescription } from '../api/openapi.ts'
import type { RouteGroup } from '../route.ts'
import { contractPages } from './contracts.ts'
import { docsPages } from './docs.ts'
import { failOnPage } from './fail.ts'
import { sessionPages } from './session.ts'
import { setupPages } from './setup.ts'
import { startPages } from './start.ts'
import { staticRoutes } from './static.ts'

/** What people look at in a browser. */
export function pages(describe: ApiDescription): RouteGroup {
  return {
    name: 'pages',
    // Not all that has no other group: a program that mistypes a path below /api gets no page.
    bases: ['/', '/login', '/logout', '/setup', '/settings', '/docs', '/static'],
    routes: [...startPages, ...sessionPages, ...setupPages, ...contractPages, ...docsPages(describe), ...staticRoutes],
    fail: failOnPage,
  }
}
