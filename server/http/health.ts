import { Hono } from 'hono'
import type { Clock } from '../seams/clock.ts'

export interface HealthOptions {
  readonly version: string
  readonly clock: Clock
  /** False once the daemon drains: load balancers then stop sending. */
  isReady(): boolean
}

/** `/` tells people and monitors, `/live` whether to restart the process, `/ready` whether to send it requests. None of them needs a key. */
export function healthRoutes({ version, clock, isReady }: HealthOptions): Hono {
  const routes = new Hono()
  const startedMs = clock.monotonicMs()
  routes.use(async (context, next) => {
    await next()
    context.header('cache-control', 'no-store')
  })
  routes.get('/', (context) => {
    const status = isReady() ? 'ok' : 'draining'
    const uptimeSeconds = Math.floor((clock.monotonicMs() - startedMs) / 1000)
    return context.json({ status, version, uptimeSeconds, time: clock.now().toISOString() })
  })
  routes.get('/live', (context) => context.json({ status: 'ok' }))
  routes.get('/ready', (context) => (isReady() ? context.json({ status: 'ok' }) : context.json({ status: 'draining' }, 503)))
  return routes
}
