import { Console } from 'node:console'
import { tmpdir } from 'node:os'
import type { RunJob } from '../engine/context.ts'
import { type JobIo, serveJob } from '../engine/serve-job.ts'
import { type CommandIo, defineCommand } from './command.ts'

/** `holdfast step`: runs one step for the process that started it; see `startJob`. */
export const stepCommand = defineCommand({
  name: 'step',
  summary: 'run the step of a job that standard input names, and write its events to standard output',
  usage: 'step',
  options: {},
  async run({ io }) {
    const { runJob } = await import('../engine/run-job.ts')
    return await serveProcess(runJob, io)
  },
})

/** Serves one job on the standard streams of this process, and then ends the process: nothing that a plugin left open may keep it. */
export async function serveProcess(
  runJob: RunJob,
  io: Pick<CommandIo, 'seams' | 'signal'> & Pick<JobIo, 'threadToolsModule'>,
): Promise<number> {
  const crash = new AbortController()
  process.on('uncaughtException', (error) => crash.abort(error))
  process.on('unhandledRejection', (reason) => crash.abort(reason))
  // Standard output belongs to the events; what a plugin or driver prints goes where its crash would.
  globalThis.console = new Console(process.stderr, process.stderr)
  const exitCode = await serveJob(runJob, {
    ...io,
    input: process.stdin,
    output: process.stdout,
    temporaryRoot: tmpdir(),
    stopped: io.signal,
    crashed: crash.signal,
  })
  process.exit(exitCode)
}
