import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { openDaemonFolder } from '../support/daemon.ts'

const run = promisify(execFile)

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
  const daemon = opening.use(await openDaemonFolder('contract'))
  await daemon.source('shop', "create table people (name); insert into people values ('Ada'), ('Grace')")
  await daemon.source('staging', 'create table visits (at)')
  await daemon.start()
  const key = (await daemon.holdfast(['key', 'create', '--role', 'admin', '--name', 'ci'])).trim()
  const opened = opening.move()
  return {
    url: daemon.url,
    key,
    script: async (name) => (await run('bash', [join(import.meta.dirname, name), daemon.url, key])).stdout,
    rows: (name, sql) => daemon.rows(name, sql),
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  }
}
