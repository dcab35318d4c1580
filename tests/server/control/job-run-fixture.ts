import { setImmediate as turn } from 'node:timers/promises'
import { expect } from 'vitest'
import { Hub } from '../../../server/control/hub.ts'
import { JobRun } from '../../../server/control/job-run.ts'
import type { Outcome, Procedures, StartStep, Work } from '../../../server/control/procedure.ts'
import type { Job, RequestOf } from '../../../server/domain/work.ts'
import type { EndReason } from '../../../server/engine/conclusion.ts'
import type { Terminal } from '../../../server/engine/context.ts'
import { EventQueue } from '../../../server/engine/event-queue.ts'
import type { Installation } from '../../../server/services/installation.ts'
import { JobService } from '../../../server/services/jobs.ts'
import type { Lease } from '../../../server/store/job-lease.ts'
import { openPlace, type Place } from '../services/place.ts'
import { sampleSource, sampleTarget } from '../store/samples.ts'

const request: RequestOf<'backup'> = {
  kind: 'backup',
  sourceId: 'source-1',
  planId: null,
  targetIds: ['target-1'],
  mode: null,
  tables: null,
  description: '',
  purpose: 'regular',
}

/** A place on whose clock waiting takes no time, with one source and target. */
export async function openFast(): Promise<Place> {
  const place = await openPlace({ dataPath: '/nonexistent/holdfast' })
  await place.store.sources.insert(sampleSource())
  await place.store.targets.insert(sampleTarget())
  const { clock } = place.installation.seams
  const fast = { ...clock, sleep: (_: number, signal: AbortSignal) => clock.sleep(1, signal) }
  const installation = { ...place.installation, seams: { ...place.installation.seams, clock: fast } }
  return { ...place, installation }
}

/** A backup job that was just claimed. */
export async function claim({ store, installation, clock }: Place): Promise<{ job: Job; lease: Lease }> {
  const job = await new JobService(installation).enqueue(request, { trigger: 'manual' })
  const leaseUntil = new Date(clock.time.getTime() + 30_000)
  const lease = await store.transaction((nouns) => nouns.leases.claim(job, { owner: 'test', now: clock.time, leaseUntil }))
  return { job, lease: lease! }
}

interface Running {
  readonly done: Promise<void>
  readonly states: string[]
  readonly stop: AbortController
}

/** Runs it; `states` are those that were told to watchers. */
export function start(
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

export type Procedure = (work: Work<'backup'>) => Promise<Outcome>

/** Works for so many turns, looks every time whether it is to end, and counts in the setting `recorded` how often what it did was recorded for good. */
export function worksFor(turns: number): Procedure {
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
      },
    }
  }
}

/** Whether the source is still kept from the next backup. */
export async function isBlocked({ store, clock, installation }: Place): Promise<boolean> {
  const next = await new JobService(installation).enqueue(request, { trigger: 'auto' }).then(() => store.jobs.nextReady(clock.time))
  return next === null
}

/** Works until it is to end. */
export async function untilAborted(signal: AbortSignal): Promise<never> {
  for (;;) {
    await turn()
    signal.throwIfAborted()
  }
}

/** Steps that say this and end like that. */
export function stepThatEnds(terminal: Terminal, events: readonly Parameters<EventQueue['push']>[0][] = []): StartStep {
  return () => {
    const queue = new EventQueue()
    for (const event of events) queue.push(event)
    queue.end(terminal)
    return { pid: null, events: queue, outcome: Promise.resolve(terminal), cancel(_: EndReason) {}, async [Symbol.asyncDispose]() {} }
  }
}
