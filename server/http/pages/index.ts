import type { ApiDescription } from '../api/openapi.ts'
import { respondWithFailure } from '../failure.ts'
import type { RouteGroup } from '../route.ts'
import { auditPages } from './audit/index.ts'
import { backupPages } from './backups/index.ts'
import { contractPages } from './contracts.ts'
import { docsPages } from './docs.ts'
import { drillPages } from './drills/index.ts'
import { failOnPage } from './fail.ts'
import { jobPages, liveJobRoutes } from './jobs/index.ts'
import { overviewPages } from './overview/index.ts'
import { planPages } from './plans/index.ts'
import { restorePages } from './restore/index.ts'
import { sessionPages } from './session.ts'
import { settingsPages } from './settings/index.ts'
import { setupPages } from './setup.ts'
import { sourcePages } from './sources/index.ts'
import { staticRoutes } from './static.ts'
import { targetPages } from './targets/index.ts'
import { welcomePages } from './welcome/index.ts'
import { liveWelcomeRoutes } from './welcome/live.ts'

const areas = [
  ...['/', '/login', '/logout', '/setup', '/settings', '/docs', '/static', '/admin', '/audit', '/backups', '/drills', '/jobs'],
  ...['/plans', '/restore', '/sources', '/targets', '/welcome'],
]

/** What people look at in a browser. */
export function pages(describe: ApiDescription): RouteGroup {
  return {
    name: 'pages',
    // Not all that has no other group: a program that mistypes a path below /api gets no page.
    bases: areas,
    routes: [
      ...overviewPages,
      ...sessionPages,
      ...setupPages,
      ...welcomePages,
      ...backupPages,
      ...restorePages,
      ...jobPages,
      ...planPages,
      ...sourcePages,
      ...targetPages,
      ...drillPages,
      ...settingsPages,
      ...contractPages,
      ...auditPages,
      ...docsPages(describe),
      ...staticRoutes,
    ],
    fail: failOnPage,
    isForBrowsers: true,
    isPacked: true,
  }
}

/** The parts of pages that change by themselves. Whoever may not see one is told so, and not sent to a page. */
export const live: RouteGroup = {
  name: 'live',
  bases: ['/live'],
  routes: [...liveJobRoutes, ...liveWelcomeRoutes],
  fail: respondWithFailure,
}
