import { Hono } from 'hono'
import type { Clock } from '../seams/clock.ts'

export interface HealthOptions {
  readonly version: string
  readonly clock: Clock
  /** False once the daemon drains: load balancers then stop sending. */
  isReady(): boolean
  /** What the daemon stands on; never rejects. */
  vitals?(): Promise<Vitals>
}

export interface Vitals {
  /** The metadata can be read. */
  readonly store: boolean
  /** The worker of this process was seen of late, so that jobs are taken from the queue. */
  readonly worker: boolean
}

/** `/` tells people and monitors, `/live` whether to restart the process, `/ready` whether to send it requests. None of them needs a key. */
export function healthRoutes({ version, clock, isReady, vitals }: HealthOptions): Hono {
  const routes = new Hono()
  const startedMs = clock.monotonicMs()
  routes.use(async (context, next) => {
    await next()
    context.header('cache-control', 'no-store')
  })
  routes.get('/', async (context) => {
    const parts = await vitals?.()
    const isWell = parts === undefined || (parts.store && parts.worker)
    const status = isReady() ? (isWell ? 'ok' : 'degraded') : 'draining'
    const uptimeSeconds = Math.floor((clock.monotonicMs() - startedMs) / 1000)
    return context.json({ status, ...parts, version, uptimeSeconds, time: clock.now().toISOString() })
  })
  routes.get('/live', (context) => context.json({ status: 'ok' }))
  routes.get('/ready', async (context) => {
    if (!isReady()) return context.json({ status: 'draining' }, 503)
    const isReadable = (await vitals?.())?.store ?? true
    return isReadable ? context.json({ status: 'ok' }) : context.json({ status: 'degraded' }, 503)
  })
  return routes
}
