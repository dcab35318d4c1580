import { startPage } from '../../../../views/pages/start.ts'
import { defineRoute, type Route } from '../../route.ts'
import { frameOf, htmlAnswer, pageResponse } from '../page.ts'

/** Where people come in. */
export const startPages: readonly Route[] = [
  defineRoute({
    method: 'get',
    path: '/',
    access: 'viewer',
    scope: 'checked',
    tags: ['pages'],
    summary: 'The first page',
    responses: htmlAnswer,
    async handle({ house, context, principal }) {
      const frame = frameOf(context, principal)
      const vitals = await house.control.vitals()
      const status = house.isReady() ? (vitals.store && vitals.worker ? 'ok' : 'degraded') : 'draining'
      return pageResponse(startPage({ status, version: house.version }, frame), frame)
    },
  }),
]
