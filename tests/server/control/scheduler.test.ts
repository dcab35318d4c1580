import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { createInterface } from 'node:readline'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Failure } from '../../../plugins/failure.ts'
import { readLog } from '../../../server/control/job-log.ts'
import { Scheduler } from '../../../server/control/scheduler.ts'
import { type Plan, type PlanSettingsInput, planSettingsSchema } from '../../../server/domain/plan.ts'
import { timesAfter } from '../../../server/services/plan-times.ts'
import { openHouse } from '../../support/installation.ts'
import { openPlace, type Place } from '../services/place.ts'
import { idOf, later, now, sampleBackup, sampleCopy, sampleJob, samplePlan, sampleSource, sampleTarget } from '../store/samples.ts'

const hourMs = 3_600_000
const hourly: PlanSettingsInput = { schedule: { kind: 'cron', expression: '0 * * * *' } }
const { signal } = new AbortController()

let folder: string
let place: Place
let failures: Failure[]
let scheduler: Scheduler

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'holdfast-scheduler-'))
  place = await openPlace({ dataPath: folder })
  failures = []
  scheduler = new Scheduler(place.installation, { onUnexpected: (failure) => failures.push(failure) })
  await place.store.sources.insert(sampleSource())
  await place.store.targets.insert(sampleTarget())
})
afterEach(async () => {
  await place[Symbol.asyncDispose]()
  await rm(folder, { recursive: true, force: true })
})

async function addPlan(
  id: string,
  change: Partial<Omit<Plan, 'settings'>> & { readonly settings?: PlanSettingsInput } = {},
): Promise<Plan> {
  const settings = planSettingsSchema.parse(change.settings ?? hourly)
  const plan = samplePlan({
    sourceIds: ['source-1'],
    targetIds: ['target-1'],
    ...(change.nextRunAt === undefined ? timesAfter({ id, settings }, now) : {}),
    ...change,
    id,
    settings,
  })
  await place.store.transaction((nouns) => nouns.plans.insert(plan))
  return plan
}

async function queued(): Promise<number> {
  return place.store.jobs.count({ kind: 'backup' })
}

async function endAll(): Promise<void> {
  for (const { id } of await place.store.jobs.list({ states: ['pending'] }, { limit: 100 })) {
    await place.store.transaction((nouns) => nouns.jobs.requestCancel(id, place.clock.time))
  }
}

test('a plan that is due gets one job a source and its next slot, and is left alone until then', async () => {
  await place.store.sources.insert(sampleSource({ id: 'source-2' }))
  const plan = await addPlan('plan-1', { sourceIds: ['source-1', 'source-2'] })
  expect(await scheduler.look(signal)).toBe(0)
  place.clock.time = plan.nextRunAt!
  expect(await scheduler.look(signal)).toBe(2)
  expect(await scheduler.look(signal)).toBe(0)
  const jobs = await place.store.jobs.list({ planId: 'plan-1' }, { limit: 10 })
  expect(jobs.map(({ sourceId, trigger, state }) => [sourceId, trigger, state]).sort()).toEqual([
    ['source-1', 'auto', 'pending'],
    ['source-2', 'auto', 'pending'],
  ])
  const kept = await place.store.plans.find('plan-1')
  expect(kept).toMatchObject({ lastSlot: plan.nextSlot, nextSlot: new Date(plan.nextSlot!.getTime() + hourMs) })
})

test('a source whose scheduled backup still waits gets no second one behind it', async () => {
  const plan = await addPlan('plan-1')
  for (let slot = 0; slot < 3; slot += 1) {
    place.clock.time = new Date(plan.nextRunAt!.getTime() + slot * hourMs)
    await scheduler.look(signal)
  }
  expect(await queued()).toBe(1)
  expect((await place.store.plans.find('plan-1'))?.lastSlot).toEqual(new Date(plan.nextSlot!.getTime() + 2 * hourMs))
})

