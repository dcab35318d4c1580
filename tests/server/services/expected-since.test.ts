import { expect, test } from 'vitest'
import { exportConfiguration } from '../../../server/services/configuration-export.ts'
import { importConfiguration } from '../../../server/services/configuration-import.ts'
import { isPlanOverdue } from '../../../server/services/figures.ts'
import type { PlanChange } from '../../../server/services/plans.ts'
import { openPlace, untested, withPlan } from './place.ts'

test('a plan that gets another schedule, one more source, or goes on after a rest is expected from then on', async () => {
  await using place = await openPlace()
  const { plan } = await withPlan(place)
  await place.sources.add({ name: 'more', dialect: 'sqlite', config: { path: '/more.db' } }, untested)
  const startMs = place.clock.time.getTime()
  const inHours = (hours: number) => new Date(startMs + hours * 3_600_000)
  const sinceAfter = async (hours: number, change: PlanChange) => {
    place.clock.time = inHours(hours)
    return (await place.plans.change(plan.id, change)).expectedSince
  }
  const isLateIn = async (hours: number) => isPlanOverdue(await place.plans.find(plan.id), [], inHours(hours))

  expect(await sinceAfter(100, { name: 'renamed', settings: { retention: { keepLast: 9 } } })).toEqual(inHours(0))
  expect(await isLateIn(100)).toBe(true)
  expect(await sinceAfter(100, { settings: { schedule: { kind: 'daily', time: '04:00' } } })).toEqual(inHours(100))
  expect(await isLateIn(101)).toBe(false)
  expect(await isLateIn(200)).toBe(true)
  expect(await sinceAfter(200, { sources: ['app', 'more'] })).toEqual(inHours(200))
  expect(await sinceAfter(300, { sources: ['more'] })).toEqual(inHours(200))

  await place.plans.pause(plan.id)
  place.clock.time = inHours(400)
  expect((await place.plans.resume(plan.id)).expectedSince).toEqual(inHours(400))
  expect([await isLateIn(401), await isLateIn(500)]).toEqual([false, true])
})

test('a configuration that says the same again changes nothing about since when', async () => {
  await using place = await openPlace()
  const { plan } = await withPlan(place)
  const document = JSON.parse(JSON.stringify(await exportConfiguration(place.installation)))
  place.clock.time = new Date(place.clock.time.getTime() + 3_600_000)
  await importConfiguration(place.installation, document, 'replace')
  expect((await place.plans.find(plan.id)).expectedSince).toEqual(plan.expectedSince)
  document.plans[0].settings.zone = 'Asia/Shanghai'
  await importConfiguration(place.installation, document, 'replace')
  expect((await place.plans.find(plan.id)).expectedSince).toEqual(place.clock.time)
})
