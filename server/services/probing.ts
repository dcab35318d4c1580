import type { Call } from '../../plugins/contract.ts'
import { Failure } from '../../plugins/failure.ts'
import type { IdentifyResult, JobResult, JobSpecification, PluginUse, ProbeResult } from '../domain/job.ts'
import { startJob } from '../engine/runner.ts'
import type { Seams } from '../seams/seams.ts'
import type { Installation } from './installation.ts'

/** A target to be tried out. */
export interface TargetTrial {
  readonly target: PluginUse
  readonly prefix: string
  /** The identity that it must have; null when none is known. */
  readonly identity: string | null
  /** Whether it is given an identity if it has none. */
  readonly adopt: boolean
}

/** Finds out whether a source or a target answers, and which one it is. Throws the `Failure` that a backup would meet. */
export interface Prober {
  source(source: PluginUse, call: Call): Promise<ProbeResult>
  target(trial: TargetTrial, call: Call): Promise<IdentifyResult>
}

const patienceMs = 60_000

/** A prober whose every question is a job in a process of its own: a driver that hangs or crashes takes nothing with it. */
export function jobProber(installation: Installation): Prober {
  const common = () => trialFrame(installation)
  return {
    source: async (source, call) => (await runTrial(installation, { ...common(), kind: 'probe', source }, call)) as ProbeResult,
    target: async (trial, call) => (await runTrial(installation, { ...common(), kind: 'identify', ...trial }, call)) as IdentifyResult,
  }
}

/** What the specification of every such step begins with. */
export function trialFrame({ newId, pluginPaths }: Installation): Pick<JobSpecification, 'id' | 'limits' | 'pluginPaths'> {
  return { id: newId(), limits: { timeoutMs: patienceMs, idleMs: null }, pluginPaths: [...pluginPaths] }
}

/**
 * Runs one short step in a process of its own, without the queue. What it throws has `isTrial` in its detail: it speaks of the source or the target, and
 * not of who asked.
 */
export async function runTrial({ seams, trials }: Installation, specification: JobSpecification, call: Call): Promise<JobResult> {
  return trials.pass(() => run(specification, seams, call))
}

async function run(specification: JobSpecification, seams: Seams, { signal }: Call): Promise<JobResult> {
  signal.throwIfAborted()
  await using job = startJob(specification, { seams, signal })
  const outcome = await job.outcome
  if (outcome.type === 'completed') return outcome.result
  if (outcome.type === 'failed') throw Failure.from({ ...outcome.failure, detail: { ...outcome.failure.detail, isTrial: true } })
  signal.throwIfAborted()
  throw new Failure('unavailable', `There was no answer within ${patienceMs / 1000} seconds.`, {
    remedy: 'Make sure that the address is right and that it can be reached from here, then try again.',
    detail: { isTrial: true },
  })
}
