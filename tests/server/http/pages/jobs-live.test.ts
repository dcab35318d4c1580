import { expect, test } from 'vitest'
import { jobLogs } from '../../../../server/control/job-log.ts'
import { until } from '../api/listening.ts'
import { textOf } from './backups-shop.ts'
import { openJobDesk } from './jobs-desk.ts'
import { LiveReader } from './live-reader.ts'

const stream = /hx-sse:connect="\/live\/jobs\/[0-9a-f]{32}" hx-sse:close="done"/

test('the page of a job shows how far it is, and after a reload how far it is then', async () => {
  await using desk = await openJobDesk()
  const browser = await desk.site.signedIn('ada', 'admin')
  const job = await desk.backupJob()
  const page = async () => (await browser.get(`/jobs/${job.id}`)).text()
  expect(await page()).toMatch(/Waiting for its turn[\s\S]*No output yet/)
  const lease = await desk.start(job)
  await desk.move(lease)
  const first = await page()
  expect(first).toMatch(stream)
  expect(first).toContain('<noscript><meta http-equiv="refresh"')
  expect(textOf(first)).toMatch(/Backup · shop: Running.*Reading the source.*25% done 25 kB of 100 kB read 9 kB written.*3 sections/)
  await desk.move(lease, { bytesRead: 50_000, sections: 4 })
  expect(textOf(await page())).toMatch(/50% done 50 kB of 100 kB read.*4 sections/)
  await desk.restart()
  const last = await page()
  expect(textOf(last)).toMatch(/Failed.*The daemon was stopped or restarted while this ran/)
  expect(last).not.toMatch(/hx-sse:connect|http-equiv="refresh"/)
})

test('a stream that was cut is taken up again with everything as it is by then', async () => {
  await using desk = await openJobDesk()
  const browser = await desk.site.signedIn('ada', 'admin')
  const job = await desk.backupJob()
  const lease = await desk.start(job)
  await desk.move(lease)
  const log = jobLogs(desk.site.house.installation)(job.id)
  log.write({ at: '2026-01-02T03:04:05Z', level: 'info', message: 'said before' })
  await log[Symbol.asyncDispose]()
  const before = new LiveReader(await browser.get(`/live/jobs/${job.id}`))
  expect(textOf(await before.until((part) => part.includes('25%')))).toContain('said before')
  await before.cancel()
  await desk.move(lease, { bytesRead: 75_000 })
  const more = jobLogs(desk.site.house.installation)(job.id)
  more.write({ at: '2026-01-02T03:04:06Z', level: 'warn', message: 'said while nobody looked' })
  await more[Symbol.asyncDispose]()
  const after = new LiveReader(await browser.get(`/live/jobs/${job.id}`))
  const part = textOf(await after.until(() => true))
  expect(part).toMatch(/75% done.*1 warning said while nobody looked.*said before.*said while nobody looked/)
  await after.cancel()
  await until(() => desk.site.house.hub.size === 0)
})

test('what another process writes is shown without anybody telling of it, to the end after a restart', async () => {
  await using desk = await openJobDesk()
  const browser = await desk.site.signedIn('ada', 'admin')
  const job = await desk.backupJob()
  const reader = new LiveReader(await browser.get(`/live/jobs/${job.id}`))
  await reader.until((part) => part.includes('Waiting for its turn'))
  const lease = await desk.start(job)
  await desk.move(lease)
  await reader.until((part) => part.includes('25%'))
  await desk.restart()
  await reader.rest()
  expect(textOf(reader.parts.at(-1)!)).toContain('The daemon was stopped or restarted')
  expect(reader.parts.at(-1)).toContain(`action="/jobs/${job.id}/retry"`)
  expect(reader.events).toEqual(['done'])
})

test('only the state is read out, not the figures that tick', async () => {
  await using desk = await openJobDesk()
  const browser = await desk.site.signedIn('ada', 'admin')
  const job = await desk.backupJob()
  const lease = await desk.start(job)
  await desk.move(lease)
  const text = await (await browser.get(`/jobs/${job.id}`)).text()
  const heard = [...text.matchAll(/<[^>]*(?:role="(?:status|alert)"|aria-live)[^>]*>/g)].map(([tag]) => /id="([\w-]+)"/.exec(tag)?.[1])
  expect(heard.sort()).toEqual(['connection', 'job-state'])
  expect(text).toMatch(/id="job-state">Backup · shop: Running</)
})

test('a job that is forgotten while somebody looks says so and ends the stream', async () => {
  await using desk = await openJobDesk()
  const browser = await desk.site.signedIn('ada', 'admin')
  const job = await desk.backupJob()
  const reader = new LiveReader(await browser.get(`/live/jobs/${job.id}`))
  await reader.until(() => true)
  await desk.site.house.jobs.cancel(job.id)
  await desk.store.jobs.forgetEnded(new Date(Date.UTC(2090, 0, 1)), 10)
  await reader.rest()
  expect([reader.parts.at(-1), reader.events]).toEqual([expect.stringContaining('no longer known'), ['done']])
})

test('the first page of the list moves, and shows what is queued and what ends', async () => {
  await using desk = await openJobDesk()
  const browser = await desk.site.signedIn('ada', 'admin')
  const reader = new LiveReader(await browser.get('/live/job-list?state=active'))
  await reader.until((part) => part.includes('No job matches'))
  const job = await desk.backupJob()
  await reader.until((part) => part.includes(`/jobs/${job.id}"`) && part.includes('Pending'))
  await desk.site.house.jobs.cancel(job.id)
  await reader.until((part) => part.includes('No job matches'))
  await reader.cancel()
})
