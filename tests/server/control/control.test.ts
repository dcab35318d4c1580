import { access, mkdir, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { expect, test } from 'vitest'
import { type ControlOptions, openControl } from '../../../server/control/control.ts'
import { forgetOldJobs, keepHouse } from '../../../server/control/housekeeping.ts'
import { logPath } from '../../../server/control/job-log.ts'
import type { StartStep } from '../../../server/control/procedure.ts'
import type { Terminal } from '../../../server/engine/context.ts'
import { EventQueue } from '../../../server/engine/event-queue.ts'
import { type House, openHouse } from '../../support/installation.ts'
import { sampleBackup, sampleCopy } from '../store/samples.ts'

const dayMs = 86_400_000
const { signal } = new AbortController()

/** Steps that go on until they are cancelled. */
function endlessSteps() {
  const started: unknown[] = []
  const startStep: StartStep = (specification, ending) => {
    started.push(specification)
    const events = new EventQueue()
    const outcome = new Promise<Terminal>((resolve) => {
      const end = () => resolve({ type: 'cancelled', reason: 'cancelled' })
      if (ending.aborted) end()
      else ending.addEventListener('abort', end, { once: true })
    })
    outcome.then((terminal) => events.end(terminal))
    return { pid: null, events, outcome, cancel() {}, async [Symbol.asyncDispose]() {} }
  }
  return { started, startStep }
}

function open(house: House, options: Partial<ControlOptions> = {}) {
  const unexpected: string[] = []
  const control = openControl(house.installation, { onUnexpected: ({ message }) => unexpected.push(message), ...options })
  return { control, unexpected }
}

async function enqueueBackup(house: House) {
  const source = await house.addSource({ name: 'app' })
  const target = await house.addTarget({ name: 'shelf' })
  const request = { planId: null, mode: null, tables: null, description: '', purpose: 'regular' } as const
  return house.enqueue({ kind: 'backup', sourceId: source.id, targetIds: [target.id], ...request })
}

test('control takes jobs from the queue, tells the hub, and when it is closed ends what runs as interrupted', async () => {
  await using house = await openHouse()
  const job = await enqueueBackup(house)
  const { started, startStep } = endlessSteps()
  const { control, unexpected } = open(house, { startStep })
  const events = control.hub.subscribe(signal, 0)
  await expect.poll(() => started.length).toBe(1)
  expect((await events.next()).value).toMatchObject({ event: { type: 'job', job: { id: job.id, state: 'running' } } })
  expect(await control.vitals()).toEqual({ store: true, worker: true })
  await control[Symbol.asyncDispose]()
  expect(await house.job(job.id)).toMatchObject({ state: 'failed', reason: 'interrupted' })
  expect(await house.installation.store.workers.list()).toEqual([])
  expect(await control.vitals()).toEqual({ store: true, worker: false })
  expect(unexpected).toEqual([])
})

test('a plan that falls due runs without anybody asking', async () => {
  await using house = await openHouse()
  house.sqlite('app.db', 'CREATE TABLE t (a)')
  const source = await house.addSource({ name: 'app' })
  const target = await house.addTarget({ name: 'shelf', identity: 'known' })
  const at = new Date(house.clock.now().getTime() - 1)
  const settings = { schedule: { kind: 'cron', expression: '0 3 * * *' } } as const
  await house.addPlan({ name: 'nightly', sourceIds: [source.id], targetIds: [target.id], settings, nextSlot: at, nextRunAt: at })
  const { started, startStep } = endlessSteps()
  await using _ = open(house, { startStep }).control
  await expect.poll(() => started.length).toBe(1)
  expect(started[0]).toMatchObject({ kind: 'backup', trigger: 'auto' })
})

test('an error in one loop is told and stops none of them', async () => {
  await using house = await openHouse()
  const job = await enqueueBackup(house)
  const { started, startStep } = endlessSteps()
  const plans = house.installation.store.plans
  plans.listDue = () => Promise.reject(new Error('the plans are gone'))
  const { control, unexpected } = open(house, { startStep })
  await expect.poll(() => [started.length, unexpected.length]).toEqual([1, 1])
  expect(unexpected[0]).toContain('the plans are gone')
  await control[Symbol.asyncDispose]()
  expect(await house.job(job.id)).toMatchObject({ reason: 'interrupted' })
})

test('jobs that ended long ago are forgotten with their logs, except those that made a backup which is still known', async () => {
  await using house = await openHouse({ procedures: { backup: async () => ({ result: null, backupIds: [] }) } })
  const { store, dataPath } = house.installation
  const old = await enqueueBackup(house)
  await house.run()
  const path = logPath(dataPath, old.id)
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, '{}\n')
  const made = await house.finish(old.request)
  await store.transaction((nouns) => nouns.backups.put(sampleBackup({ jobId: made.id })))
  expect(await forgetOldJobs(house.installation)).toBe(0)
  house.clock.advance(91 * dayMs)
  const recent = await house.finish(old.request)
  await keepHouse(house.installation, signal)
  expect(await store.jobs.find(old.id)).toBeNull()
  await expect(access(path)).rejects.toThrow('ENOENT')
  expect(await store.jobs.find(made.id)).not.toBeNull()
  expect(await store.jobs.find(recent.id)).not.toBeNull()
})

test('a removal that did not come to its end is tried again', async () => {
  await using house = await openHouse()
  const { store } = house.installation
  const target = await house.addTarget({ name: 'shelf' })
  await store.transaction(async (nouns) => {
    await nouns.backups.put(sampleBackup({ state: 'delete_pending' }))
    await nouns.copies.put(sampleCopy({ targetId: target.id }))
  })
  await keepHouse(house.installation, signal)
  await keepHouse(house.installation, signal)
  expect(await store.jobs.list({ kind: 'prune' }, { limit: 9 })).toMatchObject([{ trigger: 'auto', state: 'pending' }])
})
