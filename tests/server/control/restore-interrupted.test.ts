import { mkdirSync, readdirSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { expect, test } from 'vitest'
import { Failure } from '../../../plugins/failure.ts'
import type { StartStep } from '../../../server/control/procedure.ts'
import type { Job } from '../../../server/domain/work.ts'
import { systemSeams } from '../../../server/seams/seams.ts'
import { insideSteps, type StepContext, scriptedStep } from '../../support/inside-step.ts'
import { type House, openHouse } from '../../support/installation.ts'
import { letter, openShop, openTree, people, peopleNow, type Shop } from './restore-fixture.ts'

/** The first restore step begins to write and then does what the script says; all others are real. */
function failingRestore(script: (context: StepContext, into: string) => Promise<never>): StartStep {
  const real = insideSteps(systemSeams(), tmpdir())
  let isUsed = false
  return (specification, signal) => {
    if (specification.kind !== 'restore' || isUsed) return real(specification, signal)
    isUsed = true
    return scriptedStep((context) => {
      context.emit({ type: 'progress', progress: { phase: 'restoring', bytesRead: 1, bytesStored: 0, bytesExpected: 9, sections: 0 } })
      return script(context, String(specification.into.config['path']))
    }, signal)
  }
}

async function fails(): Promise<never> {
  throw new Failure('exhausted', 'the disk is full', { remedy: 'Make room.' })
}

async function waits({ signal }: StepContext): Promise<never> {
  if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }))
  throw signal.reason
}

async function writesHalf(context: StepContext, into: string): Promise<never> {
  await writeFile(`${into}/letter`, 'half')
  await writeFile(`${into}/added`, 'half')
  return waits(context)
}

/** Runs until the job writes, with one behind it in the queue that has nothing to do with it; the worker goes on in the background. */
async function runUntilWriting(house: House, { source, target, backup }: Shop) {
  const job = await house.enqueue(house.restoreOf(backup.id, source.id))
  mkdirSync(house.path('other'))
  const other = await house.addSource({ name: 'other', dialect: 'files', config: { path: house.path('other') } })
  const more = { planId: null, mode: null, tables: null, description: '', purpose: 'regular' } as const
  const next = await house.enqueue({ kind: 'backup', sourceId: other.id, targetIds: [target.id], ...more })
  const running = house.run()
  for await (const { event } of house.hub.subscribe(new AbortController().signal)) {
    if (event.type === 'progress' && event.progress.phase === 'restoring') break
  }
  // Nothing else starts while a restore runs: that is how queue and schedules pause.
  expect(await house.installation.store.jobs.nextReady(house.clock.now())).toBeNull()
  expect((await house.job(next.id)).state).toBe('pending')
  return { job, next, running }
}

async function expectUndone(house: House, job: Job): Promise<void> {
  expect(letter(house)).toBe('half')
  expect((await house.undo(job.id)).state).toBe('completed')
  expect(letter(house)).toBe('now')
}

test('a tree whose restore fails midway is brought back from the safety backup, which the failure says', async () => {
  await using house = await openHouse({
    steps: failingRestore(async (_context, into) => {
      await writeFile(`${into}/letter`, 'half')
      await writeFile(`${into}/added`, 'half')
      return fails()
    }),
  })
  const { source, backup } = await openTree(house)
  const job = await house.finish(house.restoreOf(backup.id, source.id))
  expect(job).toMatchObject({ state: 'failed', reason: 'exhausted', failure: { remedy: 'Make room.' } })
  expect(job.failure!.message).toMatch(/^the disk is full\. What was there before was brought back from backup_.*still there\.$/)
  expect(job.result!.safetyBackupId).not.toBeNull()
  expect(letter(house)).toBe('now')
  expect(readdirSync(house.path('tree')).sort()).toEqual(['added', 'letter'])
  expect((await house.finish(house.restoreOf(backup.id, source.id))).state).toBe('completed')
  expect(letter(house)).toBe('then')
})

test('a database whose restore fails is as it was, for its engine sees to that, and nothing is rolled back', async () => {
  await using house = await openHouse({ steps: failingRestore(fails) })
  const { source, backup } = await openShop(house)
  const job = await house.finish(house.restoreOf(backup.id, source.id))
  expect(job.failure!.message).toBe('the disk is full. The destination is as it was before.')
  expect(job.progress!.step).toBe('restore')
  expect(people(house)).toEqual(peopleNow)
})

test('a restore that is cancelled midway says how to bring back what was there, and the queue goes on', async () => {
  await using house = await openHouse({ steps: failingRestore(writesHalf) })
  const work = await runUntilWriting(house, await openTree(house))
  await house.jobs.cancel(work.job.id)
  await work.running
  const job = await house.job(work.job.id)
  expect(job).toMatchObject({ state: 'cancelled', failure: null })
  expect(job.result!.notes.join(' ')).toContain(`holdfast undo ${job.id.slice(0, 8)}`)
  expect((await house.job(work.next.id)).state).toBe('completed')
  await expectUndone(house, job)
})

test('a restore whose worker is gone ends as interrupted, the queue goes on, and it can be undone', async () => {
  await using house = await openHouse({ steps: failingRestore(writesHalf) })
  const work = await runUntilWriting(house, await openTree(house))
  const { store } = house.installation
  await store.transaction((nouns) => nouns.leases.sweep(house.clock.now(), () => true))
  await work.running
  const job = await house.job(work.job.id)
  expect(job).toMatchObject({ state: 'failed', reason: 'interrupted' })
  expect((await house.job(work.next.id)).state).toBe('completed')
  await expectUndone(house, job)
})
