import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

const main = join(import.meta.dirname, '../../../../server/main.ts')
const readyMs = 60_000

export interface DaemonOptions {
  /** Files of plugins. */
  readonly plugins?: string
  readonly env?: Readonly<Record<string, string>>
}

/** The daemon as its users start it, with a folder of its own for everything. Dispose ends it and removes the folder. */
export class ServedDaemon implements AsyncDisposable {
  readonly folder: string
  readonly url: string
  /** Holds the token that makes the first admin. */
  readonly setupUrl: string
  readonly #child: ChildProcess
  readonly #said: () => string
  readonly #closed: Promise<unknown>

  private constructor(parts: Pick<ServedDaemon, 'folder' | 'url' | 'setupUrl'>, running: Running) {
    this.folder = parts.folder
    this.url = parts.url
    this.setupUrl = parts.setupUrl
    this.#child = running.child
    this.#said = running.said
    this.#closed = running.closed
  }

  static async start(options: DaemonOptions = {}): Promise<ServedDaemon> {
    await using opening = new AsyncDisposableStack()
    const folder = await mkdtemp(join(tmpdir(), 'holdfast-served-'))
    opening.defer(() => rm(folder, { recursive: true, force: true, maxRetries: 3 }))
    await mkdir(join(folder, 'tmp'))
    const running = run(folder, options)
    opening.defer(() => end(running))
    const { url, setupUrl } = await ready(running)
    opening.move()
    return new ServedDaemon({ folder, url, setupUrl }, running)
  }

  get pid(): number {
    return this.#child.pid!
  }

  get dataPath(): string {
    return join(this.folder, 'data')
  }

  /** All that it wrote to its standard output and error. */
  get said(): string {
    return this.#said()
  }

  /** Ends it as its users do, and waits until all that it said is read. */
  async stop(): Promise<void> {
    await end({ child: this.#child, closed: this.#closed })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop()
    await rm(this.folder, { recursive: true, force: true, maxRetries: 3 })
  }
}

interface Running {
  readonly child: ChildProcess
  readonly closed: Promise<unknown>
  said(): string
}

function run(folder: string, { plugins, env = {} }: DaemonOptions): Running {
  const child = spawn(process.execPath, [main, 'serve', '--json', '--data', join(folder, 'data'), '--listen', '127.0.0.1:0'], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      // Else it would write to the test's own log.
      NODE_OPTIONS: '',
      TMPDIR: join(folder, 'tmp'),
      ...(plugins === undefined ? {} : { HOLDFAST_PLUGINS: plugins }),
      ...env,
    },
  })
  let said = ''
  for (const stream of [child.stdout!, child.stderr!]) stream.on('data', (bytes: Buffer) => (said += bytes.toString('utf8')))
  return { child, closed: once(child, 'close'), said: () => said }
}

async function ready({ child, closed, said }: Running): Promise<{ url: string; setupUrl: string }> {
  const line = once(createInterface({ input: child.stdout! }), 'line', { signal: AbortSignal.timeout(readyMs) })
  const [first] = (await Promise.race([line, closed])) as [unknown]
  if (typeof first !== 'string') throw new Error(`The daemon ended before it was ready: ${said()}`)
  return JSON.parse(first) as { url: string; setupUrl: string }
}

async function end({ child, closed }: Pick<Running, 'child' | 'closed'>): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM')
  await closed
}
