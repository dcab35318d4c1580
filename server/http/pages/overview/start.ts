import { overviewPage } from '../../../../views/pages/overview/overview.ts'
import { defineRoute, type Route } from '../../route.ts'
import { frameOf, htmlAnswer, pageResponse } from '../page.ts'
import { loadOverview } from './load.ts'

/** Where people come in. */
export const startPages: readonly Route[] = [
  defineRoute({
    method: 'get',
    path: '/',
    access: 'viewer',
    scope: 'none',
    tags: ['pages'],
    summary: 'How everything stands',
    responses: htmlAnswer,
    async handle({ house, context, principal }) {
      const frame = frameOf(context, principal)
      return pageResponse(overviewPage(await loadOverview(house, house.installation.seams.clock.now()), frame), frame)
    },
  }),
]
