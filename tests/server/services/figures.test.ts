import { expect, test } from 'vitest'
import { type PlanSettingsInput, planSettingsSchema } from '../../../server/domain/plan.ts'
import { FigureService, isPlanOverdue, newest, overdueToleranceMs } from '../../../server/services/figures.ts'
import type { BackupTally } from '../../../server/store/tallies.ts'
import { openHouse } from '../../support/installation.ts'

const midnight = Date.UTC(2026, 0, 2)
const hourMs = 3_600_000

function planOf(settings: PlanSettingsInput, isPaused = false) {
  return { id: 'p', sourceIds: ['a', 'b'], isPaused, expectedSince: new Date(midnight), settings: planSettingsSchema.parse(settings) }
}

function tallyOf(sourceId: string, lastGoodMs: number | null): BackupTally {
  const lastGoodAt = lastGoodMs === null ? null : new Date(lastGoodMs)
  return { planId: 'p', sourceId, trust: 'stored', count: 1, sizeBytes: 1, lastGoodAt }
}

const daily: PlanSettingsInput = { schedule: { kind: 'daily', time: '02:00' } }

test('a plan is overdue once the run of one of its sources is late by more than the tolerance', () => {
  const plan = planOf(daily)
  const due = midnight + 26 * hourMs
  const both = [tallyOf('a', midnight + 2 * hourMs), tallyOf('b', midnight + 2 * hourMs)]
  expect(isPlanOverdue(plan, both, new Date(due + overdueToleranceMs))).toBe(false)
  expect(isPlanOverdue(plan, both, new Date(due + overdueToleranceMs + 1))).toBe(true)
  expect(isPlanOverdue(plan, [both[0]!, tallyOf('b', due)], new Date(due + overdueToleranceMs + 1))).toBe(true)
  expect(isPlanOverdue(plan, [tallyOf('a', due), tallyOf('b', due)], new Date(due + overdueToleranceMs + 1))).toBe(false)
})

test('a source without any good backup counts from when it was planned, and what rests or has no schedule is never late', () => {
  const late = new Date(midnight + 2 * hourMs + overdueToleranceMs + 1)
  expect(isPlanOverdue(planOf(daily), [tallyOf('a', null)], new Date(midnight + 2 * hourMs))).toBe(false)
  expect(isPlanOverdue(planOf(daily), [tallyOf('a', null)], late)).toBe(true)
  expect(isPlanOverdue(planOf(daily, true), [], late)).toBe(false)
  expect(isPlanOverdue(planOf({}), [], late)).toBe(false)
})

test('the newest of instants is the last one, and of none there is none', () => {
  expect(newest([null, new Date(2), new Date(3), new Date(1), null])).toEqual(new Date(3))
  expect(newest([null])).toBeNull()
})

test('figures sum up what there is, once for all who ask at the same time', async () => {
  await using house = await openHouse()
  house.sqlite('shop.db', 'create table item (id integer primary key); insert into item values (1)')
  const source = await house.addSource({ name: 'shop' })
  const target = await house.addTarget({ name: 'disk' })
  const backup = await house.backup({ sourceId: source.id, targetIds: [target.id] })
  const service = new FigureService(house.installation)
  const [figures, others] = await Promise.all([service.latest(), service.latest()])
  expect(others).toBe(figures)
  expect(figures.backups).toEqual([
    { planId: null, sourceId: source.id, trust: backup.trust, count: 1, sizeBytes: backup.sizeBytes, lastGoodAt: backup.startedAt },
  ])
  expect(figures.targets).toEqual([{ targetId: target.id, count: 1, sizeBytes: backup.sizeBytes }])
  expect(figures.jobs).toEqual([{ kind: 'backup', state: 'completed', count: 1 }])
  const second = await house.backup({ sourceId: source.id, targetIds: [target.id] })
  expect(await service.latest()).toBe(figures)
  const inParts = await new FigureService(house.installation, 1).latest()
  const sizeBytes = backup.sizeBytes + second.sizeBytes
  expect(inParts.backups).toEqual([{ ...figures.backups[0], count: 2, sizeBytes, lastGoodAt: second.startedAt }])
  expect(inParts.targets).toEqual([{ targetId: target.id, count: 2, sizeBytes }])
  expect(inParts.jobs).toEqual([{ kind: 'backup', state: 'completed', count: 2 }])
})

test('figures that could not be taken are taken anew by the next who asks', async () => {
  await using house = await openHouse()
  const { tallies } = house.installation.store
  let isBroken = true
  const broken = {
    backups: () => (isBroken ? Promise.reject(new Error('no disk')) : tallies.backups(null, 1)),
    jobs: tallies.jobs.bind(tallies),
  }
  const store = { ...house.installation.store, tallies: broken as unknown as typeof tallies }
  const service = new FigureService({ ...house.installation, store })
  await expect(service.latest()).rejects.toThrow('no disk')
  isBroken = false
  expect((await service.latest()).backups).toEqual([])
})
