import { setImmediate as turn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { Failure } from '../../../plugins/failure.ts'
import { Hub } from '../../../server/control/hub.ts'
import { JobRun } from '../../../server/control/job-run.ts'
import type { Outcome, Procedures, StartStep, Work } from '../../../server/control/procedure.ts'
import { isTerminal, type Job } from '../../../server/domain/work.ts'
import type { EndReason } from '../../../server/engine/conclusion.ts'
import type { Terminal } from '../../../server/engine/context.ts'
import { EventQueue } from '../../../server/engine/event-queue.ts'
import type { Installation } from '../../../server/services/installation.ts'
import { JobService } from '../../../server/services/jobs.ts'
import type { Lease } from '../../../server/store/job-lease.ts'
import { randomWords, seedOfRun } from '../../support/random.ts'
import { openPlace, type Place } from '../services/place.ts'
import { sampleSource, sampleTarget } from '../store/samples.ts'

/** A place on whose clock waiting takes no time, with one source and target. */
async function openFast(): Promise<Place> {
  const place = await openPlace({ dataPath: '/nonexistent/holdfast' })
  await place.store.sources.insert(sampleSource())
  await place.store.targets.insert(sampleTarget())
  const { clock } = place.installation.seams
  const fast = { ...clock, sleep: (_: number, signal: AbortSignal) => clock.sleep(1, signal) }
  const installation = { ...place.installation, seams: { ...place.installation.seams, clock: fast } }
  return { ...place, installation }
}

async function claim({ store, installation, clock }: Place): Promise<{ job: Job; lease: Lease }> {
  const job = await new JobService(installation).enqueue(
    {
      kind: 'backup',
      sourceId: 'source-1',
      planId: null,
      targetIds: ['target-1'],
      mode: null,
      tables: null,
      description: '',
      purpose: 'regular',
    },
    { trigger: 'manual' },
  )
  const leaseUntil = new Date(clock.time.getTime() + 30_000)
  const lease = await store.transaction((nouns) => nouns.leases.claim(job, { owner: 'test', now: clock.time, leaseUntil }))
  return { job, lease: lease! }
}

interface Running {
  readonly done: Promise<void>
  readonly states: string[]
  readonly stop: AbortController
}

function start(
  installation: Installation,
  claimed: { job: Job; lease: Lease },
  world: { procedure: Procedure; startStep?: StartStep },
): Running {
  const hub = new Hub()
  const states: string[] = []
  const publish = hub.publish.bind(hub)
  hub.publish = (event) => {
    if (event.type === 'job') states.push(event.job.state)
    publish(event)
  }
  const stop = new AbortController()
  const startStep = world.startStep ?? ((): never => expect.unreachable())
  const procedures = { backup: world.procedure } as unknown as Procedures
  const log = { write() {}, async [Symbol.asyncDispose]() {} }
  const run = new JobRun(claimed.job, claimed.lease, { installation, procedures, startStep, hub, log, stopped: stop.signal })
  return { done: run.run(), states, stop }
}

type Procedure = (work: Work<'backup'>) => Promise<Outcome>

/** Works for so many turns, looks every time whether it is to end, and counts how often what it did was recorded for good. */
function worksFor(turns: number, recorded: { count: number }): Procedure {
  return async (work) => {
    for (let at = 0; at < turns; at += 1) {
      await turn()
      work.signal.throwIfAborted()
    }
    return {
      result: null,
      backupIds: [],
      record: async (nouns) => {
        await nouns.settings.set('recorded', `${Number((await nouns.settings.get('recorded')) ?? 0) + 1}`)
        recorded.count += 1
      },
    }
  }
}

async function resourcesLeft({ store, clock, installation }: Place): Promise<boolean> {
  const next = await new JobService(installation)
    .enqueue(
      {
        kind: 'backup',
        sourceId: 'source-1',
        planId: null,
        targetIds: ['target-1'],
        mode: null,
        tables: null,
        description: '',
        purpose: 'regular',
      },
      { trigger: 'auto' },
    )
    .then(() => store.jobs.nextReady(clock.time))
  return next === null
}

const rounds = process.env['HOLDFAST_PROOFS'] === '1' ? 2000 : 60

test('a job that is cancelled at any point, once or twice or in the moment of its completion, has exactly one end', async () => {
  const seed = seedOfRun()
  const word = randomWords(seed)
  const ends = new Map<string, number>()
  for (let round = 0; round < rounds; round += 1) {
    const context = `HOLDFAST_SEED=${seed}, round ${round}`
    await using place = await openFast()
    const claimed = await claim(place)
    const recorded = { count: 0 }
    const running = start(place.installation, claimed, { procedure: worksFor(word() % 20, recorded) })
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
    expect(await resourcesLeft(place), context).toBe(false)
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
    const running = start(place.installation, claimed, { procedure: worksFor(word() % 20, { count: 0 }) })
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

test('a job of a worker that stops ends as interrupted, and one that is cancelled at the same time as what came first', async () => {
  for (const first of ['stop', 'cancel'] as const) {
    await using place = await openFast()
    const claimed = await claim(place)
    const running = start(place.installation, claimed, { procedure: (work) => untilAborted(work.signal) })
    const cancel = () => new JobService(place.installation).cancel(claimed.job.id)
    if (first === 'stop') running.stop.abort()
    await cancel()
    await running.done
    running.stop.abort()
    const state = first === 'stop' ? 'failed' : 'cancelled'
    expect(await place.store.jobs.find(claimed.job.id)).toMatchObject({ state })
  }
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

async function untilAborted(signal: AbortSignal): Promise<never> {
  for (;;) {
    await turn()
    signal.throwIfAborted()
  }
}

function stepThatEnds(terminal: Terminal, events: readonly Parameters<EventQueue['push']>[0][] = []): StartStep {
  return () => {
    const queue = new EventQueue()
    for (const event of events) queue.push(event)
    queue.end(terminal)
    return { pid: null, events: queue, outcome: Promise.resolve(terminal), cancel(_: EndReason) {}, async [Symbol.asyncDispose]() {} }
  }
}
