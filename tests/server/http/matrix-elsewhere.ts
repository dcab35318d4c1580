import type { Backup } from '../../../server/domain/backup.ts'
import type { Plan } from '../../../server/domain/plan.ts'
import type { Source } from '../../../server/domain/source.ts'
import type { Job } from '../../../server/domain/work.ts'
import type { Route } from '../../../server/http/route.ts'
import { ContractPlanService } from '../../../server/services/contract-plans.ts'
import { contractLetters } from '../../../server/services/contract-settings.ts'
import { openSite, type Site } from '../../support/http.ts'

/** In the name and the description of everything that a key for another source must not get to see. */
const canary = 'canary'

export interface KeyRequest {
  readonly method: string
  readonly path: string
  readonly json?: unknown
  /** Whether it names what belongs to another source, so that there is nothing to answer but a refusal. */
  readonly isNamed: boolean
}

interface Parts {
  readonly site: Site
  readonly mine: Source
  readonly other: Source
  readonly own: Backup
  readonly backup: Backup
  readonly number: number
  readonly plan: Plan
  readonly waiting: Job
  readonly restore: Job
  readonly configNumber: number
  readonly scheduleNumber: number
}

/** An installation with two sources, a key for one of them, and everything there can be of the other. Dispose removes it. */
export class Elsewhere implements AsyncDisposable {
  readonly #parts: Parts
  #before: Readonly<Record<string, string>> = {}

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** Remembers how everything is now. */
  async remember(): Promise<void> {
    this.#before = await this.#snapshot()
  }

  /** What is another than it was. */
  async changes(): Promise<string[]> {
    const now = await this.#snapshot()
    return Object.keys(now).filter((noun) => now[noun] !== this.#before[noun])
  }

  /** What the key may try at this route: with the other's ids in its path, its query, and its body. */
  requestsFor(route: Route): KeyRequest[] {
    const method = route.method.toUpperCase()
    const path = this.#filled(route.path)
    const isContract = !route.path.startsWith('/api/v1/') || route.path.startsWith('/api/v1/backup/')
    const isNamed = route.path.includes('{') || (isContract && method !== 'GET' && route.path.startsWith('/api/'))
    const name = `${method} ${route.path}`
    const bodies = this.#bodies()[name]
    if (bodies !== undefined) return bodies.map((json) => ({ method, path, json, isNamed: true }))
    const given = method === 'GET' ? {} : { json: {} }
    const queries = (filtered[name] ?? []).map((query) => ({ method, path: `${path}?${this.#filled(query)}`, isNamed: false }))
    return [{ method, path, isNamed, ...given }, ...queries]
  }

  async ask({ method, path, json }: KeyRequest): Promise<{ readonly status: number; readonly text: string }> {
    const { site, mine } = this.#parts
    const options = { as: 'admin', sourceIds: [mine.id], method, ...(json === undefined ? {} : { json }) } as const
    const response = await site.request(path, options)
    if (response.headers.get('content-type')?.startsWith('text/event-stream') === true) {
      await response.body?.cancel()
      return { status: response.status, text: '' }
    }
    return { status: response.status, text: await response.text() }
  }

  /** What an answer says of the other source that the request didn't say itself. */
  leaksIn(text: string, request: KeyRequest): string[] {
    const { other, backup, plan, waiting, restore } = this.#parts
    const said = `${request.path} ${JSON.stringify(request.json)}`
    const secrets = [canary, other.id, backup.id, plan.id, waiting.id, restore.id]
    return secrets.filter((secret) => text.includes(secret) && !said.includes(secret))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#parts.site[Symbol.asyncDispose]()
  }

  #filled(path: string): string {
    const { other, backup, number, plan, waiting, restore, configNumber, scheduleNumber } = this.#parts
    const ofId = path.includes('/configs/') ? configNumber : number
    const values: Readonly<Record<string, string>> = {
      source: other.id,
      backup: backup.id,
      backup_id: `backup-${number}`,
      id: String(ofId),
      plan: plan.id,
      job: path.includes('/restores/') ? restore.id : waiting.id,
      job_id: restore.id,
      schedule_id: `schedule-${scheduleNumber}`,
    }
    return path.replaceAll(/\{(\w+)\}/g, (_, name: string) => values[name] ?? 'f'.repeat(32))
  }

