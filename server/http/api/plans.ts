import { z } from 'zod'
import type { Plan } from '../../domain/plan.ts'
import { namePlans } from '../../services/named-plans.ts'
import { answer } from '../answer.ts'
import type { Call } from '../call.ts'
import { listSchema, pagingQuery } from '../paging.ts'
import { defineRoute, type Route } from '../route.ts'
import {
  consequencesShape,
  forceQuery,
  nameOrId,
  newName,
  removedShape,
  searchQuery,
  shapeOfConsequences,
  shapeOfRemoval,
} from './noun-fields.ts'
import { isNamedLike, listNouns } from './noun-list.ts'
import { namedInBody, namedWithin } from './noun-trial.ts'
import { planRunRoutes } from './plan-runs.ts'
import { freshSettings, maySeePlan, planShape, requirePlan, settingsGiven, shapeOfPlan } from './plan-shape.ts'

const tags = ['plans']
const params = z.object({ plan: nameOrId('plan') })
const links = (noun: string) => z.array(nameOrId(noun)).max(1000)
const fieldOf = { source: 'sources', target: 'targets' }

export const plansRoutes: readonly Route[] = [
  defineRoute({
    method: 'get',
    path: '/api/v1/plans',
    access: 'viewer',
    scope: 'checked',
    tags,
    summary: 'The plans, by name',
    query: z.object({
      ...pagingQuery,
      ...searchQuery,
      source: nameOrId('source').optional(),
      target: nameOrId('target').optional(),
      is_paused: z.stringbool().optional(),
    }),
    responses: { 200: { description: 'A page of them.', schema: listSchema(planShape) } },
    async handle(call) {
      const { name, source, target, is_paused } = call.query
      const seen = (await call.house.plans.list()).filter(({ sourceIds }) => maySeePlan(call, sourceIds))
      const isOneOf = (nouns: readonly { id: string; name: string }[], meant: string | undefined) =>
        meant === undefined || nouns.some((noun) => noun.id === meant || noun.name === meant.normalize('NFC'))
      const meant = (await namePlans(seen, call.house.installation)).filter(
        ({ plan, sources, targets }) =>
          isNamedLike(plan.name, name) &&
          isOneOf(sources, source) &&
          isOneOf(targets, target) &&
          (is_paused === undefined || plan.isPaused === is_paused),
      )
      const items = meant.map((named) => ({ ...named, id: named.plan.id, createdAt: named.plan.createdAt }))
      return answer(await listNouns(call.query, items, shapeOfPlan))
    },
  }),
  defineRoute({
    method: 'post',
    path: '/api/v1/plans',
    access: 'admin',
    scope: 'none',
    tags,
    summary: 'Add a plan',
    body: z.strictObject({ name: newName, sources: links('source'), targets: links('target'), settings: settingsGiven.default({}) }),
    isIdempotent: true,
    responses: { 201: { description: 'It is kept, and runs when it says.', schema: planShape } },
    async handle(call) {
      const given = { ...call.body, settings: await freshSettings(call.body.settings, call.house) }
      const plan = await namedWithin('settings', namedInBody(fieldOf, call.house.plans.add(given)))
      await call.audit('plan.add', plan.name, { id: plan.id })
      return answer(await shown(call, plan), 201, { location: `/api/v1/plans/${plan.id}` })
    },
  }),
  ...planRunRoutes,
  defineRoute({
    method: 'get',
    path: '/api/v1/plans/{plan}',
    access: 'viewer',
    scope: 'checked',
    tags,
    summary: 'A plan',
    params,
    responses: { 200: { description: 'It.', schema: planShape } },
    handle: async (call) => answer(shapeOfPlan(await requirePlan(call, call.params.plan))),
  }),
  defineRoute({
    method: 'patch',
    path: '/api/v1/plans/{plan}',
    access: 'admin',
    scope: 'none',
    tags,
    summary: 'Change a plan',
    description: 'Only what is given changes; of the settings too, and of their retention and verification, field by field.',
    params,
    body: z.strictObject({
      name: newName.optional(),
      sources: links('source').optional(),
      targets: links('target').optional(),
      settings: settingsGiven.optional(),
    }),
    responses: { 200: { description: 'As it is kept now.', schema: planShape } },
    async handle(call) {
      const { id } = await call.house.plans.find(call.params.plan)
      const given = Object.fromEntries(Object.entries(call.body).filter(([, value]) => value !== undefined))
      const plan = await namedWithin('settings', namedInBody(fieldOf, call.house.plans.change(id, given)))
      await call.audit('plan.change', plan.name, { id, fields: [...Object.keys(given), ...Object.keys(call.body.settings ?? {})] })
      return answer(await shown(call, plan))
    },
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/plans/{plan}/consequences',
    access: 'viewer',
    scope: 'none',
    tags,
    summary: 'What removing a plan would break',
    params,
    responses: { 200: { description: 'Nothing was removed.', schema: consequencesShape } },
    handle: async ({ house, params: { plan } }) => answer(shapeOfConsequences(await house.plans.consequences(plan))),
  }),
  defineRoute({
    method: 'delete',
    path: '/api/v1/plans/{plan}',
    access: 'admin',
    scope: 'none',
    tags,
    summary: 'Remove a plan',
    description: 'Its backups stay, but without a plan no retention looks after them.',
    params,
    query: z.object(forceQuery),
    responses: { 200: { description: 'It is removed, and what became of the rest.', schema: removedShape } },
    async handle(call) {
      const consequences = await call.house.plans.remove(call.params.plan, { isForced: call.query.force })
      await call.audit('plan.remove', consequences.name, { isForced: call.query.force })
      return answer(shapeOfRemoval(consequences))
    },
  }),
  ...(['pause', 'resume'] as const).map((what) =>
    defineRoute({
      method: 'post',
      path: `/api/v1/plans/{plan}/${what}`,
      access: 'admin',
      scope: 'none',
      tags,
      summary: what === 'pause' ? 'Pause a plan' : 'Let a paused plan go on',
      description: what === 'pause' ? 'What waits or runs goes on.' : 'Counts from now: what the pause left out is not made up for.',
      params,
      responses: { 200: { description: 'As it is kept now.', schema: planShape } },
      async handle(call) {
        const plan = await call.house.plans[what](call.params.plan)
        await call.audit(`plan.${what}`, plan.name, { id: plan.id })
        return answer(await shown(call, plan))
      },
    }),
  ),
]

async function shown({ house }: Pick<Call, 'house'>, plan: Plan) {
  const [named] = await namePlans([plan], house.installation)
  return shapeOfPlan(named!)
}