test('slots that were missed are made up for once, and the log says how many', async () => {
  const plan = await addPlan('plan-1')
  place.clock.time = new Date(plan.nextRunAt!.getTime() + 7 * hourMs + 1)
  expect(await scheduler.look(signal)).toBe(1)
  await endAll()
  expect(await scheduler.look(signal)).toBe(0)
  const [job] = await place.store.jobs.list({}, { limit: 1 })
  expect((await readLog(place.installation, job!.id)).lines).toMatchObject([{ message: expect.stringContaining('makes up for 7') }])
})

test('a clock that is set back makes nothing run twice', async () => {
  const plan = await addPlan('plan-1')
  const slotMs = plan.nextRunAt!.getTime()
  for (const afterMs of [0, -hourMs, -1, 0, 1, hourMs - 1]) {
    place.clock.time = new Date(slotMs + afterMs)
    await scheduler.look(signal)
    await endAll()
  }
  expect(await queued()).toBe(1)
  place.clock.time = new Date(slotMs + hourMs)
  await scheduler.look(signal)
  expect(await queued()).toBe(2)
})

test('a slot that another process was first to queue is not queued again, whatever became of its job', async () => {
  const plan = await addPlan('plan-1')
  place.clock.time = plan.nextRunAt!
  const stale = await place.store.plans.listDue(place.clock.time, 10)
  await scheduler.look(signal)
  await endAll()
  place.store.plans.listDue = async () => stale
  expect(await scheduler.look(signal)).toBe(0)
  expect(await queued()).toBe(1)
})

test('a paused plan does not run', async () => {
  const plan = await addPlan('plan-1', { isPaused: true })
  place.clock.time = plan.nextRunAt!
  expect(await scheduler.look(signal)).toBe(0)
})

test('while a restore runs nothing is queued; what was due then is queued afterwards', async () => {
  const plan = await addPlan('plan-1')
  const restore = sampleJob({ kind: 'restore', state: 'running', owner: 'somebody', fence: 1, leaseUntil: later(10 * hourMs) })
  await place.store.transaction((nouns) => nouns.jobs.insert(restore, []))
  place.clock.time = plan.nextRunAt!
  expect(await scheduler.look(signal)).toBe(0)
  const end = {
    state: 'completed',
    at: now,
    reason: null,
    failure: null,
    result: null,
    progress: null,
    warnings: 0,
    backupId: null,
  } as const
  await place.store.transaction((nouns) => nouns.leases.finish({ jobId: restore.id, fence: 1 }, end))
  expect(await scheduler.look(signal)).toBe(1)
})

test('a plan that can not be kept is told of once and keeps no other from its time', async () => {
  await addPlan('plan-1', { settings: { ...hourly, zone: 'Nowhere/Atall' }, nextSlot: later(-2), nextRunAt: later(-2) })
  const plan = await addPlan('plan-2')
  place.clock.time = plan.nextRunAt!
  expect(await scheduler.look(signal)).toBe(1)
  await scheduler.look(signal)
  expect(failures).toHaveLength(1)
  expect(failures[0]?.message).toContain('name of plan-1')
})

test('a plan without a schedule any more is due no more', async () => {
  await addPlan('plan-1', { settings: {}, nextSlot: now, nextRunAt: now })
  expect(await scheduler.look(signal)).toBe(0)
  expect(await place.store.plans.find('plan-1')).toMatchObject({ nextSlot: null, nextRunAt: null })
})

