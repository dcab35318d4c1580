import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'
import DatabaseFile from 'better-sqlite3'

const run = promisify(execFile)
const program = join(import.meta.dirname, '../../server/main.ts')

/** A folder with the data of a daemon and with databases to back up, and the daemon over it, as its users start it. Dispose ends it and removes everything. */
export class DaemonFolder implements AsyncDisposable {
  readonly folder: string
  readonly data: string
  #running: { readonly child: ChildProcess; readonly exited: Promise<unknown>; readonly url: string } | null = null

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

  /** Makes an SQLite database in the folder and resolves with its path. */
  database(name: string, sql: string): string {
    const path = join(this.folder, `${name}.db`)
    const database = new DatabaseFile(path)
    database.exec(sql)
    database.close()
    return path
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

  /** Starts the daemon and resolves with everything that it said until it was ready. A restart takes the port of the time before. */
  async start(): Promise<string[]> {
    const listen = this.#address ?? '127.0.0.1:0'
    const child = spawn(process.execPath, [program, 'serve', '--data', this.data, '--listen', listen], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const exited = once(child, 'close')
    const said: string[] = []
    for await (const line of createInterface({ input: child.stdout })) {
      said.push(line)
      const url = /^Holdfast is ready at (\S+)$/.exec(line)?.[1]
      if (url === undefined) continue
      this.#running = { child, exited, url }
      this.#address = new URL(url).host
      return said
    }
    throw new Error(`the daemon ended before it was ready: ${said.join('\n')}`)
  }

  #address: string | null = null

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
