import { availableParallelism } from 'node:os'
import { type Failure, toFailure } from '../../plugins/failure.ts'
import { startJob } from '../engine/runner.ts'
import type { Installation } from '../services/installation.ts'
import { keepHouse } from './housekeeping.ts'
import { Hub } from './hub.ts'
import { jobLogs } from './job-log.ts'
import type { StartStep } from './procedure.ts'
import { procedures } from './procedures/index.ts'
import { Scheduler } from './scheduler.ts'
import { Worker } from './worker.ts'
import { isPresent } from './worker-presence.ts'

export interface ControlOptions {
  /** How many jobs run at once; as many as there are cores if absent. */
  readonly slots?: number
  readonly startStep?: StartStep
  /** What others want done once an hour. */
  readonly chores?: readonly ((signal: AbortSignal) => Promise<unknown>)[]
  /** Told of what went wrong in a loop that goes on all the same. */
  onUnexpected(failure: Failure): void
}

/** The queue, worked off, and the plans, kept. Dispose ends the jobs that run as interrupted and waits for that. */
export interface Control extends AsyncDisposable {
  readonly hub: Hub
  /** Looks at the queue at once. */
  wake(): void
  /** Whether the metadata can be read, and the worker was seen of late; never rejects. */
  vitals(): Promise<{ readonly store: boolean; readonly worker: boolean }>
}

const scheduleEveryMs = 1000
const housekeepingEveryMs = 3_600_000
const afterErrorMs = 5000

/** How many jobs run at once where nobody says: as many as there are cores. */
export function slotsByDefault(): number {
  return availableParallelism()
}

/** A worker over an installation; whoever makes it runs it. */
export function createWorker(
  installation: Installation,
  options: Pick<ControlOptions, 'slots' | 'startStep'> & { readonly hub: Hub; readonly runsSchedules: boolean },
): Worker {
  return new Worker({
    installation,
    procedures,
    startStep: options.startStep ?? ((specification, signal) => startJob(specification, { seams: installation.seams, signal })),
    hub: options.hub,
    openLog: jobLogs(installation),
    slots: options.slots ?? slotsByDefault(),
    runsSchedules: options.runsSchedules,
  })
}

/** Starts the loops of a daemon: the worker, the schedules, and what is to be done once an hour. */
export function openControl(installation: Installation, options: ControlOptions): Control {
  const hub = new Hub()
  const stop = new AbortController()
  const worker = createWorker(installation, { ...options, hub, runsSchedules: true })
  const scheduler = new Scheduler(installation, options)
  const repeat = (everyMs: number, work: () => Promise<unknown>) =>
    keepRepeating({ installation, signal: stop.signal, everyMs, work, onUnexpected: options.onUnexpected })
  const loops = [
    repeat(0, () => worker.run(stop.signal)),
    repeat(scheduleEveryMs, async () => {
      if ((await scheduler.look(stop.signal)) > 0) worker.wake()
    }),
    repeat(housekeepingEveryMs, () => keepHouse(installation, stop.signal)),
    ...(options.chores ?? []).map((chore) => repeat(housekeepingEveryMs, () => chore(stop.signal))),
  ]
  return {
    hub,
    wake: () => worker.wake(),
    vitals: () => vitalsOf(installation),
    async [Symbol.asyncDispose]() {
      stop.abort(new DOMException('The daemon stops.', 'AbortError'))
      await Promise.all(loops)
      // A loop that had just met an error left without them.
      await worker.settled()
    },
  }
}

async function vitalsOf(installation: Installation): Promise<{ store: boolean; worker: boolean }> {
  try {
    const workers = await installation.store.workers.list()
    return { store: true, worker: workers.some((worker) => worker.owner === installation.owner && isPresent(worker, installation)) }
  } catch {
    return { store: false, worker: false }
  }
}

interface Loop {
  readonly installation: Installation
  readonly signal: AbortSignal
  readonly everyMs: number
  readonly work: () => Promise<unknown>
  readonly onUnexpected: (failure: Failure) => void
}

/** Does it again and again until the signal aborts. An error is told, and after a while it goes on: a daemon that stopped keeping its plans would be worse. */
async function keepRepeating({ installation, signal, everyMs, work, onUnexpected }: Loop): Promise<void> {
  const { clock } = installation.seams
  while (!signal.aborted) {
    let delayMs = everyMs
    try {
      await work()
    } catch (error) {
      if (signal.aborted) return
      onUnexpected(toFailure(error, 'working off the queue'))
      delayMs = Math.max(everyMs, afterErrorMs)
    }
    await clock.sleep(delayMs, signal).catch(() => {})
  }
}
