import { isDeepStrictEqual } from 'node:util'
import { checkPage } from '../../../../views/pages/restore/check.ts'
import type { CheckView } from '../../../../views/pages/restore/check-view.ts'
import { isNewPlace } from '../../../../views/pages/restore/choices.ts'
import type { RestorePlan } from '../../../domain/restore.ts'
import type { Job, RequestOf } from '../../../domain/work.ts'
import { planFor, requestFor, startPlanned } from '../../api/restores-start.ts'
import type { Call } from '../../call.ts'
import { frameOf, pageResponse, readFields, redirect, refusalOf } from '../page.ts'
import { extentFault, type Way, wayOf, whatResponse } from './what.ts'
import { destinationOf, whereResponse } from './where.ts'

/** What would happen. */
export async function check(call: Call): Promise<Response> {
  const asked = await askedOf(call)
  if (asked instanceof Response) return asked
  const { way, request } = asked
  // The plan asks the place that the address names: a page of somebody else must not have us do that.
  if (call.context.req.header('sec-fetch-site') === 'cross-site') return whereResponse(call, way, {})
  try {
    return await checkResponse(call, way, { plan: await planFor(call, request), typed: null })
  } catch (error) {
    return whereResponse(call, way, { refusal: refusalOf(error) })
  }
}

/** Begins it, once the name of the destination was typed and nothing has come in the way. */
export async function confirm(call: Call): Promise<Response> {
  const typed = (await readFields(call)).get('confirm') ?? ''
  const asked = await askedOf(call)
  if (asked instanceof Response) return asked
  const { way, request } = asked
  try {
    const plan = await planFor(call, request)
    if (plan.problems.length > 0 || typed.trim() !== plan.destination.name) return await checkResponse(call, way, { plan, typed })
    const twin = await twinOf(call, request)
    if (twin !== null) return redirect(`/jobs/${twin.id}`)
    const { id } = await startPlanned(call, request, plan)
    return redirect(`/jobs/${id}`)
  } catch (error) {
    return whereResponse(call, way, { refusal: refusalOf(error) })
  }
}

interface Asked {
  readonly way: Way
  readonly request: RequestOf<'restore'>
}

/** The request that all the choices come to; the page of the step that is wrong where they come to none. */
async function askedOf(call: Call): Promise<Asked | Response> {
  const way = await wayOf(call)
  if (way instanceof Response) return way
  const fault = extentFault(way)
  if (fault !== null) return whatResponse(call, way, fault)
  const { choices, subject } = way
  try {
    const to = await destinationOf(call, way)
    if ('errors' in to) return await whereResponse(call, way, to)
    const existing = isNewPlace(choices) ? choices.placeExisting : choices.existing
    const tables = choices.isSome && subject.shown.picker !== 'none' ? { tables: choices.tables.slice() } : {}
    return { way, request: await requestFor(call, subject.wish, { to, ...tables, existing, isSafe: choices.isSafe }) }
  } catch (error) {
    return whereResponse(call, way, { refusal: refusalOf(error) })
  }
}

async function checkResponse(call: Call, { choices, subject }: Way, given: { plan: RestorePlan; typed: string | null }): Promise<Response> {
  const frame = frameOf(call.context, call.principal)
  const view: CheckView = { subject: subject.shown, choices, ...given }
  return pageResponse(checkPage(view, frame), frame, { status: statusFor(given) })
}

/** As the API answers to the same. */
function statusFor({ plan, typed }: { readonly plan: RestorePlan; readonly typed: string | null }): number {
  if (typed === null) return 200
  const [problem] = plan.problems
  return problem === undefined ? 400 : problem.code === 'conflict' ? 409 : 422
}

/** The same restore, asked for a moment ago: a button that was pressed twice is meant once. */
async function twinOf({ house }: Call, request: RequestOf<'restore'>): Promise<Job | null> {
  const active = await house.jobs.list({ kind: 'restore', states: ['pending', 'running'] }, { limit: 50 })
  return active.find((job) => isDeepStrictEqual(job.request, request)) ?? null
}
