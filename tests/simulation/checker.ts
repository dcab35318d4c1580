import { isTerminal, type Job } from '../../server/domain/work.ts'
import { nextRuns } from '../../server/services/plan-times.ts'
import type { Simulation } from './simulation.ts'

const hourMs = 3_600_000

/**
 * Stands outside and believes nothing: it keeps its own record of what was acknowledged, and compares what the metadata says with what lies at
 * the simulated targets. Throws with a sentence at the first promise that doesn't hold.
 */
export class Checker {
  readonly #ended = new Map<string, string>()
  readonly #acknowledged = new Set<string>()
  readonly #pinned = new Set<string>()
  /** What was run already, also if the clock was set back over it: it is not run again. */
  readonly #lastSlots = new Map<string, Date>()
  readonly #beforeCalm = new Set<string>()
  checks = 0

  /** Whatever is under way: what may never be false, at any moment. */
  async always(simulation: Simulation): Promise<void> {
    this.checks += 1
    const { store } = simulation
    const running = await store.jobs.list({ states: ['running'] }, { limit: 100 })
    const restores = running.filter(({ kind }) => kind === 'restore')
    if (restores.length > 1) fail('two restores run at once')
    const started = running.filter((job) => restores.some((restore) => job !== restore && job.startedAt! > restore.startedAt!))
    if (started.length > 0) fail(`${started[0]!.kind} ${started[0]!.id} was started while a restore ran`)
    const sources = running.filter(({ kind }) => kind === 'backup').map(({ sourceId }) => sourceId)
    if (new Set(sources).size !== sources.length) fail('two backups of one source run at once')
  }

  /** Everything, as often as that is affordable. */
  async thoroughly(simulation: Simulation): Promise<void> {
    await this.always(simulation)
    await this.#checkJobs(simulation)
    await this.#checkBackups(simulation)
    await this.#checkRemovals(simulation)
  }

  /** From here on nothing stands in the way. Times would not tell what was before: the clock was set back and forth. */
  async beforeCalm({ store }: Simulation): Promise<void> {
    for (const { id } of await store.jobs.list({}, { limit: 1_000_000 })) this.#beforeCalm.add(id)
    for (const { id, lastSlot } of await store.plans.list()) if (lastSlot !== null) this.#lastSlots.set(id, lastSlot)
  }

  /** After some quiet days in which nothing stood in its way: everything runs that should, each slot once, and nothing is left over. */
  async afterCalm(simulation: Simulation, since: Date, until: Date): Promise<void> {
    await this.thoroughly(simulation)
    const { store } = simulation
    for (const plan of await store.plans.list()) {
      const lastSlot = this.#lastSlots.get(plan.id) ?? since
      const expected = nextRuns(plan, lastSlot > since ? lastSlot : since, 100).filter(
        (at) => at < new Date(until.getTime() - hourMs),
      ).length
      const jobs = await store.jobs.list({ kind: 'backup', planId: plan.id, trigger: 'auto' }, { limit: 1_000_000 })
      const first = jobs.filter(({ id, attempt }) => attempt === 1 && !this.#beforeCalm.has(id))
      if (first.length < expected) fail(`${plan.name} ran ${first.length} times instead of ${expected} in the calm days`)
      // One that was due just before may have waited for the end of a restore.
      if (first.length > 1 + nextRuns(plan, since, 100).filter((at) => at <= until).length)
        fail(`${plan.name} ran ${first.length} times, more than its schedule says`)
    }
    const stuck = (await store.jobs.list({ states: ['running', 'pending'] }, { limit: 50 })).filter(
      ({ queuedAt }) => queuedAt.getTime() < until.getTime() - 6 * hourMs,
    )
    if (stuck.length > 0) fail(`${stuck[0]!.kind} ${stuck[0]!.id} is still ${stuck[0]!.state}`)
  }

  /** A person pinned this one: from now on it must stay. */
  pin(id: string): void {
    this.#pinned.add(id)
  }

  /** The metadata was lost or something was damaged from outside: what was known before is no longer a promise. */
  forgive(id: string): void {
    this.#acknowledged.delete(id)
    this.#pinned.delete(id)
  }

  async #checkJobs({ store }: Simulation): Promise<void> {
    const jobs = await store.jobs.list({}, { limit: 300 })
    for (const job of jobs) {
      const known = this.#ended.get(job.id)
      const end = endOf(job)
      if (known !== undefined && known !== end) fail(`job ${job.id} had ended as ${known} and is now ${end}`)
      if (isTerminal(job.state)) this.#ended.set(job.id, end)
      if (job.state === 'completed' && job.kind === 'backup') for (const id of job.result?.backupIds ?? []) this.#acknowledged.add(id)
    }
  }

  /** Each kept copy is there, and so is everything it needs. */
  async #checkBackups({ store, world }: Simulation): Promise<void> {
    const targets = new Map((await store.targets.list()).map((target) => [target.id, world.target(String(target.config['path']))]))
    const backups = await store.backups.list({}, { limit: 100_000 })
    const states = new Map(backups.map(({ id, state }) => [id, state]))
    const copies = await store.copies.listMany(backups.map(({ id }) => id))
    for (const backup of backups) {
      if (backup.state !== 'kept') continue
      for (const need of backup.needs) {
        if (states.get(need) === 'delete_pending') fail(`${need} is being removed although ${backup.id}, which is kept, needs it`)
      }
      for (const { targetId, key, state } of copies.get(backup.id) ?? []) {
        if (state !== 'kept') continue
        const found = targets.get(targetId)!.archives.get(key)
        if (found === undefined) fail(`${key} is recorded as kept and not there`)
        if (found.record.id !== backup.id) fail(`${key} is another backup than recorded`)
        const folder = key.slice(0, key.lastIndexOf('/') + 1)
        for (const { name, id } of found.record.archives) {
          const needed = targets.get(targetId)!.archives.get(folder + name)
          if (needed?.record.id !== id) fail(`${key} needs ${name}, which is gone`)
        }
      }
    }
  }

  /** What was acknowledged is there, or its removal was ordered and is written down. */
  async #checkRemovals({ store }: Simulation): Promise<void> {
    for (const id of this.#acknowledged) {
      if ((await store.backups.find(id)) !== null) continue
      if (this.#pinned.has(id)) fail(`${id} was pinned and is gone`)
      if ((await store.cleanups.removedAt(id)) === null) fail(`${id} was acknowledged and is gone without a trace`)
      this.#acknowledged.delete(id)
    }
    for (const plan of await store.plans.list()) {
      const kept = await store.backups.count({ planId: plan.id, state: 'kept', purpose: 'regular' })
      const removed = await store.cleanups.list({ planId: plan.id }, { limit: 1 })
      // A person may remove the last one when it is damaged; retention never.
      if (kept === 0 && removed[0]?.reason.startsWith('Somebody') === false) fail(`${plan.name} has nothing left after a removal`)
    }
  }
}

function endOf({ state, reason }: Job): string {
  return `${state}/${reason}`
}

function fail(sentence: string): never {
  throw new Error(sentence)
}
