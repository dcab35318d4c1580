import { setTimeout } from 'node:timers/promises'
import { systemSeams } from '../../../../server/seams/seams.ts'
import { openSealedStore } from '../../../../server/store/open-sealed.ts'

/** Claims and ends jobs as long as there are any, and says which; begins when as many others as it was told are ready. */
const [dataPath, owner, count] = process.argv.slice(2)
await using store = await openSealedStore({ dataPath: dataPath!, env: {}, seams: systemSeams() })
const end = { state: 'completed', reason: null, failure: null, result: null, progress: null, warnings: 0, backupId: null } as const
const now = new Date('2040-01-01')
await store.settings.set(`ready ${owner}`, 'yes')
const ready = async () => (await store.settings.list()).filter(({ key }) => key.startsWith('ready ')).length
while ((await ready()) < Number(count)) await setTimeout(5)
for (;;) {
  const job = await store.jobs.nextReady(now)
  if (job === null) break
  const lease = await store.leases.claim(job, { owner: owner!, now, leaseUntil: new Date('2040-01-02') })
  if (lease === null) continue
  process.stdout.write(`${job.id}\n`)
  await store.transaction(({ leases }) => leases.finish(lease, { ...end, at: now }))
}
