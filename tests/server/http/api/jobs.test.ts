import { expect, test } from 'vitest'
import { Failure } from '../../../../plugins/failure.ts'
import { jobLogs } from '../../../../server/control/job-log.ts'
import { openSite } from '../../../support/http.ts'
import { backUp, openShop } from './shop.ts'

interface Jobs {
  readonly items: { readonly id: string; readonly kind: string; readonly state: string }[]
  readonly total?: number
}

test('jobs are listed by what they are, and one is shown with its log', async () => {
  await using site = await openSite()
  await openShop(site)
  const backup = await backUp(site, { source: 'shop', target: 'shop-disk' })
  await site.post(`/api/v1/backups/${backup.id}/verify?wait=60`, { level: 'stored' })
  const jobs = async (query: string) => (await (await site.get(`/api/v1/jobs${query}`)).json()) as Jobs
  expect((await jobs('')).items.map(({ kind }) => kind)).toEqual(['verify', 'backup'])
  expect((await jobs('?kind=backup&state=completed,failed&trigger=manual&source=shop')).items).toHaveLength(1)
  expect((await jobs('?state=failed&state=completed&page=1')).total).toBe(2)
  expect((await jobs('?state=running')).items).toEqual([])
  expect((await jobs(`?backup=${backup.id}&kind=verify`)).items).toHaveLength(1)
  expect(await (await site.get('/api/v1/jobs?state=done')).json()).toMatchObject({ status: 400, fields: ['state'] })
  for (const query of ['?state=done', '?kind=lunch', '?source=nothing', '?plan=nothing']) {
    expect((await site.get(`/api/v1/jobs${query}`)).status).toBe(400)
  }
  const id = backup.jobId!
  expect(await (await site.get(`/api/v1/jobs/${id.slice(0, 8)}`)).json()).toMatchObject({ id, state: 'completed', backupIds: [backup.id] })
  const opened = jobLogs(site.house.installation)(id)
  opened.write({ at: '2026-01-02T03:04:05Z', level: 'info', message: 'by hand' })
  await opened[Symbol.asyncDispose]()
  const log = (await (await site.get(`/api/v1/jobs/${id}/log`)).json()) as { lines: { message: string }[]; nextByte: number }
  expect(log.lines.map(({ message }) => message)).toContain('by hand')
  const rest = await (await site.get(`/api/v1/jobs/${id}/log?from_byte=${log.nextByte}`)).json()
  expect(rest).toEqual({ lines: [], nextByte: log.nextByte })
  expect((await site.get('/api/v1/jobs/ffffffff')).status).toBe(404)
  expect((await site.get('/api/v1/jobs/..%2f..%2fmetadata/log')).status).toBe(404)
})

test('a job is cancelled by an admin, or by the operator who asked for it', async () => {
  await using site = await openSite({ isWorking: false })
  await openShop(site)
  await openShop(site, 'depot')
  const start = async (source: string, as: 'admin' | 'backup_operator') =>
    ((await (await site.post('/api/v1/backups', { source }, { as })).json()) as { id: string }).id
  const own = await start('shop', 'backup_operator')
  const foreign = await start('depot', 'admin')
  expect((await site.post(`/api/v1/jobs/${foreign}/cancel`, undefined, { as: 'backup_operator' })).status).toBe(403)
  expect((await site.post(`/api/v1/jobs/${own}/cancel`, undefined, { as: 'viewer' })).status).toBe(403)
  const cancelled = await site.post(`/api/v1/jobs/${own}/cancel`, undefined, { as: 'backup_operator' })
  expect([cancelled.status, await cancelled.json()]).toEqual([200, expect.objectContaining({ id: own, state: 'cancelled' })])
  expect((await site.post(`/api/v1/jobs/${own}/cancel`)).status).toBe(409)
  expect((await site.post(`/api/v1/jobs/${foreign}/cancel`)).status).toBe(200)
})

test('what failed or was cancelled can be asked for again, by whoever may ask for such work', async () => {
  await using site = await openSite({ isWorking: false })
  const { source } = await openShop(site)
  const { id } = (await (await site.post('/api/v1/backups', { source: 'shop', description: 'again' })).json()) as { id: string }
  expect((await site.post(`/api/v1/jobs/${id}/retry`)).status).toBe(409)
  await site.post(`/api/v1/jobs/${id}/cancel`)
  const retry = await site.post(`/api/v1/jobs/${id}/retry`, undefined, { as: 'backup_operator' })
  expect([retry.status, await retry.json()]).toEqual([202, expect.objectContaining({ retryOf: id, attempt: 2, sourceId: source.id })])
  const [target] = await site.house.installation.store.targets.list()
  const rescan = await site.http.rescans.rescan(target!.id)
  await site.post(`/api/v1/jobs/${rescan.id}/cancel`)
  expect((await site.post(`/api/v1/jobs/${rescan.id}/retry`, undefined, { as: 'backup_operator' })).status).toBe(403)
  expect((await site.post(`/api/v1/jobs/${rescan.id}/retry`)).status).toBe(202)
})

test('what was done is not done again, and a failed undo is asked for where it was', async () => {
  const broken = () => Promise.reject(new Failure('invalid', 'Broken on purpose.'))
  await using site = await openSite({ procedures: { restore: broken } })
  const { source, target } = await openShop(site)
  const backup = await backUp(site, { source: 'shop', target: target.name })
  expect((await site.post(`/api/v1/jobs/${backup.jobId}/retry`)).status).toBe(409)
  const undo = { ...site.house.restoreOf(backup.id, source.id), undoOf: backup.jobId }
  const job = await site.house.finish(undo)
  expect(job.state).toBe('failed')
  expect((await site.post(`/api/v1/jobs/${job.id}/retry`)).status).toBe(409)
  const restore = await site.house.finish(site.house.restoreOf(backup.id, source.id))
  const again = await site.post(`/api/v1/jobs/${restore.id}/retry`)
  expect([restore.state, again.status, await again.text()]).toEqual(['failed', 409, expect.stringContaining('Ask for the restore again')])
  const removal = await site.house.enqueue({ kind: 'prune', planId: null, backupIds: [backup.id], reason: '' })
  await site.house.jobs.cancel(removal.id)
  expect((await site.post(`/api/v1/jobs/${removal.id}/retry`)).status).toBe(409)
})

test('a key for some sources sees only the jobs about them', async () => {
  await using site = await openSite({ isWorking: false })
  const { source } = await openShop(site)
  await openShop(site, 'depot')
  const start = async (name: string) => ((await (await site.post('/api/v1/backups', { source: name })).json()) as { id: string }).id
  const own = await start('shop')
  const foreign = await start('depot')
  const rescan = await site.http.rescans.rescan('depot-disk')
  const bound = { as: 'backup_operator', sourceIds: [source.id] } as const
  const jobs = (await (await site.get('/api/v1/jobs?page=1&state=pending', bound)).json()) as Jobs
  expect([jobs.items.map(({ id }) => id), jobs.total]).toEqual([[own], 1])
  for (const id of [foreign, rescan.id]) {
    for (const path of ['', '/log']) expect((await site.get(`/api/v1/jobs/${id}${path}`, bound)).status).toBe(403)
    for (const path of ['/cancel', '/retry']) expect((await site.post(`/api/v1/jobs/${id}${path}`, undefined, bound)).status).toBe(403)
  }
  expect((await site.get(`/api/v1/jobs/${own}`, bound)).status).toBe(200)
})
