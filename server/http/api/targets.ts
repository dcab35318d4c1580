import { z } from 'zod'
import type { KeptTarget } from '../../services/targets.ts'
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
import { targetLookRoutes } from './target-looks.ts'
import { keptTargetShape, shapeOfTarget, shapeOfTargetReport, targetShape } from './target-shape.ts'

const tags = ['targets']
const params = z.object({ target: nameOrId('target') })
const prefix = z.string().max(900).meta({ description: 'Keep everything below this path of it; empty for its root.' })

export const targetsRoutes: readonly Route[] = [
  defineRoute({
    method: 'get',
    path: '/api/v1/targets',
    access: 'viewer',
    scope: 'none',
    tags,
    summary: 'The targets, by name',
    query: z.object({ ...pagingQuery, ...searchQuery, kind: z.string().max(200).optional() }),
    responses: { 200: { description: 'A page of them.', schema: listSchema(targetShape) } },
    async handle({ house, query }) {
      const { name, kind } = query
      const all = (await house.targets.list()).filter(
        (target) => isNamedLike(target.name, name) && (kind === undefined || target.kind === kind),
      )
      return answer(await listNouns(query, all, shapeOfTarget))
    },
  }),
  defineRoute({
    method: 'post',
    path: '/api/v1/targets',
    access: 'admin',
    scope: 'none',
    tags,
    summary: 'Add a target',
    query: z.object(probeQuery),
    body: z.strictObject({ name: newName, kind: z.string().max(200), config: configGiven.default({}), prefix: prefix.default('') }),
    isIdempotent: true,
    responses: { 201: { description: 'It is kept.', schema: keptTargetShape } },
    async handle(call) {
      const adding = call.house.targets.add(call.body, { isProbed: call.query.probe, signal: call.signal })
      const kept = await namedWithin('config', keptAfterTest(namedInBody({ plugin: 'kind' }, adding)))
      await call.audit('target.add', kept.target.name, { id: kept.target.id, kind: kept.target.kind })
      return answer(shapeOfKept(kept), 201, { location: `/api/v1/targets/${kept.target.id}` })
    },
  }),
  ...targetLookRoutes,
  defineRoute({
    method: 'get',
    path: '/api/v1/targets/{target}',
    access: 'viewer',
    scope: 'none',
    tags,
    summary: 'A target',
    params,
    responses: { 200: { description: 'It.', schema: targetShape } },
    handle: async ({ house, params: { target } }) => answer(shapeOfTarget(await house.targets.show(target))),
  }),
  defineRoute({
    method: 'patch',
    path: '/api/v1/targets/{target}',
    access: 'admin',
    scope: 'none',
    tags,
    summary: 'Change a target',
    description: 'Only what is given changes; of the configuration too, field by field.',
    params,
    query: z.object({
      ...probeQuery,
      rebind: z.stringbool().default(false).meta({ description: 'It may be another place than before: rescan it afterwards.' }),
    }),
    body: z.strictObject({ name: newName.optional(), config: configGiven.optional(), prefix: prefix.optional() }),
    responses: { 200: { description: 'As it is kept now.', schema: keptTargetShape } },
    async handle(call) {
      const { id } = await call.house.targets.show(call.params.target)
      const { probe, rebind } = call.query
      const given = Object.fromEntries(Object.entries(call.body).filter(([, value]) => value !== undefined))
      const changing = call.house.targets.change(id, given, { isProbed: probe, isRebound: rebind, signal: call.signal })
      const kept = await namedWithin('config', keptAfterTest(changing))
      const fields = [...Object.keys(given), ...Object.keys(call.body.config ?? {})]
      await call.audit('target.change', kept.target.name, { id, fields, isRebound: rebind })
      return answer(shapeOfKept(kept))
    },
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/targets/{target}/consequences',
    access: 'viewer',
    scope: 'none',
    tags,
    summary: 'What removing a target would break',
    params,
    responses: { 200: { description: 'Nothing was removed.', schema: consequencesShape } },
    handle: async ({ house, params: { target } }) => answer(shapeOfConsequences(await house.targets.consequences(target))),
  }),
  defineRoute({
    method: 'delete',
    path: '/api/v1/targets/{target}',
    access: 'admin',
    scope: 'none',
    tags,
    summary: 'Remove a target',
    description: 'No archive is touched. 409 says what it would break, unless it is forced; what runs is never broken.',
    params,
    query: z.object(forceQuery),
    responses: { 200: { description: 'It is removed, and what became of the rest.', schema: removedShape } },
    async handle(call) {
      const consequences = await call.house.targets.remove(call.params.target, { isForced: call.query.force })
      await call.audit('target.remove', consequences.name, { isForced: call.query.force })
      return answer(shapeOfRemoval(consequences))
    },
  }),
]

function shapeOfKept({ target, report }: KeptTarget) {
  return { ...shapeOfTarget(target), report: report === null ? null : shapeOfTargetReport(report) }
}
