import { Failure } from '../../plugins/failure.ts'
import { isTerminal, type Job } from '../domain/work.ts'
import type { Installation } from '../services/installation.ts'
import { JobService } from '../services/jobs.ts'
import { defineCommand } from './command.ts'
import { dataOptions, openData } from './data-options.ts'
import { exitCode } from './exit-code.ts'
import { headline } from './job-lines.ts'
import { isWorked, startWorkerProcess } from './worker-process.ts'

const pollMs = 100
/** Whoever runs it looks every second, and its processes get 4 s to leave. */
const endMs = 10_000

export const cancelCommand = defineCommand({
  name: 'cancel',
  summary: 'Cancel a job that waits or runs, and wait until it has ended.',
  usage: 'cancel JOB',
  positionals: { atLeast: 1, atMost: 1 },
  options: dataOptions,
  async run({ positionals, options, io }) {
    await using installation = await openData(io, options)
    const service = new JobService(installation)
    const { id } = await service.find(positionals[0]!)
    await service.cancel(id)
    // The process that ran it may have been killed; then only another worker ends the job.
    if (!isTerminal((await service.find(id)).state) && !(await isWorked(installation))) startWorkerProcess(installation, io.env)
    const job = await untilEnd(id, installation, io.signal)
    if (io.json) io.out(JSON.stringify(job))
    else io.out(`${headline(job)}.`)
    return job.state === 'cancelled' || job.reason === 'interrupted' ? exitCode.done : exitCode.conflict
  },
})

async function untilEnd(id: string, { store, seams: { clock } }: Installation, signal: AbortSignal): Promise<Job> {
  const untilMs = clock.monotonicMs() + endMs
  for (;;) {
    const job = await store.jobs.find(id)
    if (job !== null && isTerminal(job.state)) return job
    if (job === null || clock.monotonicMs() > untilMs) {
      throw new Failure('unavailable', `Job ${id.slice(0, 8)} was asked to end, but has not ended yet.`, {
        remedy: `"holdfast job ${id.slice(0, 8)}" shows when it has.`,
      })
    }
    await clock.sleep(pollMs, signal)
  }
}
