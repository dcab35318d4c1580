import { stat } from 'node:fs/promises'
import DatabaseFile from 'better-sqlite3'
import { expect, test } from 'vitest'
import { contractE } from '../../../../../server/http/contracts/e/index.ts'
import { openSite, type Site } from '../../../../support/http.ts'
import { ask, openBare, openReady } from './bench.ts'

const lines = [
  'POST /api/admin/backup',
  'GET /api/admin/backup',
  'GET /api/admin/backup?id=123&download=true',
  'GET /api/admin/backup/schedule',
  'POST /api/admin/backup/schedule',
  'POST /api/admin/restore',
]
const all = ['POST /api/admin/init-backup-tables', 'GET /api/admin/backup/status', ...lines]
const names = ['system_backups', 'system_restore_log', 'backup_schedule', 'backup_cleanup_log']

const uninitialised = {
  error: 'Backup system not initialized',
  message: 'Please initialize the backup system first by calling /api/admin/init-backup-tables',
  action_required: 'init_backup_tables',
  initialization_url: '/api/admin/init-backup-tables',
}

function countIn(site: Site, name: string): number {
  const database = new DatabaseFile(site.house.path('data', 'metadata.db'), { readonly: true })
  try {
    return (database.prepare(`select count(*) as count from ${name}`).get() as { count: number }).count
  } finally {
    database.close()
  }
}

test('the routes are those of the document', () => {
  const found = contractE.routes.map(({ method, path }) => `${method.toUpperCase()} ${path}`)
  expect(new Set(found)).toEqual(new Set(all.map((line) => line.split('?')[0])))
})

test.each(lines)('before it is initialised %s answers the object of the document, whatever else is wrong with it', async (line) => {
  await using site = await openBare({ isWorking: false })
  expect(await ask(site, line)).toEqual({ status: 503, body: uninitialised })
  if (line.startsWith('POST')) expect(await ask(site, line, { backupId: 'x', type: 5 })).toEqual({ status: 503, body: uninitialised })
})

test('the status says whether it is initialised, and before also what to do', async () => {
  await using site = await openBare({ isWorking: false })
  expect(await ask(site, 'GET /api/admin/backup/status')).toEqual({ status: 200, body: { initialized: false, ...uninitialised } })
  await ask(site, 'POST /api/admin/init-backup-tables')
  const body = { initialized: true, message: 'Backup system is ready' }
  expect(await ask(site, 'GET /api/admin/backup/status')).toEqual({ status: 200, body })
})

test('initialising makes the four tables and a target in the database that the contract uses, and may be done again', async () => {
  await using site = await openBare({ isWorking: false })
  for (let left = 3; left > 0; left -= 1) {
    const { status, body } = await ask(site, 'POST /api/admin/init-backup-tables')
    expect([status, body]).toEqual([200, { initialized: true, message: 'Backup system initialized', tables: names }])
  }
  for (const name of names) expect(countIn(site, name)).toBe(0)
  expect(await site.http.targets.list()).toMatchObject([{ kind: 'database', config: { path: site.house.path('data', 'backups.db') } }])
  expect((await site.http.contracts.show()).contracts.e).toMatchObject({ target: 'database', isChosen: { target: true } })
  expect(site.audited).toHaveLength(1)
})

test('archives are kept in the database', async () => {
  await using site = await openReady()
  const { body } = await ask(site, 'POST /api/admin/backup', { type: 'full', tables: [], description: 'Manual backup' })
  expect(body.location).toMatch(/^database:database\//)
  expect((await stat(site.house.path('data', 'backups.db'))).size).toBeGreaterThan(body.size)
  expect(countIn(site, 'system_backups')).toBe(1)
  await ask(site, 'POST /api/admin/restore', { backupId: 1, restoreType: 'full' })
  expect(countIn(site, 'system_restore_log')).toBe(1)
  await ask(site, 'POST /api/admin/backup/schedule', { enabled: true })
  expect(countIn(site, 'backup_schedule')).toBe(1)
})

test('a target that somebody chose before or after stays chosen, and one called "database" is not in the way', async () => {
  await using site = await openBare({ isWorking: false })
  await site.house.addTarget({ name: 'database' })
  await site.http.contracts.change({ contracts: { e: { target: 'database' } } })
  await ask(site, 'POST /api/admin/init-backup-tables')
  expect((await site.http.targets.list()).map(({ name, kind }) => [name, kind])).toEqual([
    ['database', 'local'],
    ['system-backups', 'database'],
  ])
  expect((await site.http.contracts.show()).contracts.e.target).toBe('database')
})

test.each(all)('%s needs an admin, before it says anything else', async (line) => {
  await using site = await openBare({ isWorking: false })
  const nobody = await ask(site, `nobody ${line}`)
  expect(nobody).toEqual({ status: 401, body: { error: 'Authentication required', message: expect.any(String) } })
  for (const role of ['viewer', 'backup_operator']) {
    const refused = await ask(site, `${role} ${line}`)
    expect(refused).toEqual({ status: 403, body: { error: 'Access denied', message: expect.stringContaining('admin') } })
  }
})

test('a key that is for another source sees and does nothing', async () => {
  await using site = await openReady({ isWorking: false })
  const other = await site.house.addSource({ name: 'other' })
  for (const line of lines) {
    const [method, path] = line.split(' ') as [string, string]
    const json = line.includes('restore') ? { backupId: 1 } : {}
    const response = await site.request(path, { method, sourceIds: [other.id], ...(method === 'GET' ? {} : { json }) })
    expect(response.status).toBe(403)
  }
})

test('without a database source everything else says so plainly', async () => {
  await using site = await openSite({ groups: [contractE], isWorking: false })
  expect((await ask(site, 'POST /api/admin/init-backup-tables')).status).toBe(200)
  for (const line of lines) {
    const refused = await ask(site, line, line.startsWith('GET') ? undefined : { backupId: 1 })
    expect(refused).toEqual({ status: 409, body: { error: 'Conflict', message: expect.stringContaining('No database source') } })
  }
  expect(site.unexpected).toEqual([])
})

test('an unknown path and another method are said plainly too', async () => {
  await using site = await openReady({ isWorking: false })
  expect(await ask(site, 'GET /api/admin/nothing')).toEqual({ status: 404, body: { error: 'Not found', message: expect.any(String) } })
  expect(await ask(site, 'DELETE /api/admin/backup')).toEqual({
    status: 405,
    body: { error: 'Not supported', message: expect.any(String) },
  })
})
