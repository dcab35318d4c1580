import { auditRoutes } from './api/audit.ts'
import { backupsRoutes } from './api/backups.ts'
import { configurationRoutes } from './api/configuration.ts'
import { downloadsRoutes } from './api/downloads.ts'
import { drillsRoutes } from './api/drills.ts'
import { eventsRoutes } from './api/events.ts'
import { historyRoutes } from './api/history.ts'
import { identitiesRoutes } from './api/identities.ts'
import { jobsRoutes } from './api/jobs.ts'
import { keysRoutes } from './api/keys.ts'
import { metricsRoutes } from './api/metrics.ts'
import { apiDescription, openapiRoutes } from './api/openapi.ts'
import { plansRoutes } from './api/plans.ts'
import { pluginsRoutes } from './api/plugins.ts'
import { recoveryKitRoutes } from './api/recovery-kit.ts'
import { restoresRoutes } from './api/restores.ts'
import { secretsRoutes } from './api/secrets.ts'
import { sessionRoutes } from './api/session.ts'
import { settingsRoutes } from './api/settings.ts'
import { setupRoutes } from './api/setup.ts'
import { sourcesRoutes } from './api/sources.ts'
import { targetsRoutes } from './api/targets.ts'
import { uploadsRoutes } from './api/uploads.ts'
import { usersRoutes } from './api/users.ts'
import { contractA } from './contracts/a/index.ts'
import { contractB } from './contracts/b/index.ts'
import { contractC } from './contracts/c/index.ts'
import { contractD } from './contracts/d/index.ts'
import { contractE } from './contracts/e/index.ts'
import { healthRoutes } from './health.ts'
import { live, pages } from './pages/index.ts'
import type { RouteGroup } from './route.ts'

/** All routes there are. Contracts come before the native API, whose `/api/v1/backups/{backup}` would take their words for names. */
export function groups(): RouteGroup[] {
  // The native API is read first; the contracts are for those who know their documents.
  const describe = apiDescription(() => [native, ...contracts])
  const native: RouteGroup = {
    name: 'native',
    bases: ['/api/v1'],
    routes: [
      ...healthRoutes,
      ...setupRoutes,
      ...sessionRoutes,
      ...usersRoutes,
      ...keysRoutes,
      ...auditRoutes,
      ...sourcesRoutes,
      ...targetsRoutes,
      ...plansRoutes,
      ...pluginsRoutes,
      ...settingsRoutes,
      ...configurationRoutes,
      ...identitiesRoutes,
      ...historyRoutes,
      ...recoveryKitRoutes,
      ...secretsRoutes,
      ...backupsRoutes,
      ...jobsRoutes,
      ...restoresRoutes,
      ...drillsRoutes,
      ...uploadsRoutes,
      ...downloadsRoutes,
      ...eventsRoutes,
      ...metricsRoutes,
      ...openapiRoutes(describe),
    ],
  }
  const contracts = [contractA, contractB, contractC, contractD, contractE]
  return [...contracts, native, live, pages(describe)]
}
