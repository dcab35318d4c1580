import { z } from 'zod'
import { answer } from '../answer.ts'
import { listed, listSchema, pageOf, pagingQuery } from '../paging.ts'
import { defineRoute, type Route } from '../route.ts'
import { findBackup } from './backups-find.ts'
import { shapeOfVerification, verificationShape } from './backups-shape.ts'
import { startDrills } from './drills-start.ts'
import { jobShape, shapeOfJob } from './job-shape.ts'
import { nameOrId } from './noun-fields.ts'
import { namedInBody } from './noun-trial.ts'
import { requireSource } from './source-shape.ts'
import { waitQuery, workAnswerOf } from './work-answer.ts'

const tags = ['drills']
const startedShape = jobShape
  .extend({
    others: z.array(jobShape).meta({ description: 'Of a plan with several sources the jobs of the others.' }),
  })
  .meta({ id: 'StartedDrills' })

const drillBody = z.strictObject({
  backup: z.string().optional().meta({ description: 'Its number, its id or the start of that, or its name.' }),
  plan: nameOrId('plan').optional().meta({ description: 'Instead of a backup: the newest of each source of this plan.' }),
  level: z.enum(['stored', 'parsed', 'proven']).default('proven'),
  target: nameOrId('target').optional().meta({ description: 'Which copy; the first that is kept if absent.' }),
})

const recoveryShape = z.object({
  sourceId: z.string(),
  source: z.string(),
  recovery: z
    .object({ backupId: z.string(), at: z.iso.datetime(), durationMs: z.number(), bytesPerSecond: z.number().nullable() })
    .nullable()
    .meta({ description: 'Of the newest backup that was proven; null when none was.' }),
})

export const drillsRoutes: readonly Route[] = [
  defineRoute({
    method: 'get',
    path: '/api/v1/drills',
    access: 'viewer',
    scope: 'checked',
    tags,
    summary: 'What was verified, and what was found',
    query: z.object({ ...pagingQuery, source: nameOrId('source').optional(), backup: z.string().optional() }),
    responses: { 200: { description: 'The newest first.', schema: listSchema(verificationShape) } },
    async handle(call) {
      const { house, query } = call
      const source = query.source === undefined ? null : await namedInBody({ source: 'source' }, requireSource(call, query.source))
      const sourceIds = source === null ? call.principal.sourceIds : [source.id]
      const backup = query.backup === undefined ? null : await findBackup(call, query.backup)
      const filter = { ...(sourceIds === null ? {} : { sourceIds }), ...(backup === null ? {} : { backupId: backup.id }) }
      const found = await house.drills.list(filter, pageOf(query))
      const given = { placeOf: ({ at, id }: { at: Date; id: string }) => ({ at, id }), show: shapeOfVerification }
      return answer(await listed(query, found, { ...given, count: () => house.drills.count(filter) }))
    },
  }),
  defineRoute({
    method: 'post',
    path: '/api/v1/drills',
    access: 'backup_operator',
    scope: 'checked',
    tags,
    summary: 'Prove that backups restore',
    description: 'Of one backup, or of the newest of each source of a plan: the answer is the first job, with the rest in others.',
    query: z.object(waitQuery),
    body: drillBody,
    isIdempotent: true,
    responses: {
      200: { description: 'As it ended, where that was waited for.', schema: startedShape },
      202: { description: 'It is queued.', schema: startedShape },
    },
    async handle(call) {
      const queued = await startDrills(call, call.body)
      return workAnswerOf(call, queued, (jobs) => {
        const [first, ...others] = jobs.map(shapeOfJob)
        return { ...first!, others }
      })
    },
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/drills/recovery-times',
    access: 'viewer',
    scope: 'checked',
    tags,
    summary: 'How long each source took to come back, as measured',
    responses: { 200: { description: 'By source.', schema: z.object({ items: z.array(recoveryShape) }) } },
    async handle(call) {
      const items: z.infer<typeof recoveryShape>[] = []
      for (const { id, name } of await call.house.sources.list()) {
        if (!call.maySee(id)) continue
        const found = await call.house.drills.recoveryTime(id)
        items.push({ sourceId: id, source: name, recovery: found === null ? null : { ...found, at: found.at.toISOString() } })
      }
      return answer({ items })
    },
  }),
]
