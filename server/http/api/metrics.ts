import type { House } from '../house.ts'
import { collectMetrics, type ProcessFigures } from '../metrics.ts'
import { metricsText } from '../metrics-text.ts'
import { defineRoute, type Route } from '../route.ts'

/** What programs that watch collect. */
export const metricsRoutes: readonly Route[] = [
  defineRoute({
    method: 'get',
    path: '/api/v1/metrics',
    access: 'viewer',
    scope: 'none',
    tags: ['metrics'],
    summary: 'Figures for Prometheus',
    description: 'At most 1,000 series of each metric. Where there are very many backups, they are counted anew every few minutes only.',
    responses: { 200: { description: 'Prometheus text format 0.0.4.', contentType: 'text/plain; version=0.0.4' } },
    async handle({ house }) {
      const text = metricsText(await collectMetrics(house, processFigures(house)))
      return new Response(text, { headers: { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' } })
    },
  }),
]

function processFigures({ meter, installation, startedMs }: House): ProcessFigures {
  const { rss, heapUsed } = process.memoryUsage()
  const { user, system } = process.cpuUsage()
  return {
    residentBytes: rss,
    heapBytes: heapUsed,
    cpuSeconds: (user + system) / 1e6,
    uptimeSeconds: (installation.seams.clock.monotonicMs() - startedMs) / 1000,
    runtime: `node ${process.versions.node}`,
    lag: meter.takeLag(),
  }
}
