import type { Plan } from '../../server/domain/plan.ts'
import type { Job } from '../../server/domain/work.ts'

/** `nothing`: the work was done before the instant came. */
export type Killed = 'daemon' | 'step' | 'nothing'

const successes: readonly string[] = ['completed', 'completed_with_warnings']
/** As the plan of the world has it. */
const retries = 2
/** A daemon runs as many jobs at once as there are cores, and of one plan these at most: two backups, or a rescan and the work of one source. */
const jobsAtOnce = 3

/** Throws when one of these has not succeeded. */
export function expectSuccess(jobs: readonly Job[]): void {
  const failed = jobs.filter(({ state }) => !successes.includes(state))
  if (failed.length > 0) throw new Error(`Undisturbed jobs have failed: ${failed.map(describe).join('; ')}.`)
}

/**
 * What was killed is told as it was and is tried again where the plan wants that, and nothing else has suffered. Returns how many jobs have failed by it;
 * throws when any ended otherwise.
 */
export function expectEnds(jobs: readonly Job[], { killed, daemons }: { readonly killed: Killed; readonly daemons: number }): number {
  const failed = jobs.filter(({ state }) => !successes.includes(state))
  for (const job of failed) {
    const isTold = killed === 'daemon' ? job.reason === 'interrupted' : killed === 'step' && job.failure?.code === 'internal'
    if (job.state !== 'failed' || !isTold) throw new Error(`This was not to end like that: ${describe(job)}.`)
    const isRetried = job.kind === 'backup' && job.trigger === 'auto' && job.failure?.code === 'unavailable' && job.attempt <= retries
    const found = jobs.filter(({ retryOf }) => retryOf === job.id).length
    if (found !== (isRetried ? 1 : 0)) throw new Error(`This was tried again ${found} times: ${describe(job)}.`)
  }
  const most = killed === 'daemon' ? jobsAtOnce * daemons : 1
  if (failed.length > most) throw new Error(`${failed.length} jobs have failed: ${failed.map(describe).join('; ')}.`)
  return failed.length
}

/** The slot was run once for each of two sources, and the next one is ahead. */
export function expectOneSlot(jobs: readonly Job[], plan: Plan | null): void {
  const runs = jobs.filter(({ kind, trigger, attempt }) => kind === 'backup' && trigger === 'auto' && attempt === 1)
  if (runs.length !== 2) throw new Error(`The slot was run ${runs.length} times for two sources.`)
  if (plan === null || plan.nextSlot === null || plan.nextSlot < new Date()) throw new Error('The schedule does not go on.')
}

function describe({ kind, state, reason, failure }: Job): string {
  return `${kind} job that is ${state} (${reason}): ${failure?.message ?? 'no failure'}`
}
