import { z } from 'zod'
import { type PickedTables, tablesPart } from '../../../../views/pages/plans/form-tables.ts'
import { previewPart } from '../../../../views/pages/plans/preview.ts'
import type { PlanTyped } from '../../../../views/pages/plans/typed.ts'
import type { Plan } from '../../../domain/plan.ts'
import { nameOrId } from '../../api/noun-fields.ts'
import { trialOf } from '../../api/noun-trial.ts'
import { defineRoute, type Route } from '../../route.ts'
import { wantsPart } from '../nouns.ts'
import { frameOf, htmlAnswer, pageResponse, readFields } from '../page.ts'
import { seenField } from '../seen.ts'
import { type AnyCall, formResponse, previewOf } from './form.ts'
import { typedOfForm } from './typed.ts'

const shared = { method: 'post', access: 'admin', scope: 'none', tags: ['pages'], responses: htmlAnswer } as const

/** Each one that is asked starts a process, and nobody waits for many of them. */
const askedSourcesMax = 5
const offeredTablesMax = 300

/** What a form would mean before it is kept. Nothing is kept. */
export const planPreviewRoutes: readonly Route[] = [
  defineRoute({
    ...shared,
    path: '/plans/preview',
    summary: 'What the form of a new plan would mean',
    handle: async (call) => preview(call, null),
  }),
  defineRoute({
    ...shared,
    path: '/plans/{plan}/preview',
    summary: 'What the form of a plan would mean',
    params: z.object({ plan: nameOrId('plan') }),
    handle: async (call) => preview(call, await call.house.plans.find(call.params.plan)),
  }),
]

/** A part of the page for whoever asked for that part, else the whole form with everything that was typed. */
async function preview(call: AnyCall, plan: Plan | null): Promise<Response> {
  const { context, principal, house } = call
  const form = await readFields(call)
  const typed = typedOfForm(form)
  const seen = form.get(seenField)
  const frame = frameOf(context, principal)
  const isPart = wantsPart(call)
  const address = plan === null ? '/plans/preview' : `/plans/${plan.id}/preview`
  if (form.get('pick') === 'tables') {
    const picked = await pickedOf(call, typed)
    if (!isPart) return formResponse(call, { plan, typed, seen, wished: 'full', picked })
    return pageResponse(tablesPart({ texts: typed.texts, faults: {}, frame }, { picked, address }), frame)
  }
  if (isPart) return pageResponse(previewPart(await previewOf(typed, plan, house), address, frame), frame)
  const shown = await previewOf(typed, plan, house)
  const faults = 'faults' in shown ? shown.faults : {}
  const show = form.get('show')
  const wished = show ?? form.get('view')
  // Whoever only wants to see the other view is not told off.
  return formResponse(call, {
    plan,
    typed,
    seen,
    wished,
    ...(show !== null ? {} : { faults, status: Object.keys(faults).length > 0 ? 400 : 200 }),
  })
}

/** The tables of the sources that were chosen, each name once, or why one of them does not tell. */
async function pickedOf({ house, signal }: AnyCall, { sources }: PlanTyped): Promise<PickedTables[]> {
  const chosen = (await house.sources.list()).filter(({ id }) => sources.includes(id)).slice(0, askedSourcesMax)
  const asked = await Promise.all(
    chosen.map(async ({ id, name }) => ({ name, ...(await trialOf(house.sources.test(id, { signal }), (report) => report)) })),
  )
  const offered = new Set<string>()
  return asked.map(({ name, report, failure }) => {
    if (report === null) return { source: name, names: [], more: 0, told: failure }
    const names = report.tables.slice(0, offeredTablesMax).map((table) => table.name)
    // A name means the tables of all sources that have it: with a box at each of them one could not be unticked.
    const fresh = names.filter((one) => !offered.has(one))
    for (const one of fresh) offered.add(one)
    return { source: name, names: fresh, more: Math.max(report.tableCount, report.tables.length) - names.length, told: null }
  })
}
