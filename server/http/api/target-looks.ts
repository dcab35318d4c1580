import { z } from 'zod'
import { BrowseService } from '../../services/browsing.ts'
import { answer } from '../answer.ts'
import { defineRoute, type Route } from '../route.ts'
import { jobShape } from './job-shape.ts'
import { configGiven, nameOrId } from './noun-fields.ts'
import { askedOf, namedInBody, namedWithin, trialOf, trialShape } from './noun-trial.ts'
import { rescanTarget } from './target-rescans.ts'
import { shapeOfTargetReport, targetReportShape } from './target-shape.ts'
import { waitQuery, workAnswer } from './work-answer.ts'

const tags = ['targets']
const params = z.object({ target: nameOrId('target') })

const entryShape = z.object({
  name: z.string(),
  kind: z.enum(['object', 'folder']),
  objects: z.number().int().meta({ description: 'How many a folder holds.' }),
  sizeBytes: z.number(),
  modifiedAt: z.iso.datetime(),
})

/** What looks at a target now. */
export const targetLookRoutes: readonly Route[] = [
  defineRoute({
    method: 'post',
    path: '/api/v1/targets/test',
    access: 'admin',
    scope: 'none',
    tags,
    summary: 'Test a configuration that is not kept',
    description: 'A test that fails is answered with 200 and what a backup would meet.',
    body: z.strictObject({
      kind: z.string().max(200),
      config: configGiven.default({}),
      prefix: z.string().max(900).default(''),
      like: nameOrId('target').optional().meta({ description: 'The target whose secrets stand behind the dots.' }),
    }),
    responses: { 200: { description: 'What came of it.', schema: trialShape(targetReportShape) } },
    async handle(call) {
      const { kind, config, prefix, like } = call.body
      const trial = { kind, config, prefix, ...(like === undefined ? {} : { like }) }
      const testing = namedInBody({ plugin: 'kind', target: 'like' }, call.house.targets.test(trial, { signal: call.signal }))
      return answer(await namedWithin('config', trialOf(testing, shapeOfTargetReport)))
    },
  }),
  defineRoute({
    method: 'post',
    path: '/api/v1/targets/{target}/test',
    access: 'backup_operator',
    scope: 'none',
    tags,
    summary: 'Test a target',
    description: 'A test that fails is answered with 200 and what a backup would meet.',
    params,
    responses: { 200: { description: 'What came of it.', schema: trialShape(targetReportShape) } },
    async handle({ house, params: { target }, signal }) {
      return answer(await trialOf(house.targets.test(target, { signal }), shapeOfTargetReport))
    },
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/targets/{target}/browse',
    access: 'backup_operator',
    scope: 'none',
    tags,
    summary: 'What lies at a target',
    description: 'Folders and objects directly below a prefix, by name: what the target holds now, whoever put it there.',
    params,
    query: z.object({
      prefix: z.string().max(900).default('').meta({ description: 'Below the prefix of the target.' }),
      cursor: z.string().max(2000).optional().meta({ description: 'What the page before gave as nextCursor.' }),
      page_size: z.coerce.number().int().min(1).max(1000).default(200),
    }),
    responses: {
      200: {
        description: 'A page of it.',
        schema: z.object({
          prefix: z.string(),
          items: z.array(entryShape),
          nextCursor: z.string().nullable(),
          isWhole: z.boolean().meta({ description: 'False where so much lies there that not all of it was looked at.' }),
        }),
      },
    },
    async handle({ house, params: { target }, query, signal }) {
      const wish = { prefix: query.prefix, cursor: query.cursor ?? null, limit: query.page_size }
      const { entries, ...page } = await askedOf(new BrowseService(house.installation).browse(target, wish, { signal }))
      return answer({ ...page, items: entries })
    },
  }),
  defineRoute({
    method: 'post',
    path: '/api/v1/targets/{target}/rescan',
    access: 'admin',
    scope: 'none',
    tags,
    summary: 'Look through a target',
    description: 'For backups that are not known yet, and for known ones that are gone. Removes nothing.',
    params,
    query: z.object(waitQuery),
    isIdempotent: true,
    responses: {
      200: { description: 'The job as it ended, where that was waited for.', schema: jobShape },
      202: { description: 'The job.', schema: jobShape },
    },
    async handle(call) {
      return workAnswer(call, await rescanTarget(call, call.params.target))
    },
  }),
]
