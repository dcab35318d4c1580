import type { Job, WorkProgress } from '../../../../server/domain/work.ts'
import type { Lease } from '../../../../server/store/job-lease.ts'
import { openPages, type PageSite } from '../pages-browser.ts'
import { addShop, type PageShop } from './backups-shop.ts'

/** The pages with a shop, and jobs of which the test is the worker. */
export class JobDesk implements AsyncDisposable {
  readonly site: PageSite
  readonly shop: PageShop

  constructor(site: PageSite, shop: PageShop) {
    this.site = site
    this.shop = shop
  }

  get store() {
    return this.site.house.installation.store
  }

  async backupJob(requestedBy: string | null = null): Promise<Job> {
    const { source, target } = this.shop
    const wish = { planId: null, mode: 'full', tables: null, description: '', purpose: 'regular' } as const
    return this.site.house.jobs.enqueue(
      { kind: 'backup', sourceId: source.id, targetIds: [target.id], ...wish },
      { trigger: 'manual', requestedBy },
    )
  }

  /** Claims the job in the name of a process that is not there. */
  async start(job: Job): Promise<Lease> {
    const now = this.site.house.clock.now()
    return (await this.store.leases.claim(job, { owner: 'elsewhere', now, leaseUntil: new Date(now.getTime() + 60_000) }))!
  }

  /** Writes into the store how far the job is; nobody is told. */
  async move(lease: Lease, change: Partial<WorkProgress> = {}): Promise<void> {
    const now = this.site.house.clock.now()
    const at = now.toISOString()
    const begun = {
      phase: 'dumping',
      bytesRead: 25_000,
      bytesStored: 9000,
      bytesExpected: 100_000,
      sections: 3,
      step: 'backup',
      at,
    } as const
    await this.store.leases.renew(lease, { leaseUntil: new Date(now.getTime() + 60_000), progress: { ...begun, ...change }, warnings: 0 })
  }

  /** What the next daemon does when it starts: ends what nobody runs any more. */
  async restart(): Promise<void> {
    await this.store.leases.sweep(this.site.house.clock.now(), () => true)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.site[Symbol.asyncDispose]()
  }
}

/** Opens the desk; whoever opens it disposes it. */
export async function openJobDesk(): Promise<JobDesk> {
  const site = await openPages()
  return new JobDesk(site, await addShop(site))
}
