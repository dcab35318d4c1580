import { z } from 'zod'
import { answer } from '../answer.ts'
import { listSchema, pagingQuery } from '../paging.ts'
import { defineRoute, type Route } from '../route.ts'
import {
  configGiven,
  consequencesShape,
  forceQuery,
  nameOrId,
  newName,
  probeQuery,
  removedShape,
  searchQuery,
  shapeOfConsequences,
  shapeOfRemoval,
} from './noun-fields.ts'
import { isNamedLike, listNouns } from './noun-list.ts'
import { keptAfterTest, namedInBody, namedWithin } from './noun-trial.ts'
import { keptSourceShape, requireSource, shapeOfSource, shapeOfSourceReport, sourceShape } from './source-shape.ts'
import { sourceTrialRoutes } from './source-trials.ts'

const tags = ['sources']
const params = z.object({ source: nameOrId('source') })

export const sourcesRoutes: readonly Route[] = [
  defineRoute({
    method: 'get',
    path: '/api/v1/sources',
    access: 'viewer',
    scope: 'checked',
    tags,
    summary: 'The sources, by name',
    query: z.object({ ...pagingQuery, ...searchQuery, dialect: z.string().max(200).optional() }),
    responses: { 200: { description: 'A page of them.', schema: listSchema(sourceShape) } },
    async handle(call) {
      const { name, dialect } = call.query
      const all = (await call.house.sources.list()).filter(
        (source) => call.maySee(source.id) && isNamedLike(source.name, name) && (dialect === undefined || source.dialect === dialect),
      )
      return answer(await listNouns(call.query, all, shapeOfSource))
    },
  }),
  defineRoute({
    method: 'post',
    path: '/api/v1/sources',
    access: 'admin',
    scope: 'none',
    tags,
    summary: 'Add a source',
    query: z.object(probeQuery),
    body: z.strictObject({ name: newName, dialect: z.string().max(200), config: configGiven.default({}) }),
    isIdempotent: true,
    responses: { 201: { description: 'It is kept.', schema: keptSourceShape } },
    async handle(call) {
      const adding = call.house.sources.add(call.body, { isProbed: call.query.probe, signal: call.signal })
      const { source, report } = await namedWithin('config', keptAfterTest(namedInBody({ plugin: 'dialect' }, adding)))
      await call.audit('source.add', source.name, { id: source.id, dialect: source.dialect })
      const shown = { ...shapeOfSource(source), report: report === null ? null : shapeOfSourceReport(report) }
      return answer(shown, 201, { location: `/api/v1/sources/${source.id}` })
    },
  }),
  ...sourceTrialRoutes,
  defineRoute({
    method: 'get',
    path: '/api/v1/sources/{source}',
    access: 'viewer',
    scope: 'checked',
    tags,
    summary: 'A source',
    params,
    responses: { 200: { description: 'It.', schema: sourceShape } },
    handle: async (call) => answer(shapeOfSource(await requireSource(call, call.params.source))),
  }),
  defineRoute({
    method: 'patch',
    path: '/api/v1/sources/{source}',
    access: 'admin',
    scope: 'none',
    tags,
    summary: 'Change a source',
    description: 'Only what is given changes; of the configuration too, field by field.',
    params,
    query: z.object(probeQuery),
    body: z.strictObject({ name: newName.optional(), config: configGiven.optional() }),
    responses: { 200: { description: 'As it is kept now.', schema: keptSourceShape } },
    async handle(call) {
      const { id } = await requireSource(call, call.params.source)
      const { name, config } = call.body
      const change = { ...(name === undefined ? {} : { name }), ...(config === undefined ? {} : { config }) }
      const changing = call.house.sources.change(id, change, { isProbed: call.query.probe, signal: call.signal })
      const { source, report } = await namedWithin('config', keptAfterTest(namedInBody({}, changing)))
      await call.audit('source.change', source.name, { id, fields: [...Object.keys(call.body), ...Object.keys(config ?? {})] })
      return answer({ ...shapeOfSource(source), report: report === null ? null : shapeOfSourceReport(report) })
    },
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/sources/{source}/consequences',
    access: 'viewer',
    scope: 'none',
    tags,
    summary: 'What removing a source would break',
    params,
    responses: { 200: { description: 'Nothing was removed.', schema: consequencesShape } },
    handle: async (call) => answer(shapeOfConsequences(await call.house.sources.consequences(call.params.source))),
  }),
  defineRoute({
    method: 'delete',
    path: '/api/v1/sources/{source}',
    access: 'admin',
    scope: 'none',
    tags,
    summary: 'Remove a source',
    description: 'Its backups stay. 409 says what it would break, unless it is forced; what runs is never broken.',
    params,
    query: z.object(forceQuery),
    responses: { 200: { description: 'It is removed, and what became of the rest.', schema: removedShape } },
    async handle(call) {
      const consequences = await call.house.sources.remove(call.params.source, { isForced: call.query.force })
      await call.audit('source.remove', consequences.name, { isForced: call.query.force })
      return answer(shapeOfRemoval(consequences))
    },
  }),
]
