import { once } from 'node:events'
import { systemSeams } from '../seams/seams.ts'
import type { CommandIo } from './command.ts'
import { exitCode } from './exit-code.ts'

const clearLine = '\r\x1b[K'

/** Ctrl-C reaches us from the terminal and once more from npm, which forwards it: within this time that is one wish, not two. */
const sameWishMs = 300

/** Why a command's signal aborted: the person, or whoever read the output, wants no more. */
class Interruption extends Error {
  override readonly name = 'AbortError'
}

/** What is used of `process`. */
export type Program = Pick<NodeJS.Process, 'stdout' | 'stderr' | 'env' | 'cwd' | 'on' | 'off' | 'exit'>

/** The real process as a command sees it. Dispose takes the signal handlers away again, without which Deno would never end. */
export function openProcessIo(program: Program): CommandIo & Disposable {
  const { stdout, stderr } = program
  const controller = new AbortController()
  const releaseSignals = abortOnSignals(program, controller)
  stdout.on('error', () => controller.abort(new Interruption('Nobody reads the output any more.')))
  // What can't be shown to anybody must not end the work.
  stderr.on('error', () => {})
  let statusShown = ''
  const line = (stream: NodeJS.WriteStream, text: string) => {
    // A line must not be glued to the status; the next repaint brings that back.
    if (statusShown !== '') stderr.write(clearLine)
    statusShown = ''
    stream.write(`${text}\n`)
  }
  return {
    out: (text) => line(stdout, text),
    err: (text) => line(stderr, text),
    write: (bytes) => writeBytes(stdout, bytes, controller.signal),
    status(text) {
      // One that wraps could not be painted over. A serial console says that it has no columns.
      const shown = text.slice(0, (stderr.columns || 80) - 1)
      if (!stderr.isTTY || shown === statusShown) return
      statusShown = shown
      stderr.write(`${clearLine}${shown}`)
    },
    isTerminal: stderr.isTTY === true,
    env: program.env,
    cwd: program.cwd(),
    signal: controller.signal,
    json: false,
    seams: systemSeams(),
    [Symbol.dispose]: releaseSignals,
  }
}

/** The first signal asks the command to stop; a second one, from somebody who won't wait, ends the process at once. */
function abortOnSignals(program: Program, controller: AbortController): () => void {
  let firstMs = 0
  const stop = (signal: NodeJS.Signals) => {
    const nowMs = performance.now()
    if (!controller.signal.aborted) {
      firstMs = nowMs
      controller.abort(new Interruption(`Stopped by ${signal}.`))
    } else if (nowMs - firstMs > sameWishMs) {
      program.exit(exitCode.cancelled)
    }
  }
  const signals = ['SIGINT', 'SIGTERM'] as const
  for (const signal of signals) program.on(signal, stop)
  return () => {
    for (const signal of signals) program.off(signal, stop)
  }
}

async function writeBytes(stream: NodeJS.WriteStream, bytes: Uint8Array, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted()
  if (stream.write(bytes)) return
  try {
    await once(stream, 'drain', { signal })
  } catch (error) {
    signal.throwIfAborted()
    throw error
  }
}
