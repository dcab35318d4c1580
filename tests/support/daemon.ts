import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { promisify } from 'node:util'
import DatabaseFile from 'better-sqlite3'

const run = promisify(execFile)
const program = join(import.meta.dirname, '../../server/main.ts')

/** A folder with the data of a daemon and with databases to back up, and the daemon over it, as its users start it. Dispose ends it and removes everything. */
export class DaemonFolder implements AsyncDisposable {
  readonly folder: string
  readonly data: string
  #running: { readonly child: ChildProcess; readonly exited: Promise<unknown>; readonly url: string } | null = null
  #address: string | null = null
  #lines = new Lines(null)

  constructor(folder: string) {
    this.folder = folder
    this.data = join(folder, 'data')
  }

  /** Where the running daemon answers. */
  get url(): string {
    if (this.#running === null) throw new Error('the daemon does not run')
    return this.#running.url
  }

  /** Runs a command on the data folder and resolves with what it wrote. */
  async holdfast(words: readonly string[], input = ''): Promise<string> {
    const running = run(process.execPath, [program, ...words, '--data', this.data])
    running.child.stdin!.end(input)
    return (await running).stdout
  }

  /** Makes an SQLite database in the folder, and gives its path. */
  database(name: string, sql: string): string {
    this.change(name, sql)
    return join(this.folder, `${name}.db`)
  }

  /** Runs SQL in one of the databases. */
  change(name: string, sql: string): void {
    const database = new DatabaseFile(join(this.folder, `${name}.db`))
    database.exec(sql)
    database.close()
  }

  /** The rows that a query gives of one of the databases. */
  rows(name: string, sql: string): unknown[] {
    const database = new DatabaseFile(join(this.folder, `${name}.db`), { readonly: true })
    try {
      return database.prepare(sql).all()
    } finally {
      database.close()
    }
  }

  /** Makes a database and a source of it under the same name. */
  async source(name: string, sql: string): Promise<void> {
    await this.holdfast(['source', 'add', name, '--dialect', 'sqlite', '--set', `path=${this.database(name, sql)}`])
  }

  /** Starts the daemon, and resolves when it is ready. A restart takes the port of the time before. */
  async start(): Promise<void> {
    const listen = this.#address ?? '127.0.0.1:0'
    const child = spawn(process.execPath, [program, 'serve', '--data', this.data, '--listen', listen], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const exited = once(child, 'close')
    this.#lines = new Lines(child.stdout)
    const [, url] = await this.said(/^Holdfast is ready at (\S+)$/)
    this.#running = { child, exited, url: url! }
    this.#address = new URL(url!).host
  }

  /** The first line that the running daemon wrote, or writes, which fits. */
  said(pattern: RegExp): Promise<RegExpExecArray> {
    return this.#lines.first(pattern)
  }

  /** The next lines that it writes are lost: whoever needs one reads it before. */
  async stop(signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<void> {
    const running = this.#running
    if (running === null) return
    this.#running = null
    running.child.kill(signal)
    await running.exited
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop()
    await rm(this.folder, { recursive: true, force: true, maxRetries: 3 })
  }
}

/** Whoever opens it disposes it. */
export async function openDaemonFolder(label: string): Promise<DaemonFolder> {
  return new DaemonFolder(await mkdtemp(join(tmpdir(), `holdfast-${label}-`)))
}

/** What a process writes, line by line, for whoever waits for a certain one. */
class Lines {
  readonly #lines: string[] = []
  #isEnded: boolean
  #wake: () => void = () => {}

  constructor(output: Readable | null) {
    this.#isEnded = output === null
    if (output === null) return
    const lines = createInterface({ input: output })
    lines.on('line', (line) => {
      this.#lines.push(line)
      this.#wake()
    })
    lines.on('close', () => {
      this.#isEnded = true
      this.#wake()
    })
  }

  async first(pattern: RegExp): Promise<RegExpExecArray> {
    for (;;) {
      const found = this.#lines.map((line) => pattern.exec(line)).find((match) => match !== null)
      if (found != null) return found
      if (this.#isEnded) throw new Error(`nothing that was written fits ${pattern}: ${this.#lines.join('\n')}`)
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
    }
  }
}
