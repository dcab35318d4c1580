import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

const main = join(import.meta.dirname, '../../server/main.ts')
const runtimeWords = process.versions['deno'] === undefined ? [] : ['run', '-A']

/** Which runtime this script, and with it every command, runs under. */
export const runtimeName = process.versions['deno'] === undefined ? `Node ${process.versions.node}` : `Deno ${process.versions['deno']}`

export interface Outcome {
  readonly code: number
  readonly out: Buffer
  readonly err: string
}

/** Nothing here takes seconds; a command that hangs must be named, not waited for. */
const patienceMs = 120_000

function start(words: readonly string[], timeoutMs = 0): ChildProcess {
  return spawn(process.execPath, [...runtimeWords, main, ...words], { stdio: ['ignore', 'pipe', 'pipe'], timeout: timeoutMs })
}

/** Runs `holdfast` with the words to its end, with the runtime this script runs under. */
export async function holdfast(...words: string[]): Promise<Outcome> {
  const child = start(words, patienceMs)
  const [out, err, [code]] = await Promise.all([collect(child.stdout!), collect(child.stderr!), once(child, 'close')])
  return { code: code ?? -1, out, err: err.toString() }
}

/** The same with `--json`, for its result: that of the last event. Throws when the exit code is not 0. */
export async function resultOf(...words: string[]): Promise<Record<string, unknown>> {
  const { code, out, err } = await holdfast(...words, '--json')
  const events = out.toString().trim().split('\n')
  if (code !== 0) throw new Error(`holdfast ${words.join(' ')} ended with ${code}: ${events.at(-1)} ${err}`)
  return JSON.parse(events.at(-1)!).result
}

/** Starts the daemon and resolves once it says that it is ready. */
export async function startDaemon(dataPath: string): Promise<{ url: string; stop(): Promise<number> }> {
  const child = start(['serve', '--data', dataPath, '--listen', '127.0.0.1:0', '--json'])
  child.stderr!.pipe(process.stderr)
  const exited = once(child, 'close')
  const line = once(createInterface({ input: child.stdout! }), 'line')
  const [ready] = await Promise.race([line, exited.then(([code]) => Promise.reject(new Error(`The daemon ended with ${code}.`)))])
  return {
    url: JSON.parse(ready).url,
    async stop() {
      // Not child.kill: after it Deno reports the signal, whatever the exit code was.
      process.kill(child.pid!, 'SIGTERM')
      const [code] = await exited
      return code
    },
  }
}

async function collect(stream: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  for await (const chunk of stream) chunks.push(chunk)
  return Buffer.concat(chunks)
}
