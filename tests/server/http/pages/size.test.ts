import { join } from 'node:path'
import { expect, test } from 'vitest'
import { fillStore } from '../../../bench/workloads/metadata.ts'
import { openPages } from '../pages-browser.ts'

const packedMax = 50_000

test('with a thousand backups no page is larger than 50 kB as it goes out', async () => {
  await using site = await openPages()
  const { store, dataPath } = site.house.installation
  await fillStore(store, join(dataPath, 'metadata.db'), 1000)
  const browser = await site.signedIn('ada', 'admin')
  const [backup] = await store.backups.list({}, { limit: 1 })
  const [job] = await store.jobs.list({}, { limit: 1 })
  const lists = ['/', '/backups', '/admin/backups', '/jobs', '/plans', '/sources', '/targets', '/drills', '/restore', '/audit', '/docs']
  const details = [
    `/backups/${backup!.id}`,
    `/jobs/${job!.id}`,
    '/plans/plan-1',
    '/sources/source-1',
    '/targets/target-1',
    '/plans/new',
    '/backups/new',
  ]
  const wrong: string[] = []
  for (const path of [...lists, ...details]) {
    const response = await browser.get(path, { 'accept-encoding': 'gzip' })
    const size = (await response.arrayBuffer()).byteLength
    if (response.status !== 200 || response.headers.get('content-encoding') !== 'gzip' || size >= packedMax) {
      wrong.push(`${path}: ${response.status}, ${response.headers.get('content-encoding')}, ${size} bytes`)
    }
  }
  expect(wrong).toEqual([])
})
