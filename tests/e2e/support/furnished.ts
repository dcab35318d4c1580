import { rm } from 'node:fs/promises'
import { type DaemonFolder, openDaemonFolder } from '../../support/daemon.ts'

export const password = 'some words in a row'
export const people = { admin: 'ada', backup_operator: 'olaf', viewer: 'vera' } as const

export type Person = keyof typeof people

const databases = {
  shop: `create table customers (id integer primary key, name text);
    create table orders (id integer primary key, customer integer, total real);
    insert into customers (name) values ('Ada'), ('Grace'), ('王芳');
    insert into orders (customer, total) values (1, 9.5), (2, 20), (3, 12.25)`,
  staging: 'create table visits (at text)',
}

/** The words of the API, asked by an admin's key. */
export interface Asking {
  get<Body>(path: string): Promise<Body>
  post<Body>(path: string, body?: unknown): Promise<Body>
}

export interface Furnished extends AsyncDisposable {
  readonly daemon: DaemonFolder
  readonly api: Asking
}

/** A running daemon with one person of each role, two databases and nothing else than what a first start makes. Whoever opens it disposes it. */
export async function openFurnished(label: string): Promise<Furnished> {
  await using opening = new AsyncDisposableStack()
  const daemon = opening.use(await openDaemonFolder(label))
  // One command only: each takes as long as a page or two.
  const key = (await daemon.holdfast(['key', 'create', '--role', 'admin', '--name', 'tests'])).trim()
  await daemon.start()
  const api = askingOf(daemon, key)
  for (const [role, name] of Object.entries(people)) await api.post('/api/v1/users', { name, role, password })
  for (const [name, sql] of Object.entries(databases)) {
    await api.post('/api/v1/sources', { name, dialect: 'sqlite', config: { path: daemon.database(name, sql) } })
  }
  const opened = opening.move()
  return { daemon, api, [Symbol.asyncDispose]: () => opened.disposeAsync() }
}

function askingOf(daemon: DaemonFolder, key: string): Asking {
  async function ask<Body>(path: string, init: RequestInit): Promise<Body> {
    const response = await fetch(`${daemon.url}${path}`, {
      ...init,
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    })
    const text = await response.text()
    if (!response.ok) throw new Error(`${init.method} ${path} was answered with ${response.status}: ${text}`)
    return (text === '' ? null : JSON.parse(text)) as Body
  }
  return {
    get: (path) => ask(path, { method: 'GET' }),
    post: (path, body) => ask(path, { method: 'POST', ...(body === undefined ? {} : { body: JSON.stringify(body) }) }),
  }
}

export interface Made {
  readonly id: string
  readonly backupIds: readonly string[]
  readonly state: string
}

/** A life of some days in short: a plan with a chain, proofs, a failure, a restore with its undo. Resolves with what pages can be about. */
export async function live({ api, daemon }: Furnished) {
  const settings = { schedule: { kind: 'daily', time: '03:00' }, zone: 'Europe/Berlin', mode: 'incremental', retention: { keepLast: 7 } }
  const plan = await api.post<{ id: string }>('/api/v1/plans', { name: 'nightly', sources: ['shop'], targets: ['local'], settings })
  const wait = '?wait=60'
  const run = async () => (await api.post<{ jobs: Made[] }>(`/api/v1/plans/nightly/run${wait}`, {})).jobs[0]!
  const first = await run()
  await api.post(`/api/v1/drills${wait}`, { backup: first.backupIds[0] })
  const second = await run()
  await api.post<Made>(`/api/v1/backups${wait}`, { source: 'holdfast', target: 'local' })
  const gone = daemon.database('gone', 'create table lost (at)')
  await api.post('/api/v1/sources', { name: 'gone', dialect: 'sqlite', config: { path: gone } })
  await rm(gone)
  const failed = await api.post<Made>(`/api/v1/backups${wait}`, { source: 'gone', target: 'local' })
  const restored = await api.post<Made>(`/api/v1/restores${wait}`, {
    backup: first.backupIds[0],
    to: { source: 'staging' },
    existing: 'replace',
  })
  return {
    planId: plan.id,
    backupId: first.backupIds[0]!,
    secondId: second.backupIds[0]!,
    failedJobId: failed.id,
    restoreJobId: restored.id,
  }
}
