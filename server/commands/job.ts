import { readLog } from '../control/job-log.ts'
import { isTerminal, type Job, type LogLine } from '../domain/work.ts'
import { JobService } from '../services/jobs.ts'
import { type CommandIo, defineCommand } from './command.ts'
import { dataOptions, openData } from './data-options.ts'
import { exitCode } from './exit-code.ts'
import { follow } from './follow.ts'
import { printable } from './format.ts'
import { headline, progressText, resultLines } from './job-lines.ts'
import { aboutOf } from './jobs.ts'
import { type NounNames, readNames } from './noun-names.ts'
import { parseCount } from './quantities.ts'
import { failureLines } from './report.ts'
import { formatInstant, renderTable } from './table.ts'

export const jobCommand = defineCommand({
  name: 'job',
  summary: 'Show a job: its state, how far it is, the end of its log and what came of it.',
  usage: 'job JOB [--follow] [--log N]',
  positionals: { atLeast: 1, atMost: 1 },
  options: {
    follow: { type: 'boolean', help: 'Go on showing it until it ends, and end with its exit code; Ctrl-C stops only the showing.' },
    log: { type: 'string', placeholder: 'N', help: 'How many lines of its log, the newest; 20 if not given.' },
    ...dataOptions,
  },
  async run({ positionals, options, io }) {
    const lineCount = parseCount(options.log ?? '20', 'log')
    await using installation = await openData(io, options)
    const job = await new JobService(installation).find(positionals[0]!)
    if (options.follow === true) return await follow([job], { installation, io, onInterrupt: 'leave' })
    const { lines } = await readLog(installation, job.id)
    const log = lineCount === 0 ? [] : lines.slice(-lineCount)
    if (io.json) io.out(JSON.stringify({ ...job, log }))
    else print(job, { names: await readNames(installation.store), log, io })
    return exitCode.done
  },
})

function print(job: Job, { names, log, io }: { names: NounNames; log: readonly LogLine[]; io: CommandIo }): void {
  io.out(`${headline(job)}.`)
  const fields: [string, string][] = [
    ['id', job.id],
    ['about', aboutOf(job, names)],
    ['trigger', job.trigger],
    ['queued', formatInstant(job.queuedAt)],
    ...(job.startedAt === null && job.notBefore > job.queuedAt
      ? ([['not before', formatInstant(job.notBefore)]] as [string, string][])
      : []),
    ['started', formatInstant(job.startedAt)],
    ['ended', formatInstant(job.finishedAt)],
    ...(job.attempt > 1 ? ([['attempt', `${job.attempt}, after ${job.retryOf?.slice(0, 8) ?? 'one before'}`]] as [string, string][]) : []),
    ...(isTerminal(job.state) || job.progress === null ? [] : ([['progress', progressText(job.progress)]] as [string, string][])),
    ...(job.isCancelRequested && !isTerminal(job.state) ? ([['cancel', 'asked for']] as [string, string][]) : []),
  ]
  for (const line of renderTable(fields.map(([name, value]) => [`  ${name}:`, value]))) io.out(line)
  for (const line of resultLines(job)) io.out(line)
  if (job.failure !== null) for (const line of failureLines(job.failure)) io.out(line)
  if (log.length > 0) io.out('Log:')
  for (const { at, level, message } of log) io.out(`  ${at.slice(11, 19)} ${level.padEnd(5)} ${printable(message)}`)
}
