import { expect, test } from 'vitest'
import type { JobResult } from '../../server/domain/job.ts'
import { systemClock } from '../../server/seams/clock.ts'
import { tell } from './seeded.ts'
import { Trial } from './trial.ts'

test('backups of the same second get names of their own, and all of them restore (K2)', async () => {
  await using trial = await Trial.begin()
  const instant = new Date()
  const clock = { ...systemClock, now: () => instant }
  const together = 4
  const results: JobResult[] = await Promise.all(
    Array.from({ length: together }, (_, at) =>
      trial.place.run(trial.place.backupOf({ codec: at % 2 === 0 ? 'zstd' : 'deflate' }), { clock }),
    ),
  )
  for (const result of results) trial.ledger.acknowledge(result, trial.content)
  expect(new Set(results.map((result) => (result.kind === 'backup' ? result.name : ''))).size).toBe(together)
  await trial.ledger.check()
  await trial.ledger.checkByOracle()
  await trial.ledger.checkNoRemains()
  tell('K2', together, 0)
})

test('backups of the same second by different processes get names of their own (K2)', async () => {
  await using trial = await Trial.begin()
  const jobs = Array.from({ length: 2 }, () => trial.place.start(trial.place.backupOf()))
  const outcomes = await Promise.all(jobs.map((job) => job.outcome))
  for (const outcome of outcomes) {
    expect(outcome).toMatchObject({ type: 'completed' })
    if (outcome.type === 'completed') trial.ledger.acknowledge(outcome.result, trial.content)
  }
  expect(await trial.ledger.listed()).toHaveLength(3)
  await trial.ledger.check()
})
