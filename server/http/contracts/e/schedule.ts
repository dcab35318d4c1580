import { answer } from '../../answer.ts'
import { defineRoute, type Route } from '../../route.ts'
import { requireAllOf } from '../acting.ts'
import { changeFor, scheduleChange, scheduleShape, scheduleStart, shownSchedule } from './schedule-shape.ts'
import { administrative, requireInitialised, scheduleOf, worldOf } from './world.ts'

const path = '/api/admin/backup/schedule'

const show = defineRoute({
  ...administrative,
  method: 'get',
  path,
  summary: 'The schedule',
  requires: requireInitialised,
  responses: { 200: { description: 'As it is, or as it would be once enabled.', schema: scheduleShape } },
  async handle(call) {
    const { zone } = await worldOf(call)
    const entry = await scheduleOf(call.house).find()
    requireAllOf(entry?.plan ?? null, call)
    return answer(shownSchedule(entry, zone))
  },
})

const change = defineRoute({
  ...administrative,
  method: 'post',
  path,
  summary: 'Update the schedule',
  requires: requireInitialised,
  body: scheduleChange,
  responses: { 200: { description: 'As it is now.', schema: scheduleShape } },
  async handle(call) {
    const { zone } = await worldOf(call)
    const schedule = scheduleOf(call.house)
    requireAllOf((await schedule.find())?.plan ?? null, call)
    const entry = await schedule.change((found) => changeFor(call.body, found), scheduleStart, call.requestedBy)
    await call.audit('plan.change', entry.plan.name, { ...call.body })
    return answer(shownSchedule(entry, zone))
  },
})

export const scheduleRoutes: readonly Route[] = [show, change]