test('a scheduled verification takes the newest backup of each source and the one that was verified the longest ago', async () => {
  const verification = { level: 'parsed', schedule: { kind: 'cron', expression: '0 4 * * *' } } as const
  const plan = await addPlan('plan-1', { settings: { verification } })
  await place.store.sources.insert(sampleSource({ id: 'source-2' }))
  const verifiedHoursAgo = [1, 9, 3, 2, 5]
  for (const [at, hours] of verifiedHoursAgo.entries()) {
    const sourceId = at < 3 ? 'source-1' : 'source-2'
    const backup = sampleBackup({ id: idOf(at + 1), planId: 'plan-1', sourceId, startedAt: later(-at * 1000) })
    await place.store.transaction(async (nouns) => {
      await nouns.backups.put(backup)
      await nouns.copies.put(sampleCopy({ backupId: backup.id, verifiedAt: later(-hours * hourMs) }))
    })
  }
  place.clock.time = plan.nextVerifyAt!
  expect(await scheduler.look(signal)).toBe(3)
  expect(await scheduler.look(signal)).toBe(0)
  const jobs = await place.store.jobs.list({ kind: 'verify' }, { limit: 10 })
  expect(jobs.map(({ backupId }) => backupId).sort()).toEqual([idOf(1), idOf(2), idOf(4)])
  expect(jobs[0]?.request).toMatchObject({ level: 'parsed' })
})

const many = process.env['HOLDFAST_PROOFS'] === '1' ? 10_000 : 500

test(`of ${many} plans that are due in the same minute none is lost, and everything else gets its turn meanwhile`, async () => {
  const settings = planSettingsSchema.parse(hourly)
  await place.store.transaction(async (nouns) => {
    for (let at = 0; at < many; at += 1) {
      const id = idOf(at + 1)
      await nouns.plans.insert(
        samplePlan({ id, settings, sourceIds: ['source-1'], targetIds: ['target-1'], ...timesAfter({ id, settings }, now) }),
      )
    }
  })
  place.clock.time = later(hourMs)
  let turns = 0
  let isDone = false
  const turn = () => {
    turns += 1
    if (!isDone) setImmediate(turn)
  }
  setImmediate(turn)
  using delay = monitorEventLoopDelay({ resolution: 1 })
  delay.enable()
  const startedMs = performance.now()
  // Two at once, as two daemons would.
  const made = await Promise.all([scheduler.look(signal), new Scheduler(place.installation, { onUnexpected: () => {} }).look(signal)])
  isDone = true
  if (many > 500) {
    const tookMs = Math.round(performance.now() - startedMs)
    process.stdout.write(
      `${many} plans: ${tookMs} ms, longest turn ${(delay.max / 1e6).toFixed(1)} ms, 99 % ${(delay.percentile(99) / 1e6).toFixed(1)} ms\n`,
    )
  }
  expect(made[0]! + made[1]!).toBe(many)
  expect(await queued()).toBe(many)
  expect(new Set((await place.store.jobs.list({}, { limit: many })).map(({ planId }) => planId)).size).toBe(many)
  expect(turns).toBeGreaterThan(many / 3)
})

test('of two processes that keep the same plans each queues what the other does not', async () => {
  await using house = await openHouse()
  const source = await house.addSource({ name: 'app' })
  const target = await house.addTarget({ name: 'shelf' })
  for (let at = 0; at < 60; at += 1) {
    const due = { nextSlot: later(-hourMs), nextRunAt: later(-hourMs) }
    await house.addPlan({ name: `plan ${at}`, folder: `${at}`, sourceIds: [source.id], targetIds: [target.id], settings: hourly, ...due })
  }
  const program = join(import.meta.dirname, 'programs/schedule.ts')
  const processes = [0, 1].map(() => {
    const child = spawn(process.execPath, [program, house.installation.dataPath, later(-1000).toISOString()], {
      stdio: ['pipe', 'pipe', 'inherit'],
    })
    return { child, lines: createInterface({ input: child.stdout })[Symbol.asyncIterator](), exited: once(child, 'close') }
  })
  for (const { lines } of processes) expect((await lines.next()).value).toBe('ready')
  for (const { child } of processes) child.stdin.write('go\n')
  const made = await Promise.all(processes.map(async ({ lines }) => Number((await lines.next()).value)))
  await Promise.all(processes.map(({ exited }) => exited))
  expect(made[0]! + made[1]!).toBe(60)
  expect(await house.installation.store.jobs.count({ kind: 'backup' })).toBe(60)
})
