import { expect, test } from 'vitest'
import { openSite } from '../../../support/http.ts'

test('what there is can be watched: backups, jobs, targets, plans, requests and the process', async () => {
  await using site = await openSite({ isWorking: false })
  const { house } = site
  house.sqlite('shop.db', 'create table item (id integer primary key); insert into item values (1)')
  const source = await house.addSource({ name: 'shop "1"', config: { path: house.path('shop.db') } })
  const target = await house.addTarget({ name: 'disk' })
  const plan = await house.addPlan({ name: 'nightly', sourceIds: [source.id], targetIds: [target.id] })
  const backup = await house.backup({ sourceId: source.id, planId: plan.id })
  await site.get('/api/v1/nothing')
  const response = await site.get('/api/v1/metrics', { as: 'viewer' })
  const lines = (await response.text()).split('\n')
  expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8')
  const labels = 'plan="nightly",source="shop \\"1\\""'
  expect(lines).toEqual(
    expect.arrayContaining([
      expect.stringMatching(/^holdfast_build_info\{version="1\.2\.3",runtime="node .*"\} 1$/),
      `holdfast_backups{${labels},trust="${backup.trust}"} 1`,
      `holdfast_last_good_backup_timestamp_seconds{${labels}} ${backup.startedAt.getTime() / 1000}`,
      'holdfast_plan_overdue{plan="nightly"} 0',
      `holdfast_target_bytes{target="disk"} ${backup.sizeBytes}`,
      'holdfast_jobs{kind="backup",state="completed"} 1',
      'holdfast_queue_length 0',
      'holdfast_event_listeners 0',
      'holdfast_http_requests_total{group="none",status="404"} 1',
      '# TYPE process_cpu_seconds_total counter',
    ]),
  )
  const before = await (await site.get('/api/v1/metrics')).text()
  expect(before).toContain('holdfast_http_requests_total{group="native",status="200"} 1\n')
  expect(site.unexpected).toEqual([])
})

test('metrics are for everybody with a key for all sources', async () => {
  await using site = await openSite()
  expect((await site.get('/api/v1/metrics', { as: null })).status).toBe(401)
  expect((await site.get('/api/v1/metrics', { as: 'admin', sourceIds: ['s'] })).status).toBe(403)
})
