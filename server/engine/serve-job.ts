import type { Readable, Writable } from 'node:stream'
import { Failure, toFailure } from '../../plugins/failure.ts'
import type { JobResult, JobSpecification } from '../domain/job.ts'
import type { Seams } from '../seams/seams.ts'
import type { JobContext, RunJob, Terminal } from './context.ts'
import { redactText, secretsOf } from './crash-output.ts'
import { EventWriter } from './event-writer.ts'
import { parseSpecification, readLines } from './job-channel.ts'
import { openJobFolder } from './job-folder.ts'

/** How long a job may clean up after an error that nobody caught: the part that would do it may be what broke. */
const crashGraceMs = 2000

const exitCodes = { completed: 0, failed: 1, cancelled: 130 } as const

/** The process around one job. */
export interface JobIo {
  /** First the specification, one line; the end of the input then means that nobody waits for the job any more. Destroyed at the end. */
  readonly input: Readable
  readonly output: Writable
  readonly seams: Seams
  /** Where the job's folder for temporary files is made. */
  readonly temporaryRoot: string
  /** Aborts when the job is to end. */
  readonly stopped: AbortSignal
  /** Aborts with an error that nobody caught: from there on the state of the process is unknown. */
  readonly crashed: AbortSignal
  readonly threadToolsModule?: URL
}

/** Runs the one job that the input names and says how it ended, exactly once. Resolves with the exit code when all is written; never rejects. */
export async function serveJob(runJob: RunJob, io: JobIo): Promise<number> {
  const abandoned = new AbortController()
  const abandon = () => abandoned.abort(new DOMException('Nobody waits for the job any more.', 'AbortError'))
  const writer = new EventWriter(io.output, io.seams.clock, abandon)
  const signal = AbortSignal.any([io.stopped, io.crashed, abandoned.signal])
  try {
    const terminal = await concludeServing({ ...io, runJob, writer, signal, abandon })
    await writer.end(terminal)
    return exitCodes[terminal.type]
  } finally {
    io.input.destroy()
  }
}

interface Serving extends JobIo {
  readonly runJob: RunJob
  readonly writer: EventWriter
  readonly signal: AbortSignal
  readonly abandon: () => void
}

async function concludeServing(serving: Serving): Promise<Terminal> {
  const { signal, crashed, writer } = serving
  let specification: JobSpecification | null = null
  try {
    specification = await readSpecification(serving)
    signal.throwIfAborted()
    const working = work(specification, serving)
    const result = await Promise.race([working, rejectAfterCrash(serving, working)])
    crashed.throwIfAborted()
    return { type: 'completed', result, warnings: writer.warnings }
  } catch (error) {
    if (signal.aborted && !crashed.aborted) return cancelled(error, serving)
    const failure = toFailure(crashed.aborted ? crashed.reason : error, 'running the job').toJSON()
    return { type: 'failed', failure: crashed.aborted ? redactMessage(failure, specification) : failure }
  }
}

/** Reads the first line and goes on reading in the background, to notice the end. */
async function readSpecification({ input, signal, abandon }: Serving): Promise<JobSpecification> {
  const lines = readLines(input)
  const destroyInput = () => void input.destroy()
  signal.addEventListener('abort', destroyInput, { once: true })
  const first = await lines.next()
  if (first.done === true)
    throw new Failure('invalid', 'The job process got no specification.', { remedy: 'Jobs are started by the daemon, not by hand.' })
  const drain = async () => {
    for await (const _ of lines);
  }
  drain().then(abandon, abandon)
  return parseSpecification(first.value)
}

async function work(specification: JobSpecification, serving: Serving): Promise<JobResult> {
  const { seams, writer, signal, runJob, threadToolsModule } = serving
  const folder = await openJobFolder(specification.id, serving.temporaryRoot, seams)
  try {
    signal.throwIfAborted()
    const context: JobContext = {
      seams: { ...seams, processes: folder.processes },
      temporaryRoot: folder.path,
      signal,
      emit: writer.emit,
      ...(threadToolsModule === undefined ? {} : { threadToolsModule }),
    }
    return await runJob(specification, context)
  } finally {
    await removeFolder(folder, writer)
  }
}

/** What can't be removed is left to the next sweep: it changes nothing about what the job did. */
async function removeFolder(folder: AsyncDisposable & { readonly path: string }, writer: EventWriter): Promise<void> {
  try {
    await folder[Symbol.asyncDispose]()
  } catch (error) {
    const { message } = toFailure(error, `removing the temporary folder ${folder.path}`)
    writer.emit({ type: 'log', level: 'warn', message, detail: {} })
  }
}

function rejectAfterCrash({ crashed, seams }: Serving, working: Promise<unknown>): Promise<never> {
  return new Promise((_resolve, reject) => {
    const rejectLater = async () => {
      const cleanedUp = new AbortController()
      const graceOver = seams.clock.sleep(crashGraceMs, cleanedUp.signal)
      await Promise.race([graceOver, working]).catch(() => {})
      cleanedUp.abort()
      reject(crashed.reason)
    }
    crashed.addEventListener('abort', rejectLater, { once: true })
  })
}

/** An error beside the cancellation is most often its consequence, so it is told but decides nothing. */
function cancelled(error: unknown, { signal, writer }: Serving): Terminal {
  if (error !== signal.reason && error instanceof Failure) {
    writer.emit({ type: 'log', level: 'warn', message: `While the job was being ended: ${error.message}`, detail: { code: error.code } })
  }
  return { type: 'cancelled', reason: 'cancelled' }
}

/** The message of an error that nobody expected was not made with secrets in mind. */
function redactMessage<Told extends { readonly message: string }>(failure: Told, specification: JobSpecification | null): Told {
  if (specification === null) return failure
  return { ...failure, message: redactText(failure.message, secretsOf(specification)) }
}
