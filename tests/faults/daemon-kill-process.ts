import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'

/** A dialect whose dump tool is a script. */
const plugins = join(import.meta.dirname, 'shell-dialect.ts')
const main = join(import.meta.dirname, '../../server/main.ts')
const readyMs = 30_000
const pollMs = 8

/** A process as the system shows it. */
export interface SeenProcess {
  readonly pid: number
  readonly words: readonly string[]
}

/** The daemon as its users start it, in a folder for temporary files that no other daemon has. */
export class DaemonProcess implements AsyncDisposable {
  readonly #child: ChildProcess
  readonly #exited: Promise<unknown>
  readonly #ready: Promise<void>
  #errors = ''

  constructor({ dataPath, temporaryPath }: { readonly dataPath: string; readonly temporaryPath: string }) {
    this.#child = spawn(process.execPath, [main, 'serve', '--data', dataPath, '--listen', '127.0.0.1:0'], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, TMPDIR: temporaryPath, HOLDFAST_PLUGINS: plugins },
    })
    this.#child.stderr!.on('data', (bytes: Buffer) => {
      this.#errors = (this.#errors + bytes.toString('utf8')).slice(-10_000)
    })
    this.#exited = once(this.#child, 'close')
    const line = once(createInterface({ input: this.#child.stdout! }), 'line', { signal: AbortSignal.timeout(readyMs) })
    this.#ready = Promise.race([line, this.#exited]).then(() => this.#expectRunning())
    // One that is killed before it was ready rejects, and nobody may be waiting.
    this.#ready.catch(() => {})
  }

  /** Undefined when it could not be started. */
  get pid(): number | undefined {
    return this.#child.pid
  }

  /** What it said went wrong. */
  get errors(): string {
    return this.#errors
  }

  async ready(): Promise<void> {
    await this.#ready
  }

  /** Ends this one process on the spot; what it started is left to itself. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL')
    await this.#exited
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#isRunning()) this.#child.kill('SIGTERM')
    await this.#exited
  }

  #isRunning(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null
  }

  #expectRunning(): void {
    if (!this.#isRunning()) throw new Error(`The daemon ended before it was ready: ${this.#errors}`)
  }
}

/** Everything that runs with this folder for temporary files: a daemon, its steps, and what those have started. */
export function processesIn(temporaryPath: string): SeenProcess[] {
  const mark = `TMPDIR=${temporaryPath}`
  const found: SeenProcess[] = []
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue
    // Empty for a zombie, unreadable for strangers and for what is gone by now.
    if (!wordsOf(name, 'environ').includes(mark)) continue
    found.push({ pid: Number(name), words: wordsOf(name, 'cmdline') })
  }
  return found
}

function wordsOf(pid: string, file: 'environ' | 'cmdline'): string[] {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8').split('\0')
  } catch {
    return []
  }
}

/** Looks again and again until there is something, and throws when that takes too long. */
export async function until<Found>(what: string, boundMs: number, look: () => Promise<Found | null> | Found | null): Promise<Found> {
  const endMs = performance.now() + boundMs
  for (;;) {
    const found = await look()
    if (found !== null) return found
    if (performance.now() > endMs) throw new Error(`After ${boundMs} ms still not: ${what}.`)
    await sleep(pollMs)
  }
}
