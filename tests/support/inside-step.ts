import { toFailure } from '../../plugins/failure.ts'
import type { StartStep } from '../../server/control/procedure.ts'
import type { JobSpecification } from '../../server/domain/job.ts'
import type { EndReason } from '../../server/engine/conclusion.ts'
import type { JobContext, Terminal } from '../../server/engine/context.ts'
import { EventQueue } from '../../server/engine/event-queue.ts'
import { parseSpecification, writeLine } from '../../server/engine/job-channel.ts'
import { openJobFolder } from '../../server/engine/job-folder.ts'
import { runJob } from '../../server/engine/run-job.ts'
import { type RunningJob, startJob } from '../../server/engine/runner.ts'
import type { Seams } from '../../server/seams/seams.ts'

/** Each step in a process of its own, as the program does it. */
export function processSteps(seams: Seams, temporaryRoot: string): StartStep {
  return (specification, signal) => startJob(specification, { seams, signal, temporaryRoot })
}

/** Each step in this process: the same work on the same files, without the time that a process takes to start. */
export function insideSteps(seams: Seams, temporaryRoot: string): StartStep {
  return (specification, signal) => scriptedStep((context) => run(specification, { ...context, seams, temporaryRoot }), signal)
}

export interface StepContext {
  readonly signal: AbortSignal
  readonly emit: JobContext['emit']
}

/** A step that does what the script says; what that throws is how it fails, and once the signal has aborted it is cancelled. */
export function scriptedStep(script: (context: StepContext) => Promise<Terminal>, signal: AbortSignal): RunningJob {
  const ending = new AbortController()
  const events = new EventQueue()
  let reason: EndReason = 'cancelled'
  const cancel = (why: EndReason) => {
    if (ending.signal.aborted) return
    reason = why
    ending.abort(new DOMException(`The step is to end: ${why}.`, 'AbortError'))
  }
  if (signal.aborted) cancel('cancelled')
  else signal.addEventListener('abort', () => cancel('cancelled'), { once: true })
  const conclude = async (): Promise<Terminal> => {
    try {
      return await script({ signal: ending.signal, emit: (event) => events.push(event) })
    } catch (error) {
      if (ending.signal.aborted) return { type: 'cancelled', reason }
      return { type: 'failed', failure: toFailure(error, 'running the step').toJSON() }
    }
  }
  const outcome = conclude().then((terminal) => {
    events.end(terminal)
    return terminal
  })
  return {
    pid: process.pid,
    events,
    outcome,
    cancel,
    async [Symbol.asyncDispose]() {
      cancel('cancelled')
      await outcome
    },
  }
}

async function run(
  specification: JobSpecification,
  context: StepContext & { readonly seams: Seams; readonly temporaryRoot: string },
): Promise<Terminal> {
  await using folder = await openJobFolder(specification.id, context.temporaryRoot, context.seams)
  let warnings = 0
  const emit: JobContext['emit'] = (event) => {
    if (event.type === 'warning') warnings += 1
    context.emit(event)
  }
  // Through text and back, so that what no pipe would carry carries nothing here either.
  const received = parseSpecification(writeLine(specification))
  const result = await runJob(received, { ...context, emit, temporaryRoot: folder.path })
  return { type: 'completed', result: JSON.parse(writeLine(result)), warnings }
}
