import { tmpdir } from 'node:os'
import type { JobResult, JobSpecification } from '../domain/job.ts'
import { startJob } from '../engine/runner.ts'
import { sweepJobs } from '../engine/sweep.ts'

import type { CommandIo } from './command.ts'
import { exitCode, exitCodeOf } from './exit-code.ts'
import { failureLines } from './report.ts'
import { createJobView } from './terminal.ts'

/** Runs a job in its own process, shows what it says, and resolves with the exit code. Ctrl-C cancels it and waits until it is gone. */
export async function runJob(specification: JobSpecification, io: CommandIo, describe: (result: JobResult) => string[]): Promise<number> {
  await sweepJobs(tmpdir(), io.seams)
  await using job = startJob(specification, { seams: io.seams, signal: io.signal })
  const view = createJobView(io)
  for await (const event of job.events) view.show(event)
  view.end()
  const outcome = await job.outcome
  if (outcome.type === 'completed') {
    if (!io.json) for (const line of describe(outcome.result)) io.out(line)
    return outcome.warnings > 0 ? exitCode.warnings : exitCode.done
  }
  if (outcome.type === 'cancelled') {
    if (!io.json) io.err(cancelled[outcome.reason])
    return exitCode.cancelled
  }
  if (!io.json) for (const line of failureLines(outcome.failure)) io.err(line)
  return exitCodeOf(outcome.failure.code)
}

const cancelled = {
  cancelled: 'Cancelled. Nothing was left at the target.',
  timeout: 'Ended: it took longer than --timeout allows.',
  idle: 'Ended: nothing moved for longer than --idle-timeout allows.',
} as const
