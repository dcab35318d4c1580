import { z } from 'zod'
import type { Cleanup } from '../../domain/backup.ts'
import { HistoryService } from '../../services/history.ts'
import { answer } from '../answer.ts'
import { defineRoute, type Route } from '../route.ts'

const cleanupShape = z.object({
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
      plan: z.string().optional().meta({ description: 'Only what belonged to this plan, by name or id.' }),
      page: z.coerce.number().int().min(1).max(1_000_000).default(1),
      page_size: z.coerce.number().int().min(1).max(1000).default(50),
    }),
    responses: { 200: { description: 'The removals.', schema: z.object({ items: z.array(cleanupShape) }) } },
    async handle({ house, query }) {
      const page = { limit: query.page_size, offset: (query.page - 1) * query.page_size }
      const found = await new HistoryService(house.installation).list(query.plan ?? null, page)
      return answer({ items: found.map(shapeOf) })
    },
  }),
]

function shapeOf(cleanup: Cleanup): z.infer<typeof cleanupShape> {
  return { ...cleanup, at: cleanup.at.toISOString() }
}
