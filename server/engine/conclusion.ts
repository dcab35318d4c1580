import { Failure } from '../../plugins/failure.ts'
import type { Terminal } from './context.ts'

/** Why the control side ended a job. */
export type EndReason = 'cancelled' | 'timeout' | 'idle'

/** All that is known about a job process once it is gone. */
export interface Remains {
  /** The end that the job itself reported, if its line arrived whole. */
  readonly reported: Terminal | null
  /** Why it was asked to end, if it was. */
  readonly asked: EndReason | null
  /** What was wrong with its standard output. */
  readonly damage: Failure | null
  /** Why it could not be started. */
  readonly spawnFailure: Failure | null
  readonly exitCode: number | null
  readonly exitSignal: NodeJS.Signals | null
  /** Whether the control side killed it; its exit then says nothing. */
  readonly killed: boolean
  readonly crashOutput: string
}

/**
 * The one end of a job. What the job reported stands, also while it was being cancelled; but a success is none when the output
 * was damaged or the process did not end as it should, because then its last words may not be its own.
 */
export function concludeJob(remains: Remains): Terminal {
  const { reported, asked, damage, spawnFailure } = remains
  if (spawnFailure !== null) return { type: 'failed', failure: spawnFailure.toJSON() }
  if (reported?.type === 'failed') return reported
  if (damage !== null) return failed('corrupt', `The job process wrote what is no event: ${damage.message}`, remains)
  if (reported?.type === 'cancelled') return { type: 'cancelled', reason: asked ?? reported.reason }
  if (reported === null) return asked === null ? failedByCrash(remains) : { type: 'cancelled', reason: asked }
  const endedWell = remains.exitCode === 0 || remains.killed
  return endedWell ? reported : failed('internal', `The job process reported success, but then ${howItEnded(remains)}.`, remains)
}

function failedByCrash(remains: Remains): Terminal {
  const outOfMemory = /out of memory/i.test(remains.crashOutput)
  if (outOfMemory) return failed('exhausted', 'The job process ran out of memory.', remains)
  return failed('internal', `The job process ${howItEnded(remains)} without saying how the job ended.`, remains)
}

function howItEnded({ exitCode, exitSignal }: Remains): string {
  return exitSignal === null ? `ended with exit code ${exitCode}` : `was killed by ${exitSignal}`
}

function failed(code: 'corrupt' | 'internal' | 'exhausted', message: string, remains: Remains): Terminal {
  const remedies = {
    corrupt: 'A plugin that prints to standard output does this; run the job again without it.',
    exhausted: 'Give the machine more memory, or run fewer jobs at once.',
    internal:
      remains.exitSignal === 'SIGKILL'
        ? 'If nobody killed it, the system was out of memory: its log says so. Then run the job again.'
        : 'Read what the process wrote before it ended, then run the job again.',
  }
  const { exitCode, exitSignal, crashOutput } = remains
  return {
    type: 'failed',
    failure: new Failure(code, message, { remedy: remedies[code], detail: { exitCode, exitSignal, crashOutput } }).toJSON(),
  }
}
