import { Failure } from '../../plugins/failure.ts'
import type { Job } from '../domain/work.ts'
import type { Installation } from '../services/installation.ts'
import { JobService } from '../services/jobs.ts'
import { askLine, canAsk } from './ask.ts'
import type { CommandIo } from './command.ts'
import { exitCode, exitCodeOf } from './exit-code.ts'
import { Follower } from './follower.ts'
import { headline, jobEndLines } from './job-lines.ts'
import { failureLines } from './report.ts'

/** A cancelled job has ended by then: its processes get 4 s to leave. */
const cancelMs = 15_000

type Wish = 'cancel' | 'leave' | 'watch'

export interface Following {
  readonly installation: Installation
  readonly io: CommandIo
  /** What Ctrl-C means: a question to who queued the jobs (in a script it cancels them), or only the end of watching. */
  readonly onInterrupt: 'ask' | 'leave'
}

/** Makes sure that somebody works off the queue, shows the job until its end, and resolves with its exit code. Ctrl-C asks what is meant by it. */
export async function runAndFollow(installation: Installation, job: Job, io: CommandIo): Promise<number> {
  return follow([job], { installation, io, onInterrupt: 'ask' })
}

/** Shows jobs one after the other, each until its end. The exit code is that of the first that failed, else of the first with warnings. */
export async function follow(jobs: readonly Job[], following: Following): Promise<number> {
  const { installation, io } = following
  let signal = io.signal
  const codes: number[] = []
  for (const [at, job] of jobs.entries()) {
    announce(job, io)
    const follower = new Follower(installation, job.id, io)
    try {
      let ended = await follower.untilEnd(signal)
      if (ended === null) {
        const wish = await wishOf(following)
        if (wish === 'leave') return leave(jobs.slice(at), io)
        if (wish === 'cancel') for (const { id } of jobs.slice(at)) await cancelQuietly(installation, id)
        // Whoever goes on watching gets away by another Ctrl-C, which ends the process.
        signal = wish === 'cancel' ? AbortSignal.timeout(cancelMs) : new AbortController().signal
        ended = await follower.untilEnd(signal)
      }
      if (ended === null) throw notEnded(job)
      follower.view.end()
      codes.push(report(ended, follower.seen, io))
    } finally {
      follower.view.end()
    }
  }
  return codes.find((code) => code !== exitCode.done && code !== exitCode.warnings) ?? Math.max(exitCode.done, ...codes)
}

/** The end of a job in words, or for programs the job itself; its exit code. */
function report(job: Job, seen: ReadonlySet<string>, io: CommandIo): number {
  if (io.json) io.out(JSON.stringify({ type: 'job', job }))
  else for (const line of jobEndLines(job, seen)) io.out(line)
  if (job.failure !== null && !io.json) for (const line of failureLines(job.failure)) io.err(line)
  if (job.state === 'completed') return exitCode.done
  if (job.state === 'completed_with_warnings') return exitCode.warnings
  if (job.state === 'cancelled' || job.state === 'timeout') return exitCode.cancelled
  return job.failure === null ? exitCode.failed : exitCodeOf(job.failure.code)
}

/** Before the first sign of its work, so that whoever watches knows its id. */
function announce(job: Job, io: CommandIo): void {
  if (io.json) io.out(JSON.stringify({ type: 'job', job }))
  else io.err(job.state === 'pending' ? `Job ${job.id.slice(0, 8)} is queued.` : `${headline(job)}.`)
}

async function wishOf({ io, onInterrupt }: Following): Promise<Wish> {
  if (onInterrupt === 'leave') return 'leave'
  if (!canAsk(io)) return 'cancel'
  const answer = await askLine('Cancel the job, leave it running, or go on watching? [c/l/Enter] ', io)
  if (answer === null) return 'leave'
  const [first] = answer.trim().toLowerCase()
  return first === 'c' ? 'cancel' : first === 'l' ? 'leave' : 'watch'
}

function leave(jobs: readonly Job[], io: CommandIo): number {
  for (const { id } of jobs) {
    if (!io.json) io.err(`Job ${id.slice(0, 8)} goes on. "holdfast job ${id.slice(0, 8)} --follow" shows it again.`)
  }
  return exitCode.cancelled
}

/** It may have ended in this very moment: then its end is what is shown. */
async function cancelQuietly(installation: Installation, jobId: string): Promise<void> {
  try {
    await new JobService(installation).cancel(jobId)
  } catch (error) {
    if (!(error instanceof Failure) || error.code !== 'conflict') throw error
  }
}

function notEnded({ id }: Job): Failure {
  return new Failure('unavailable', `Job ${id.slice(0, 8)} was asked to end, but has not ended yet.`, {
    remedy: `"holdfast job ${id.slice(0, 8)}" shows when it has.`,
  })
}
