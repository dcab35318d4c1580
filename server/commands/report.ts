import { type Failure, type FailureRecord, toFailure } from '../../plugins/failure.ts'
import type { CommandIo } from './command.ts'
import { exitCode, exitCodeOf } from './exit-code.ts'
import { printable, sentence } from './format.ts'

const remedyOfLastResort = 'Run it again with HOLDFAST_DEBUG=1 to see where it happened.'

/** What `reportError` needs of a command's io; `json` may be known although no command is. */
export type ReportIo = Pick<CommandIo, 'err' | 'env' | 'json' | 'signal'>

/** Prints what ended a command and returns the exit code for it. `usage` is added where the command line itself was wrong. */
export function reportError(error: unknown, io: ReportIo, usage: string | null = null): number {
  if (isCancellation(error, io.signal)) {
    const message = `Cancelled. ${io.signal.reason instanceof Error ? io.signal.reason.message : ''}`.trimEnd()
    io.err(io.json ? JSON.stringify({ code: 'cancelled', message }) : message)
    return exitCode.cancelled
  }
  const failure = toFailure(error, 'Unexpected error')
  for (const line of io.json ? [JSON.stringify(failure)] : failureLines(failure)) io.err(line)
  if (usage !== null && !io.json && failure.code === 'invalid') io.err(`Usage: holdfast ${usage}`)
  if (io.env['HOLDFAST_DEBUG'] === '1') io.err(stackOf(error))
  return exitCodeOf(failure.code)
}

/** A failure in two lines: what happened and why; what to do next. */
export function failureLines(failure: Failure | FailureRecord): [string, string] {
  return [`Error: ${sentence(printable(failure.message))}`, `  → ${printable(failure.remedy ?? remedyOfLastResort)}`]
}

/** Whether the error is the user's wish to stop, however the code below dressed it. */
function isCancellation(error: unknown, signal: AbortSignal): boolean {
  if (!signal.aborted) return false
  return error === signal.reason || (error instanceof Error && (error.name === 'AbortError' || error.cause === signal.reason))
}

function stackOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const cause = error.cause === undefined ? '' : `\ncaused by ${stackOf(error.cause)}`
  return `${error.stack ?? error.message}${cause}`
}
