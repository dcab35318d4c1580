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

/** A daemon as its users start it, with two SQLite databases as sources, `shop` and `staging`, and its own target. Dispose ends it and removes everything. */
export interface Scripted extends AsyncDisposable {
  readonly url: string
  /** Of an admin. */
  readonly key: string
  /** Runs a script of this folder against it and resolves with what that wrote; throws with what it complained about. */
  script(name: string): Promise<string>
  /** The rows that a query gives of one of the databases. */
  rows(database: 'shop' | 'staging', sql: string): unknown[]
}

/** Whoever opens it disposes it. */
export async function openScripted(): Promise<Scripted> {
  await using opening = new AsyncDisposableStack()
  const folder = await mkdtemp(join(tmpdir(), 'holdfast-contract-'))
  opening.defer(() => rm(folder, { recursive: true, force: true, maxRetries: 3 }))
  const data = join(folder, 'data')
  const holdfast = (...words: string[]) => run(process.execPath, [program, ...words, '--data', data])
  for (const name of ['shop', 'staging']) {
    const path = join(folder, `${name}.db`)
    const database = new DatabaseFile(path)
    database.exec(name === 'shop' ? "create table people (name); insert into people values ('Ada'), ('Grace')" : 'create table visits (at)')
    database.close()
    await holdfast('source', 'add', name, '--dialect', 'sqlite', '--set', `path=${path}`)
  }
  const url = await start(opening, data)
  const { stdout } = await holdfast('key', 'create', '--role', 'admin', '--name', 'ci')
  const key = stdout.trim()
  const opened = opening.move()
  return {
    url,
    key,
    script: async (name) => (await run('bash', [join(import.meta.dirname, name), url, key])).stdout,
    rows: (name, sql) => rowsOf(join(folder, `${name}.db`), sql),
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  }
}

async function start(opening: AsyncDisposableStack, data: string): Promise<string> {
  const words = [program, 'serve', '--data', data, '--listen', '127.0.0.1:0']
  const child: ChildProcess = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'inherit'] })
  const exited = once(child, 'close')
  opening.defer(async () => {
    child.kill('SIGTERM')
    await exited
  })
  const [line] = (await Promise.race([once(createInterface({ input: child.stdout! }), 'line'), exited.then(() => [''])])) as [string]
  return line.replace(/^.* /, '')
}

function rowsOf(path: string, sql: string): unknown[] {
  const database = new DatabaseFile(path, { readonly: true })
  try {
    return database.prepare(sql).all()
  } finally {
    database.close()
  }
}
