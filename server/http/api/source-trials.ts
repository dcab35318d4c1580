import { z } from 'zod'
import { answer } from '../answer.ts'
import { defineRoute, type Route } from '../route.ts'
import { configGiven, nameOrId } from './noun-fields.ts'
import { isNamedLike } from './noun-list.ts'
import { askedOf, namedInBody, namedWithin, trialOf, trialShape } from './noun-trial.ts'
import { requireSource, shapeOfSourceReport, sourceReportShape, tableShape } from './source-shape.ts'

const tags = ['sources']
const params = z.object({ source: nameOrId('source') })
const tablesMax = 10_000

/** What asks a source something now: each starts a process and waits for the source. */
export const sourceTrialRoutes: readonly Route[] = [
  defineRoute({
    method: 'post',
    path: '/api/v1/sources/test',
    access: 'admin',
    scope: 'none',
    tags,
    summary: 'Test a configuration that is not kept',
    description: 'A test that fails is answered with 200 and what a backup would meet.',
    body: z.strictObject({
      dialect: z.string().max(200),
      config: configGiven.default({}),
      like: nameOrId('source').optional().meta({ description: 'The source whose secrets stand behind the dots.' }),
    }),
    responses: { 200: { description: 'What came of it.', schema: trialShape(sourceReportShape) } },
    async handle(call) {
      const { dialect, config, like } = call.body
      const trial = { dialect, config, ...(like === undefined ? {} : { like }) }
      const testing = namedInBody({ plugin: 'dialect', source: 'like' }, call.house.sources.test(trial, { signal: call.signal }))
      return answer(await namedWithin('config', trialOf(testing, shapeOfSourceReport)))
    },
  }),
  defineRoute({
    method: 'post',
    path: '/api/v1/sources/{source}/test',
    access: 'backup_operator',
    scope: 'checked',
    tags,
    summary: 'Test the connection of a source',
    description: 'A test that fails is answered with 200 and what a backup would meet.',
    params,
    responses: { 200: { description: 'What came of it.', schema: trialShape(sourceReportShape) } },
    async handle(call) {
      const { id } = await requireSource(call, call.params.source)
      return answer(await trialOf(call.house.sources.test(id, { signal: call.signal }), shapeOfSourceReport))
    },
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/sources/{source}/tables',
    access: 'backup_operator',
    scope: 'checked',
    tags,
    summary: 'The tables that a source has now',
    description: 'Of files, what lies at the top. For choosing what to back up.',
    params,
    query: z.object({
      name: z.string().max(400).optional().meta({ description: 'Only those whose name holds this text.' }),
      limit: z.coerce.number().int().min(1).max(tablesMax).default(1000),
    }),
    responses: {
      200: {
        description: 'They, and what the source says of itself.',
        schema: z.object({
          engine: z.string(),
          version: z.string(),
          sizeBytes: z.number().nullable(),
          total: z.number().int().meta({ description: 'How many there are in all.' }),
          items: z.array(tableShape),
          isWhole: z.boolean().meta({ description: 'Whether these are all that were asked for.' }),
        }),
      },
    },
    async handle(call) {
      const { id } = await requireSource(call, call.params.source)
      const { name, limit } = call.query
      const { engine, version, sizeBytes, tableCount, tables } = await askedOf(call.house.sources.test(id, { signal: call.signal }))
      const meant = tables.filter((table) => isNamedLike(table.name, name))
      const isWhole = meant.length <= limit && tables.length === tableCount
      return answer({ engine, version, sizeBytes, total: tableCount, items: meant.slice(0, limit), isWhole })
    },
  }),
]
