import { tmpdir } from 'node:os'
import { expect, test } from 'vitest'
import { Failure } from '../../../plugins/failure.ts'
import type { StartStep } from '../../../server/control/procedure.ts'
import { sweepInterrupted } from '../../../server/control/sweep.ts'
import type { Job } from '../../../server/domain/work.ts'
import { systemSeams } from '../../../server/seams/seams.ts'
import { insideSteps, scriptedStep } from '../../support/inside-step.ts'
import { addKept, archivesAt, openKeepingHouse } from './keeping-house.ts'

/** The first backup step does all its work and dies before it can say so. */
function crashingAtTheEnd(): StartStep {
  const real = insideSteps(systemSeams(), tmpdir())
  let isUsed = false
  return (specification, signal) => {
    if (specification.kind !== 'backup' || isUsed) return real(specification, signal)
    isUsed = true
    return scriptedStep(async () => {
      await using step = real(specification, signal)
      for await (const _ of step.events);
      return { type: 'failed', failure: new Failure('internal', 'The job process was killed.').toJSON() }
    }, signal)
  }
}

test('an archive that was committed by a step which then crashed is taken in', async () => {
  await using house = await openKeepingHouse({ steps: crashingAtTheEnd() })
  const { source, plan, targets } = await addKept(house)
  const request = { kind: 'backup', sourceId: source.id, planId: plan.id, targetIds: null, mode: null, tables: null } as const
  const job = await house.finish({ ...request, description: '', purpose: 'regular' })
  expect(job).toMatchObject({ state: 'failed', reason: 'internal' })
  const names = await archivesAt(house, 'near')
  expect(names).toHaveLength(1)
  const copies = await house.installation.store.copies.listAtTarget(targets[0]!.id)
  expect(copies.map(({ key }) => key)).toEqual(names.map((name) => `nightly/${name}`))
})

test('a rescan, a copy, and a restore that were interrupted have their targets looked at', async () => {
  await using house = await openKeepingHouse()
  const { source, plan, targets } = await addKept(house)
  const backup = await house.backup({ sourceId: source.id, planId: plan.id })
  const targetId = targets[0]!.id
  const { store } = house.installation
  const queuedBy = async (job: Job) => {
    const now = house.clock.now()
    await store.transaction((nouns) => nouns.leases.claim(job, { owner: 'gone', now, leaseUntil: now }))
    await sweepInterrupted(house.installation)
    const waiting = await house.jobs.list({ kind: 'rescan', states: ['pending'] }, { limit: 10 })
    for (const { id } of waiting) await house.jobs.cancel(id)
    return waiting.map((rescan) => rescan.targetId)
  }
  expect(await queuedBy(await house.enqueue({ kind: 'rescan', targetId }))).toEqual([targetId])
  expect(await queuedBy(await house.enqueue({ kind: 'copy', backupId: backup.id, targetId }))).toEqual([targetId])
  expect(await queuedBy(await house.enqueue(house.restoreOf(backup.id, source.id)))).toEqual([targetId])
  expect(await queuedBy(await house.enqueue({ kind: 'verify', backupId: backup.id, level: 'stored', targetId: null }))).toEqual([])
})