  #bodies(): Readonly<Record<string, readonly unknown[]>> {
    const { other, own, backup, number, plan } = this.#parts
    const into = { to: { source: other.id } }
    const config = { enabled: true, backup_type: 'db', frequency: 'daily', retention_days: 7, backup_time: '02:00' }
    return {
      'POST /api/v1/backups': [{ source: other.id }, { plan: plan.id }, {}],
      'POST /api/v1/restores': [{ backup: backup.id }, { backup: own.id, ...into }],
      'POST /api/v1/restores/plan': [{ backup: backup.id }, { backup: own.id, ...into }],
      'POST /api/v1/drills': [{ backup: backup.id }, { plan: plan.id }],
      'POST /api/v1/backup/backups': [{ backup_type: 'db' }, { backup_type: 'full' }],
      'POST /api/v1/backup/configs': [config],
      'PUT /api/v1/backup/configs/{id}': [config],
      'POST /api/backup/restore': [{ record_id: number }],
      'PUT /api/backup/config': [
        { backup_enabled: 1, backup_cron: '0 2 * * *', backup_retention: 7, backup_max_count: 9, backup_compress: 1 },
      ],
      'POST /api/v1/backups/{backup}/copy': [{ target: 'vault' }],
      'PATCH /api/v1/backups/{backup}': [{ description: 'mine', isPinned: true }],
      'POST /api/v1/backup/schedule': [{ cron: '0 2 * * *' }],
      'POST /api/admin/backup': [{ type: 'full' }],
      'POST /api/admin/restore': [{ backupId: number }],
    }
  }

  async #snapshot(): Promise<Record<string, string>> {
    const { store } = this.#parts.site.house.installation
    const limit = 1000
    const lists = {
      jobs: await store.jobs.list({}, { limit }),
      backups: await store.backups.list({}, { limit }),
      plans: await store.plans.list(),
      sources: await store.sources.list(),
      targets: await store.targets.list(),
      contracts: await this.#parts.site.http.contracts.show(),
    }
    return Object.fromEntries(Object.entries(lists).map(([noun, list]) => [noun, JSON.stringify(list)]))
  }
}

/** What lists are asked for. */
const filtered: Readonly<Record<string, readonly string[]>> = {
  'GET /api/v1/backups': ['source={source}', 'plan={plan}', `text=${canary}`],
  'GET /api/v1/jobs': ['source={source}', 'plan={plan}', 'backup={backup}'],
  'GET /api/v1/drills': ['source={source}', 'backup={backup}'],
  'GET /api/v1/drills/recovery-times': ['source={source}'],
  'GET /api/v1/restores': ['source={source}', 'backup={backup}'],
}

/** Makes the installation; whoever opens it disposes it. */
export async function openElsewhere(): Promise<Elsewhere> {
  const site = await openSite({ isWorking: false })
  const { house, http } = site
  for (const name of ['mine', `other-${canary}`]) {
    house.sqlite(`${name}.db`, "create table item (id integer primary key, body text); insert into item values (1, 'x')")
  }
  const mine = await house.addSource({ name: 'mine' })
  const other = await house.addSource({ name: `other-${canary}` })
  const target = await house.addTarget({ name: 'vault' })
  const plan = await house.addPlan({ name: `plan-${canary}`, sourceIds: [other.id], targetIds: [target.id] })
  const own = await house.backup({ sourceId: mine.id, targetIds: [target.id] })
  const backup = await house.backup({ sourceId: other.id, planId: plan.id, description: `of the ${canary}` })
  const restore = await house.finish(house.restoreOf(backup.id, other.id))
  const waiting = await house.enqueue({ kind: 'verify', backupId: backup.id, level: 'stored', targetId: null })
  await http.contracts.change({ contracts: Object.fromEntries(contractLetters.map((letter) => [letter, { source: other.id }])) })
  await site.post('/api/admin/init-backup-tables', {})
  const plans = new ContractPlanService(house.installation)
  const order = { title: `of a contract ${canary}`, sources: [other.id], targets: [target.id], isEnabled: true, options: {}, settings: {} }
  const { number: configNumber } = await plans.add('a', order, null)
  const { number: scheduleNumber } = await plans.add('d', order, null)
  const number = (await http.records.numbersOf([backup.id])).get(backup.id)!
  const elsewhere = new Elsewhere({ site, mine, other, own, backup, number, plan, waiting, restore, configNumber, scheduleNumber })
  await elsewhere.remember()
  return elsewhere
}
