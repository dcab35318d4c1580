import { z } from 'zod'
import type { BackupFilter } from '../../store/backup-filter.ts'
import { answer } from '../answer.ts'
import type { Call } from '../call.ts'
import { instant } from '../instant.ts'
import { listed, listSchema, pageOf, pagingQuery } from '../paging.ts'
import { defineRoute, type Route } from '../route.ts'
import { backupsActionRoutes } from './backups-actions.ts'
import { detailOf } from './backups-detail.ts'
import { findBackup } from './backups-find.ts'
import { backupDetailShape, backupShape, shapeOfBackup, surroundingsOf } from './backups-shape.ts'
import { backupsStartRoutes } from './backups-start.ts'
import { nameOrId } from './noun-fields.ts'
import { namedInBody } from './noun-trial.ts'
import { requirePlan } from './plan-shape.ts'
import { requireSource } from './source-shape.ts'

const tags = ['backups']

const filterQuery = z.object({
  ...pagingQuery,
  source: nameOrId('source').optional(),
  plan: nameOrId('plan').optional(),
  target: nameOrId('target').optional().meta({ description: 'Only those with a copy there.' }),
  trigger: z.enum(['manual', 'auto']).optional(),
  mode: z.enum(['full', 'incremental', 'differential']).optional(),
  scope: z.enum(['full', 'db', 'files', 'settings', 'partial']).optional(),
  state: z.enum(['kept', 'delete_pending']).optional(),
  purpose: z.enum(['regular', 'safety']).optional(),
  text: z.string().max(200).optional().meta({ description: 'Part of the name or the description.' }),
  from: instant.optional().meta({ description: 'Started then or later (RFC 3339).' }),
  to: instant.optional().meta({ description: 'Started before then (RFC 3339).' }),
  sort: z.enum(['-started_at', 'started_at']).default('-started_at').meta({ description: 'The newest first, or the oldest.' }),
})

export const backupsRoutes: readonly Route[] = [
  defineRoute({
    method: 'get',
    path: '/api/v1/backups',
    access: 'viewer',
    scope: 'checked',
    tags,
    summary: 'The backups',
    description: 'Those that exist. What waits, runs or failed is among the jobs.',
    query: filterQuery,
    responses: { 200: { description: 'A page of them.', schema: listSchema(backupShape) } },
    async handle(call) {
      const { house, query } = call
      const filter = await filterOf(call, query)
      const page = { ...pageOf(query), isReversed: query.sort === 'started_at' }
      const found = await house.backups.list(filter, page)
      const around = await surroundingsOf(found.slice(0, query.page_size), house)
      return answer(
        await listed(query, found, {
          placeOf: ({ startedAt, id }) => ({ at: startedAt, id }),
          show: (backup) => shapeOfBackup(backup, around),
          count: () => house.backups.count(filter),
        }),
      )
    },
  }),
  ...backupsStartRoutes,
  defineRoute({
    method: 'get',
    path: '/api/v1/backups/{backup}',
    access: 'viewer',
    scope: 'checked',
    tags,
    summary: 'Everything that is known of a backup',
    params: z.object({ backup: z.string().meta({ description: 'Its number, its id or the start of that, or its name.' }) }),
    responses: { 200: { description: 'It exists.', schema: backupDetailShape } },
    async handle(call) {
      const { id } = await findBackup(call, call.params.backup)
      return answer(await detailOf(id, call))
    },
  }),
  ...backupsActionRoutes,
]

type Query = z.infer<typeof filterQuery>

async function filterOf(call: Call<unknown, unknown, unknown>, query: Query): Promise<BackupFilter> {
  const { source, plan, target, trigger, mode, scope, state, purpose, text, from, to } = query
  const plain = { trigger, mode, scope, state, purpose, text, from, to }
  const set = Object.fromEntries(Object.entries(plain).filter(([, value]) => value !== undefined)) as BackupFilter
  const { sourceIds } = call.principal
  return {
    ...set,
    ...(sourceIds === null ? {} : { sourceIds }),
    ...(source === undefined ? {} : { sourceId: (await namedInBody({ source: 'source' }, requireSource(call, source))).id }),
    ...(plan === undefined ? {} : { planId: (await namedInBody({ plan: 'plan' }, requirePlan(call, plan))).plan.id }),
    ...(target === undefined ? {} : { targetId: (await namedInBody({ target: 'target' }, call.house.targets.find(target))).id }),
  }
}
