import { z } from 'zod'
import { isTerminal } from '../../../domain/work.ts'
import { defineRoute, type Route } from '../../route.ts'
import { filledQuery } from '../filled-query.ts'
import { removeRecord } from '../removal.ts'
import { enveloped, envelopeOf, said } from './envelope.ts'
import { listedShape, recordShape, shownRecord } from './record.ts'
import { recordOf, recordParams, viewOf, worldOf } from './world.ts'

const tags = ['contract b']
const pageSizeMax = 100

const listQuery = filledQuery(
  z.object({
    page: z.coerce.number().int().min(1).max(1_000_000).default(1),
    page_size: z.coerce
      .number()
      .int()
      .min(1)
      .default(20)
      .transform((size) => Math.min(size, pageSizeMax))
      .meta({ description: `More than ${pageSizeMax} counts as ${pageSizeMax}.` }),
    type: z.enum(['all', 'manual', 'auto']).default('all'),
  }),
)

const list = defineRoute({
  method: 'get',
  path: '/api/backup/list',
  access: 'viewer',
  scope: 'checked',
  tags,
  summary: '获取备份列表',
  query: listQuery,
  responses: {
    200: {
      description: 'The newest first.',
      schema: envelopeOf(
        z.object({ list: z.array(listedShape), total: z.number().int(), page: z.number().int(), page_size: z.number().int() }),
      ),
    },
  },
  async handle(call) {
    const { source } = await worldOf(call)
    const { page, page_size, type } = call.query
    const filter = { sourceIds: [source.id], ...(type === 'all' ? {} : { trigger: type }) }
    const entries = await call.house.records.list(filter, { limit: page_size, offset: (page - 1) * page_size })
    const view = await viewOf(call)
    const total = await call.house.records.count(filter)
    return enveloped({ list: entries.map((entry) => listedShape.parse(shownRecord(entry, view))), total, page, page_size })
  },
})

const show = defineRoute({
  method: 'get',
  path: '/api/backup/records/{id}',
  access: 'viewer',
  scope: 'checked',
  tags,
  summary: '获取备份记录详情',
  params: recordParams,
  responses: { 200: { description: 'The record.', schema: envelopeOf(recordShape) } },
  async handle(call) {
    const entry = await recordOf(call, call.params.id)
    return enveloped(shownRecord(entry, await viewOf(call)))
  },
})

const remove = defineRoute({
  method: 'delete',
  path: '/api/backup/records/{id}',
  access: 'admin',
  scope: 'checked',
  tags,
  summary: '删除备份记录',
  description: 'Answers when the archive is gone. Removes the last good backup too; not one that is pinned, or that others refer to.',
  params: recordParams,
  responses: { 200: { description: 'It is gone.', schema: envelopeOf(z.null()) } },
  async handle(call) {
    const entry = await recordOf(call, call.params.id)
    const { job, backup } = entry
    if (backup === null && job !== null && !isTerminal(job.state)) throw said('conflict', '备份任务正在运行中，无法删除')
    await removeRecord(entry, call)
    return enveloped(null, '备份已删除')
  },
})

export const recordRoutes: readonly Route[] = [list, show, remove]
