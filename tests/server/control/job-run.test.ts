import { setImmediate as turn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { Failure } from '../../../plugins/failure.ts'
import { isTerminal, type Job } from '../../../server/domain/work.ts'
import { JobService } from '../../../server/services/jobs.ts'
import { randomWords, seedOfRun } from '../../support/random.ts'
import { claim, isBlocked, openFast, type Procedure, start, stepThatEnds, untilAborted, worksFor } from './job-run-fixture.ts'

const rounds = process.env['HOLDFAST_PROOFS'] === '1' ? 2000 : 60

test('a job that is cancelled at any point, once or twice or in the moment of its completion, has exactly one end', async () => {
  const seed = seedOfRun()
  const word = randomWords(seed)
  const ends = new Map<string, number>()
  for (let round = 0; round < rounds; round += 1) {
    const context = `HOLDFAST_SEED=${seed}, round ${round}`
    await using place = await openFast()
    const claimed = await claim(place)
    const running = start(place.installation, claimed, { procedure: worksFor(word() % 20) })
    const service = new JobService(place.installation)
    const cancel = async () => {
      for (let turns = word() % 24; turns > 0; turns -= 1) await turn()
      return service.cancel(claimed.job.id).then(
        () => 'asked',
        (error: Failure) => error.code,
      )
    }
    const answers = await Promise.all([cancel(), ...(word() % 2 === 0 ? [cancel()] : [])])
    await running.done
    const job = (await place.store.jobs.find(claimed.job.id))!
    ends.set(job.state, (ends.get(job.state) ?? 0) + 1)
    expect(['cancelled', 'completed'], context).toContain(job.state)
    expect(
      running.states.filter((state) => isTerminal(state as Job['state'])),
      context,
    ).toEqual([job.state])
    expect(await place.store.settings.get('recorded'), context).toBe(job.state === 'completed' ? '1' : null)
    // Whoever was told that it had ended already was told the truth: nobody was asked who didn't come in time.
    if (job.state === 'cancelled') expect(answers, context).toContain('asked')
    await expect(service.cancel(job.id), context).rejects.toMatchObject({ code: 'conflict' })
    expect(await place.store.jobs.find(job.id), context).toEqual(job)
    expect(await isBlocked(place), context).toBe(false)
  }
  expect([...ends.keys()].sort()).toEqual(['cancelled', 'completed'])
})

test('a job whose lease was lost at any point writes nothing any more: its end is that of whoever swept it', async () => {
  const seed = seedOfRun()
  const word = randomWords(seed)
  let lost = 0
  for (let round = 0; round < rounds; round += 1) {
    const context = `HOLDFAST_SEED=${seed}, round ${round}`
    await using place = await openFast()
    const claimed = await claim(place)
    const running = start(place.installation, claimed, { procedure: worksFor(word() % 20) })
    for (let turns = word() % 24; turns > 0; turns -= 1) await turn()
    const swept = await place.store.transaction((nouns) =>
      nouns.leases.sweep(new Date(place.clock.time.getTime() + 10 * 60_000), () => false),
    )
    await running.done
    const job = (await place.store.jobs.find(claimed.job.id))!
    if (swept.length === 1) lost += 1
    const end = swept.length === 1 ? { state: 'failed', reason: 'interrupted' } : { state: 'completed', reason: null }
    expect(job, context).toMatchObject(end)
    expect(await place.store.settings.get('recorded'), context).toBe(swept.length === 1 ? null : '1')
  }
  expect(lost).toBeGreaterThan(0)
  expect(lost).toBeLessThan(rounds)
})

test('a job whose lease is lost is told so in the middle of its work', async () => {
  await using place = await openFast()
  const claimed = await claim(place)
  const running = start(place.installation, claimed, { procedure: (work) => untilAborted(work.signal) })
  await place.store.transaction((nouns) => nouns.leases.sweep(new Date(place.clock.time.getTime() + 600_000), () => false))
  await running.done
  expect(await place.store.jobs.find(claimed.job.id)).toMatchObject({ state: 'failed', reason: 'interrupted' })
})

test('a write in the middle of a job that is no longer this worker’s is refused and undone', async () => {
  await using place = await openFast()
  const claimed = await claim(place)
  let refusal: unknown
  const procedure: Procedure = async (work) => {
    await place.store.transaction((nouns) => nouns.leases.sweep(new Date(place.clock.time.getTime() + 600_000), () => false))
    await work
      .record((nouns) => nouns.settings.set('recorded', '1'))
      .catch((error: unknown) => {
        refusal = error
      })
    return { result: null, backupIds: [] }
  }
  await start(place.installation, claimed, { procedure }).done
  expect(refusal).toMatchObject({ code: 'conflict' })
  expect(await place.store.settings.get('recorded')).toBeNull()
})

test.each([
  ['stopped', 'failed'],
  ['cancelled', 'cancelled'],
] as const)('a job that is first %s, and before it has ended is brought to its end otherwise too, is %s', async (first, state) => {
  await using place = await openFast()
  const claimed = await claim(place)
  const procedure: Procedure = async (work) => {
    await untilAborted(work.signal).catch(() => {})
    // What takes leave slowly hears of the second wish as well.
    if (first === 'stopped') await new JobService(place.installation).cancel(claimed.job.id)
    else running.stop.abort()
    await new Promise((resolve) => setTimeout(resolve, 20))
    throw work.signal.reason
  }
  const running = start(place.installation, claimed, { procedure })
  if (first === 'stopped') running.stop.abort()
  else await new JobService(place.installation).cancel(claimed.job.id)
  await running.done
  expect(await place.store.jobs.find(claimed.job.id)).toMatchObject({ state })
})

test.each([
  ['committing', ['target-1']],
  ['dumping', []],
] as const)('a backup that is cancelled while it is %s has the targets looked at: %s', async (phase, targets) => {
  await using place = await openFast()
  const claimed = await claim(place)
  const progress = { phase, bytesRead: 1, bytesStored: 1, bytesExpected: null, sections: 0 }
  const startStep = stepThatEnds({ type: 'cancelled', reason: 'cancelled' }, [{ type: 'progress', progress }])
  const procedure: Procedure = async (work) => ({ result: await work.step('backup', {} as never), backupIds: [] })
  await start(place.installation, claimed, { procedure, startStep }).done
  expect(await place.store.jobs.find(claimed.job.id)).toMatchObject({ state: 'cancelled' })
  const rescans = await place.store.jobs.list({ kind: 'rescan' }, { limit: 10 })
  expect(rescans.map(({ targetId }) => targetId)).toEqual(targets)
})

test('what was done but can not be recorded is not called done', async () => {
  await using place = await openFast()
  const claimed = await claim(place)
  const record = async () => {
    throw new Failure('exhausted', 'the disk is full')
  }
  await start(place.installation, claimed, { procedure: async () => ({ result: null, backupIds: [], record }) }).done
  expect(await place.store.jobs.find(claimed.job.id)).toMatchObject({ state: 'failed', reason: 'exhausted' })
})

test.each([
  ['cancelled', 'cancelled', null],
  ['timeout', 'timeout', 'unavailable'],
  ['idle', 'timeout', 'unavailable'],
] as const)('a step that ended as %s makes the job end as %s', async (reason, state, code) => {
  await using place = await openFast()
  const claimed = await claim(place)
  const procedure: Procedure = async (work) => ({ result: await work.step('backup', {} as never), backupIds: [] })
  await start(place.installation, claimed, { procedure, startStep: stepThatEnds({ type: 'cancelled', reason }) }).done
  const job = await place.store.jobs.find(claimed.job.id)
  expect(job).toMatchObject({ state, reason })
  expect(job?.failure?.code ?? null).toBe(code)
})

test('what a step says becomes the job’s progress, warnings and log', async () => {
  await using place = await openFast()
  const claimed = await claim(place)
  const progress = { phase: 'dumping', bytesRead: 5, bytesStored: 1, bytesExpected: null, sections: 0 } as const
  const events = [{ type: 'progress', progress } as const, { type: 'warning', warning: { subject: 'a', message: 'was skipped' } } as never]
  const procedure: Procedure = async (work) => {
    work.note('A note.')
    return { result: await work.step('backup', {} as never), backupIds: [] }
  }
  const startStep = stepThatEnds({ type: 'failed', failure: new Failure('denied', 'no').toJSON() }, events)
  await start(place.installation, claimed, { procedure, startStep }).done
  const job = await place.store.jobs.find(claimed.job.id)
  expect(job).toMatchObject({ state: 'failed', reason: 'denied', warnings: 1, progress: { ...progress, step: 'backup' } })
  expect(job?.result?.notes).toEqual(['A note.'])
})
