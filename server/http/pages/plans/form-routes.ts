import { z } from 'zod'
import type { Plan } from '../../../domain/plan.ts'
import { nameOrId } from '../../api/noun-fields.ts'
import { defineRoute, type Route } from '../../route.ts'
import { toldOf } from '../nouns.ts'
import { htmlAnswer, readFields, redirect } from '../page.ts'
import { outdatedBy, seenField, seenOf } from '../seen.ts'
import { type AnyCall, formResponse, keptOrForm } from './form.ts'
import { freshTyped, typedOfForm, typedOfPlan } from './typed.ts'
import { changedOnly, targetsOf } from './wish.ts'

const shared = { access: 'admin', scope: 'none', tags: ['pages'], responses: htmlAnswer } as const
const params = z.object({ plan: nameOrId('plan') })
const linked = z.object({
  source: nameOrId('source').optional(),
  target: nameOrId('target').optional(),
  /** How far each backup is verified after it was made. */
  verify: z.enum(['stored', 'parsed', 'proven']).optional().catch(undefined),
})

/** The form of a plan, and what is kept of it. */
export const planFormRoutes: readonly Route[] = [
  defineRoute({
    ...shared,
    method: 'get',
    path: '/plans/new',
    summary: 'The form of a new plan',
    query: linked,
    async handle(call) {
      const { house, query } = call
      const links = { sources: await only(house.sources.list(), query.source), targets: await only(house.targets.list(), query.target) }
      return formResponse(call, { plan: null, typed: freshTyped(await house.contracts.zone(), links, query.verify), wished: null })
    },
  }),
  defineRoute({ ...shared, method: 'post', path: '/plans', summary: 'Adds a plan', handle: add }),
  defineRoute({
    ...shared,
    method: 'get',
    path: '/plans/{plan}/edit',
    summary: 'The form of a plan',
    params,
    async handle(call) {
      const plan = await call.house.plans.find(call.params.plan)
      return formResponse(call, { plan, typed: typedOfPlan(plan), wished: null })
    },
  }),
  defineRoute({
    ...shared,
    method: 'post',
    path: '/plans/{plan}',
    summary: 'Changes a plan',
    params,
    handle: async (call) => change(call, await call.house.plans.find(call.params.plan)),
  }),
]

/** The one that the address names, or the only one that there is: there is nothing to choose. */
async function only(
  listed: Promise<readonly { readonly id: string; readonly name: string }[]>,
  wanted: string | undefined,
): Promise<string[]> {
  const nouns = await listed
  const meant = wanted === undefined ? (nouns.length === 1 ? nouns : []) : nouns.filter(({ id, name }) => id === wanted || name === wanted)
  return meant.map(({ id }) => id)
}

async function add(call: AnyCall): Promise<Response> {
  const form = await readFields(call)
  const typed = typedOfForm(form)
  const kept = await keptOrForm(call, { plan: null, typed, wished: form.get('view') }, (settings) =>
    call.house.plans.add({ name: typed.texts.name, sources: typed.sources, targets: targetsOf(typed), settings }),
  )
  if (kept instanceof Response) return kept
  await call.audit('plan.add', kept.name, { id: kept.id })
  return redirect(`/plans/${kept.id}?done=added`)
}

async function change(call: AnyCall, plan: Plan): Promise<Response> {
  const form = await readFields(call)
  const typed = typedOfForm(form)
  const seen = form.get(seenField)
  const outdated = outdatedBy(seen, seenOf(plan))
  if (outdated !== null) return formResponse(call, { plan, typed, wished: form.get('view'), told: toldOf(outdated), status: 409 })
  const targets = targetsOf(typed)
  let fields: string[] = []
  const kept = await keptOrForm(call, { plan, typed, wished: form.get('view'), seen }, (wanted) => {
    const settings = changedOnly(wanted, plan.settings)
    const given = {
      ...(typed.texts.name.trim() === plan.name ? {} : { name: typed.texts.name }),
      ...(isSame(typed.sources, plan.sourceIds) ? {} : { sources: typed.sources }),
      ...(isSame(targets, plan.targetIds) ? {} : { targets }),
      ...(Object.keys(settings).length === 0 ? {} : { settings }),
    }
    fields = [...Object.keys(given), ...Object.keys(settings)]
    return call.house.plans.change(plan.id, given)
  })
  if (kept instanceof Response) return kept
  await call.audit('plan.change', kept.name, { id: kept.id, fields })
  return redirect(`/plans/${kept.id}?done=saved`)
}

function isSame(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((id, at) => id === other[at])
}
