import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { House } from '../house.ts'
import { requireRoom } from '../listeners.ts'
import { defineRoute, type Route } from '../route.ts'
import { EventFeed } from './events-feed.ts'
import { eventStream } from './events-stream.ts'
import { findJob } from './jobs-list.ts'

export const eventsRoutes: readonly Route[] = [
  defineRoute({
    method: 'get',
    path: '/api/v1/events',
    access: 'viewer',
    scope: 'checked',
    tags: ['events'],
    summary: 'What happens, as it happens',
    description:
      'Server-sent events: job (a job as it is now), progress and log (with jobId). After reset something was missed: load again what is shown. Listen first, then load. Streams end after ten minutes; ask again with the last id.',
    query: z.object({
      job: z.string().optional().meta({ description: 'Only of this job.' }),
      last_event_id: z.string().max(100).optional().meta({ description: 'As the header Last-Event-ID, for those that can not send one.' }),
    }),
    responses: { 200: { description: 'The events.', contentType: 'text/event-stream' } },
    async handle(call) {
      const { house, query } = call
      requireRoom(house, 'program')
      const jobId = query.job === undefined ? null : (await findJob(call, query.job)).id
      const body = eventStream({
        feed: new EventFeed(house, { jobId, sourceIds: call.principal.sourceIds }),
        hub: house.control.hub,
        clock: house.installation.seams.clock,
        epoch: epochOf(house),
        lastEventId: call.context.req.header('last-event-id') ?? query.last_event_id ?? null,
        signal: AbortSignal.any([call.signal, ...(house.stopping === undefined ? [] : [house.stopping])]),
      })
      // Proxies that collect what they pass on would keep the events for themselves.
      return new Response(body, { headers: { 'content-type': 'text/event-stream; charset=utf-8', 'x-accel-buffering': 'no' } })
    },
  }),
]

/** Another one for each start of a daemon, because the hub counts from 1 each time. */
function epochOf({ installation, startedMs }: House): string {
  return createHash('sha256').update(`${installation.owner} ${startedMs}`).digest('hex').slice(0, 12)
}
