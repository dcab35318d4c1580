import { z } from 'zod'
import { answer } from './answer.ts'
import { defineRoute, type Route } from './route.ts'

const tags = ['health']
const word = (status: string) => z.object({ status: z.literal(status) })

/** `/` tells people and monitors, `/live` whether to restart the process, `/ready` whether to send it requests. None of them needs a key. */
export const healthRoutes: readonly Route[] = [
  defineRoute({
    method: 'get',
    path: '/api/v1/health',
    access: 'public',
    scope: 'checked',
    tags,
    summary: 'How the daemon is',
    responses: {
      200: {
        description: 'ok, degraded (the metadata or the worker does not answer), or draining (it stops).',
        schema: z.object({
          status: z.enum(['ok', 'degraded', 'draining']),
          store: z.boolean(),
          worker: z.boolean(),
          version: z.string(),
          uptimeSeconds: z.number().int(),
          time: z.iso.datetime(),
        }),
      },
    },
    async handle({ house }) {
      const vitals = await house.control.vitals()
      const { clock } = house.installation.seams
      const status = house.isReady() ? (vitals.store && vitals.worker ? 'ok' : 'degraded') : 'draining'
      const uptimeSeconds = Math.floor((clock.monotonicMs() - house.startedMs) / 1000)
      return answer({ status, ...vitals, version: house.version, uptimeSeconds, time: clock.now().toISOString() })
    },
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/health/live',
    access: 'public',
    scope: 'checked',
    tags,
    summary: 'Whether the process answers',
    responses: { 200: { description: 'It does.', schema: word('ok') } },
    handle: async () => answer({ status: 'ok' }),
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/health/ready',
    access: 'public',
    scope: 'checked',
    tags,
    summary: 'Whether it takes requests',
    responses: {
      200: { description: 'It does.', schema: word('ok') },
      503: { description: 'It stops, or its metadata can not be read.', schema: z.object({ status: z.enum(['draining', 'degraded']) }) },
    },
    async handle({ house }) {
      if (!house.isReady()) return answer({ status: 'draining' }, 503)
      return (await house.control.vitals()).store ? answer({ status: 'ok' }) : answer({ status: 'degraded' }, 503)
    },
  }),
]
