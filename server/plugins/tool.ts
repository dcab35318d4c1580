import type { ChildProcess } from 'node:child_process'
import { basename } from 'node:path'
import { StringDecoder } from 'node:string_decoder'
import type { ToolRun } from '../../plugins/contract.ts'
import { Failure, toFailure } from '../../plugins/failure.ts'
import type { Seams } from '../seams/seams.ts'
import { feedTool } from './tool-input.ts'

const stderrKeptBytes = 16 * 1024
/** How long a process group may take to end by itself once it was asked to. */
const graceMs = 3_000

export interface ToolContext {
  readonly seams: Pick<Seams, 'clock' | 'processes'>
  readonly signal: AbortSignal
}

interface Ending {
  readonly exitCode: number | null
  readonly killedBy: NodeJS.Signals | null
  readonly error: Error | null
}

/** See `Host.tool`. The process group is gone when the iteration ends, however it ends. */
export async function* runTool(run: ToolRun, context: ToolContext): AsyncGenerator<Uint8Array, void, void> {
  context.signal.throwIfAborted()
  const child = start(run, context)
  const stderr = keepEnd(child)
  // 'close' and not 'exit': a tool's output often ends before the tool does, and its exit code may still say that it failed.
  const closed = ending(child)
  const feeding = run.input === undefined || child.stdin == null ? null : feedTool(child.stdin, run.input)
  let stopping: Promise<void> | null = null
  const stop = () => (stopping ??= endGroup(child, closed, context))
  const abort = () => void stop()
  context.signal.addEventListener('abort', abort, { once: true })
  void feeding?.then((fed) => fed.sourceError !== null && abort())
  try {
    let outputError: unknown = null
    try {
      for await (const bytes of child.stdout ?? []) yield bytes as Uint8Array
    } catch (error) {
      outputError = error
    }
    const end = await closed
    const fed = await feeding
    context.signal.throwIfAborted()
    if (fed != null && fed.sourceError !== null) throw fed.sourceError.error
    judge(run, end, stderr())
    if (fed != null && !fed.complete) throw unread(run, stderr())
    if (outputError !== null) throw toFailure(outputError, `reading the output of ${basename(run.command)}`)
  } finally {
    context.signal.removeEventListener('abort', abort)
    await stop()
  }
}

function start(run: ToolRun, { seams }: ToolContext): ChildProcess {
  try {
    return seams.processes.spawn(run.command, run.args, {
      detached: true,
      stdio: [run.input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
      env: { ...inherited(), ...run.environment },
      windowsHide: true,
    })
  } catch (error) {
    throw toFailure(error, `starting ${basename(run.command)}`)
  }
}

/** The daemon's own environment may hold secrets, so a tool gets only what it needs to run at all. */
function inherited(): Record<string, string> {
  const kept: Record<string, string> = {}
  for (const name of ['PATH', 'HOME', 'LANG', 'TMPDIR']) {
    const value = process.env[name]
    if (value !== undefined) kept[name] = value
  }
  return kept
}

function keepEnd(child: ChildProcess): () => string {
  let kept = Buffer.alloc(0)
  child.stderr?.on('data', (bytes: Buffer) => {
    kept = Buffer.concat([kept, bytes]).subarray(-stderrKeptBytes)
  })
  return () => new StringDecoder('utf8').write(kept).trim()
}

function ending(child: ChildProcess): Promise<Ending> {
  return new Promise((resolve) => {
    let error: Error | null = null
    child.once('error', (cause) => {
      error = cause
      // A program that could not be started has no process, and some runtimes then never say 'close'.
      if (child.pid === undefined) resolve({ exitCode: null, killedBy: null, error })
    })
    child.once('close', (exitCode, killedBy) => resolve({ exitCode, killedBy, error }))
  })
}

function judge(run: ToolRun, end: Ending, stderr: string): void {
  const tool = basename(run.command)
  if (end.error !== null) throw notStarted(tool, end.error)
  if (end.exitCode === 0) return
  const how = end.killedBy === null ? `ended with exit code ${end.exitCode}` : `was killed by ${end.killedBy}`
  const lastLine = stderr.split('\n').at(-1) ?? ''
  throw new Failure('internal', `${tool} ${how}${lastLine === '' ? '' : `: ${lastLine}`}`, {
    remedy: stderr === '' ? `Run ${tool} by hand to see why it stops.` : `Read what ${tool} said, in the detail, and put that right.`,
    detail: { tool, exitCode: end.exitCode, signal: end.killedBy, stderr },
  })
}

function notStarted(tool: string, error: Error): Failure {
  if ((error as NodeJS.ErrnoException).code !== 'ENOENT') return toFailure(error, `starting ${tool}`)
  return new Failure('unsupported', `${tool} is not installed: no program of that name is in PATH`, {
    remedy: `Install the package that brings ${tool}, or add its folder to PATH.`,
    detail: { tool },
    cause: error,
  })
}

function unread(run: ToolRun, stderr: string): Failure {
  const tool = basename(run.command)
  return new Failure('internal', `${tool} ended with exit code 0 before it had read its whole input`, { detail: { tool, stderr } })
}

/** Resolves when the whole group is gone, its helpers included. Harmless after it has ended by itself. */
async function endGroup(child: ChildProcess, closed: Promise<Ending>, { seams }: ToolContext): Promise<void> {
  const group = child.pid
  if (group === undefined) return
  const signalGroup = (signal: NodeJS.Signals) => {
    try {
      return seams.processes.signal(-group, signal)
    } catch {
      // Not permitted: the tool runs as somebody else now. It ends when its pipes do.
      return false
    }
  }
  if (signalGroup('SIGTERM')) {
    const patience = new AbortController()
    const graceOver = seams.clock.sleep(graceMs, patience.signal).catch(() => {})
    await Promise.race([closed, graceOver])
    patience.abort()
    signalGroup('SIGKILL')
  }
  for (const stream of [child.stdin, child.stdout, child.stderr]) stream?.destroy()
  await closed
}
