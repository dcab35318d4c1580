import { z } from 'zod'
import { type ContractPlanEntry, ContractPlanService } from '../../../services/contract-plans.ts'
import { answer } from '../../answer.ts'
import { maySeePlan } from '../../api/plan-shape.ts'
import type { Call } from '../../call.ts'
import { defineRoute, type Route } from '../../route.ts'
import { actingOf, sourceOfMembers } from '../acting.ts'
import { downloadedCodec } from '../downloaded-codec.ts'
import { contentOf } from './backup-shape.ts'
import { base, holdingsOf } from './backups.ts'
import { numberOf } from './ids.ts'
import { newSchedule, scheduleChange, scheduleShape, settingsOf, shownSchedule } from './schedule-shape.ts'
import { membersFor, type Wish } from './wish.ts'

const about = { access: 'admin', scope: 'checked', tags: ['contract d'] } as const
const one = {
  path: `${base}/schedule/{schedule_id}`,
  params: z.object({ schedule_id: z.string().max(100).meta({ description: 'schedule-7' }) }),
}

const create = defineRoute({
  ...about,
  method: 'post',
  path: `${base}/schedule`,
  summary: 'Create backup schedule',
  body: newSchedule,
  isIdempotent: true,
  responses: { 201: { description: 'The schedule.', schema: scheduleShape } },
  async handle(call) {
    const { body } = call
    const { zone, ...placed } = await placeFor(body, call)
    const order = {
      title: `${body.type} backup`,
      isEnabled: body.enabled,
      settings: { ...settingsOf(body, zone), codec: downloadedCodec },
      options: {},
      ...placed,
    }
    const entry = await plansOf(call).add('d', order, call.requestedBy)
    await call.audit('plan.add', entry.plan.name, { contract: 'd', number: entry.number })
    return answer(await shown(entry, call), 201)
  },
})

const list = defineRoute({
  ...about,
  method: 'get',
  path: `${base}/schedule`,
  summary: 'List backup schedules',
  responses: { 200: { description: 'An array, in the order in which they were made.', schema: z.array(scheduleShape) } },
  async handle(call) {
    const all = []
    for (const entry of await plansOf(call).list('d')) {
      if (maySeePlan(call, entry.plan.sourceIds)) all.push(await shown(entry, call))
    }
    return answer(all)
  },
})

const update = defineRoute({
  ...about,
  ...one,
  method: 'put',
  summary: 'Update schedule',
  description: 'What is left out stays.',
  body: scheduleChange,
  responses: { 200: { description: 'The schedule as it is now.', schema: scheduleShape } },
  async handle(call) {
    const { body } = call
    const entry = await entryOf(call)
    const zone = await call.house.contracts.zone()
    const isMoved = body.include_files !== undefined || body.include_database !== undefined
    const links = isMoved ? await linksFor(entry, call) : {}
    const isEnabled = body.enabled === undefined ? {} : { isEnabled: body.enabled }
    const changed = await plansOf(call).change('d', entry.number, { settings: settingsOf(body, zone), ...links, ...isEnabled })
    await call.audit('plan.change', changed.plan.name, { contract: 'd', number: entry.number })
    return answer(await shown(changed, call))
  },
})

const remove = defineRoute({
  ...about,
  ...one,
  method: 'delete',
  summary: 'Delete schedule',
  description: 'The backups that it made stay.',
  responses: { 200: { description: 'It is gone.', schema: z.object({ id: z.string(), status: z.literal('deleted') }) } },
  async handle(call) {
    const { number, plan } = await entryOf(call)
    await plansOf(call).remove('d', number)
    await call.audit('plan.remove', plan.name, { contract: 'd', number })
    return answer({ id: call.params.schedule_id, status: 'deleted' })
  },
})

export const scheduleRoutes: readonly Route[] = [create, list, update, remove]

/** What the contract acts on now. */
async function placeFor(wish: Wish, call: Call) {
  const { world } = await actingOf('d', call)
  const source = await sourceOfMembers(membersFor(wish, world), call)
  return { zone: world.zone, sources: [source.id], targets: [world.target.id] }
}

/** What is left out of the request stays as it is. */
async function linksFor({ plan }: ContractPlanEntry, call: Call<unknown, unknown, z.output<typeof scheduleChange>>) {
  const { includes_files, includes_database } = contentOf(plan.sourceIds, await holdingsOf(call))
  const { include_files = includes_files, include_database = includes_database } = call.body
  const { sources, targets } = await placeFor({ include_files, include_database }, call)
  return { sources, targets }
}

function plansOf({ house }: Call): ContractPlanService {
  return new ContractPlanService(house.installation)
}

/** Throws `not_found`, and `denied` for a key that is not for all that it backs up. */
async function entryOf(call: Call<{ readonly schedule_id: string }>): Promise<ContractPlanEntry> {
  const entry = await plansOf(call).find('d', numberOf('schedule', call.params.schedule_id))
  if (!maySeePlan(call, entry.plan.sourceIds)) call.requireSource(null)
  return entry
}

async function shown(entry: ContractPlanEntry, call: Call) {
  const [newest] = await call.house.backups.list({ planId: entry.plan.id, purpose: 'regular', state: 'kept' }, { limit: 1 })
  return shownSchedule(entry, { holdings: await holdingsOf(call), lastBackup: newest?.startedAt ?? null })
}
