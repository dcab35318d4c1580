import { html } from 'hono/html'
import { runPart } from '../../../../views/pages/welcome/backup.ts'
import { kitNext } from '../../../../views/pages/welcome/kit.ts'
import { kitState } from '../../../../views/parts/kit-form.ts'
import { defineRoute, type Route } from '../../route.ts'
import { liveResponse } from '../live.ts'
import { frameOf } from '../page.ts'
import { runOf } from './backup.ts'

const shared = {
  method: 'get',
  access: 'admin',
  scope: 'none',
  tags: ['pages'],
  responses: { 200: { description: 'Server-sent events, a part of a page each.', contentType: 'text/event-stream' } },
} as const

/** The first backup and its proof while they go on, and what is said of the recovery kit once that is made: of a download its page hears nothing. */
export const liveWelcomeRoutes: readonly Route[] = [
  defineRoute({
    ...shared,
    path: '/live/welcome',
    summary: 'The first backup and its proof, as they go on',
    async handle(call) {
      const { house, context, principal } = call
      return liveResponse(call, {
        concerns: ({ type }) => type !== 'log',
        async draw() {
          const run = await runOf(house)
          if (run === null) return { html: html``, event: 'reload' }
          const part = runPart(run, frameOf(context, principal))
          return run.outcome === 'running' ? { html: part } : { html: part, event: 'reload' }
        },
      })
    },
  }),
  defineRoute({
    ...shared,
    path: '/live/welcome/recovery-kit',
    summary: 'How the setup goes on once there is a recovery kit',
    async handle(call) {
      const { house, context, principal } = call
      return liveResponse(call, {
        concerns: () => false,
        async draw() {
          const kit = await house.recoveryKit.state()
          return { html: kitNext(kit, frameOf(context, principal)), ...(kit.madeAt === null ? {} : { event: 'done' }) }
        },
      })
    },
  }),
  defineRoute({
    ...shared,
    path: '/live/settings/recovery-kit',
    summary: 'When the newest recovery kit was made',
    async handle(call) {
      const { house, context, principal } = call
      return liveResponse(call, {
        concerns: () => false,
        draw: async () => ({ html: kitState(await house.recoveryKit.state(), frameOf(context, principal)) }),
      })
    },
  }),
]
