import { randomBytes } from 'node:crypto'
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Furnished, Made } from './furnished.ts'

const wait = '?wait=60'

/** What goes wrong in the life of an installation: jobs that ended badly, by what ended them, and pages that say so. Resolves with the paths of pages. */
export async function troubles(furnished: Furnished): Promise<string[]> {
  const { api } = furnished
  const jobs = [...(await deadSources(furnished)), ...(await brokenTargets(furnished)), await cancelled(furnished)]
  await api.post('/api/v1/targets/damaged/rescan?wait=60')
  const { items } = await api.get<{ items: { id: string }[] }>('/api/v1/backups?page_size=50')
  return [
    ...jobs.map((id) => `/jobs/${id}`),
    ...items.flatMap(({ id }) => [`/backups/${id}`, `/backups/${id}/delete`]),
    ...['/', '/jobs', '/backups', '/drills', '/audit', '/sources/gone', '/sources/gone/tables', '/sources/folder', '/sources/scrap'],
    ...['/targets/damaged', '/targets/lost', '/targets/lost/browse', '/targets/damaged/browse'],
    ...['/nowhere', '/jobs/00000000', '/backups/00000000', '/sources/nobody', '/targets/nobody', '/plans/nobody', '/plans/nobody/edit'],
    ...['/restore?backup=00000000', '/restore/00000000', '/backups?page=nonsense', '/audit?from=2026-02-31', '/login'],
  ]
}

/** Backups of what is not there, or is not what it should be. */
async function deadSources({ api, daemon }: Furnished): Promise<string[]> {
  const folder = join(daemon.folder, 'folder')
  const scrap = daemon.database('scrap', 'create table scrap (at text)')
  const held = daemon.database('held', 'create table held (at text)')
  await mkdir(folder)
  await writeFile(join(folder, 'a.txt'), 'a')
  const sources = {
    folder: { dialect: 'files', config: { path: folder } },
    scrap: { dialect: 'sqlite', config: { path: scrap } },
    held: { dialect: 'sqlite', config: { path: held } },
  }
  for (const [name, source] of Object.entries(sources)) await api.post('/api/v1/sources', { name, ...source })
  await rm(folder, { recursive: true })
  await writeFile(scrap, 'this is no database, but long enough to be looked at as one')
  await rm(held)
  await mkdir(held)
  return ended(Object.keys(sources).map((source) => () => api.post<Made>(`/api/v1/backups${wait}`, { source, target: 'local' })))
}

/** Targets that went away, and archives that were changed where they lie. */
async function brokenTargets({ api, daemon }: Furnished): Promise<string[]> {
  const places = { damaged: join(daemon.folder, 'damaged'), lost: join(daemon.folder, 'lost') }
  for (const [name, path] of Object.entries(places)) await api.post('/api/v1/targets', { name, kind: 'local', config: { path } })
  const made = await api.post<Made>(`/api/v1/backups${wait}`, { source: 'shop', target: 'damaged' })
  await api.post<Made>(`/api/v1/backups${wait}`, { source: 'staging', target: 'lost' })
  const backup = made.backupIds[0]!
  for (const entry of await readdir(places.damaged, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name)
    if (entry.isFile() && entry.name.endsWith('.zip')) await damage(path)
  }
  await rm(places.lost, { recursive: true })
  return ended([
    () => api.post(`/api/v1/restores${wait}`, { backup, to: { source: 'staging' }, existing: 'replace' }),
    () => api.post(`/api/v1/drills${wait}`, { backup, level: 'stored' }),
    () => api.post(`/api/v1/drills${wait}`, { backup }),
    () => api.post(`/api/v1/backups${wait}`, { source: 'shop', target: 'lost' }),
    () => api.post(`/api/v1/targets/lost/rescan${wait}`),
  ])
}

async function damage(path: string): Promise<void> {
  const bytes = await readFile(path)
  randomBytes(8).copy(bytes, Math.floor(bytes.length / 3))
  await writeFile(path, bytes)
}

/** One job that waited for another when it was cancelled. */
async function cancelled({ api }: Furnished): Promise<string> {
  const first = await api.post<Made>('/api/v1/backups', { source: 'shop', target: 'local' })
  const second = await api.post<Made>('/api/v1/backups', { source: 'staging', target: 'local' })
  await api.post(`/api/v1/jobs/${second.id}/cancel${wait}`)
  await api.get(`/api/v1/jobs/${first.id}`)
  return second.id
}

async function ended(starts: readonly (() => Promise<Made>)[]): Promise<string[]> {
  const ids: string[] = []
  for (const start of starts) ids.push((await start()).id)
  return ids
}
