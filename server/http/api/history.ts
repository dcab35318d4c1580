import { z } from 'zod'
import type { Cleanup } from '../../domain/backup.ts'
import { HistoryService } from '../../services/history.ts'
import { answer } from '../answer.ts'
import { listed, listSchema, pageOf, pagingQuery } from '../paging.ts'
import { defineRoute, type Route } from '../route.ts'
import { nameOrId } from './noun-fields.ts'
import { namedInBody } from './noun-trial.ts'

const cleanupShape = z
  .object({
    id: z.string(),
    backupId: z.string(),
    backupName: z.string(),
    planId: z.string().nullable(),
    at: z.iso.datetime(),
    sizeBytes: z.number().int(),
    reason: z.string(),
    outcome: z.enum(['removed', 'delete_pending']),
    failure: z.string().nullable(),
  })
  .meta({ id: 'Removal' })

/** What was removed, and why. */
export const historyRoutes: readonly Route[] = [
  defineRoute({
    method: 'get',
    path: '/api/v1/history',
    access: 'viewer',
    scope: 'none',
    tags: ['backups'],
    summary: 'What was removed, when and why, the newest first',
    query: z.object({
      ...pagingQuery,
      plan: nameOrId('plan').optional().meta({ description: 'Only what belonged to this plan.' }),
    }),
    responses: { 200: { description: 'A page of the removals.', schema: listSchema(cleanupShape) } },
    async handle({ house, query }) {
      const history = new HistoryService(house.installation)
      const plan = query.plan ?? null
      const found = await namedInBody({ plan: 'plan' }, history.list(plan, pageOf(query)))
      return answer(await listed(query, found, { placeOf: ({ at, id }) => ({ at, id }), show: shapeOf, count: () => history.count(plan) }))
    },
  }),
]

function shapeOf(cleanup: Cleanup): z.infer<typeof cleanupShape> {
  return { ...cleanup, at: cleanup.at.toISOString() }
}
