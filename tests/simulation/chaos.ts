import { Failure } from '../../plugins/failure.ts'
import { BackupService } from '../../server/services/backups.ts'
import { JobService } from '../../server/services/jobs.ts'
import { PlanService } from '../../server/services/plans.ts'
import { RescanService } from '../../server/services/rescans.ts'
import type { Checker } from './checker.ts'
import type { Simulation } from './simulation.ts'

const dayMs = 86_400_000

/** What happened to a simulation, for the report. */
export class Tally {
  readonly #counts = new Map<string, number>()

  add(what: string): void {
    this.#counts.set(what, (this.#counts.get(what) ?? 0) + 1)
  }

  get(what: string): number {
    return this.#counts.get(what) ?? 0
  }
}

/** One thing that happens to an installation, by people or by fate. */
export async function strike(simulation: Simulation, checker: Checker, tally: Tally): Promise<void> {
  const { chance } = simulation
  const name = chance.pick(Object.keys(strikes))
  tally.add(name)
  try {
    await strikes[name]!(simulation, checker)
  } catch (error) {
    // A refusal with a reason is an answer; anything else is a defect.
    if (!(error instanceof Failure) || error.code === 'internal') throw error
  }
}

const strikes: Record<string, (simulation: Simulation, checker: Checker) => Promise<void>> = {
  kill: async (simulation) => simulation.kill(),
  doom: async (simulation) => simulation.doom(1 + simulation.chance.below(400)),
  'target away': async ({ world, chance }) => {
    const target = chance.pick([...world.targets.values(), world.target('/sim/near')])
    target.isAway = !target.isAway
  },
  'target back': async ({ world }) => {
    for (const target of world.targets.values()) Object.assign(target, { isAway: false, isLocked: false })
  },
  lock: async ({ world }) => {
    world.target('/sim/near').isLocked = true
  },
  'clock leaps': async ({ clock, chance }) => clock.set(chance.pick([-3_600_000, 3_600_000, 400 * dayMs, -2 * dayMs, -400 * dayMs])),
  'manual backup': async ({ installation, store, chance }) => {
    const plans = await store.plans.list()
    const plan = chance.pick(plans)
    await new JobService(installation).enqueue(
      {
        kind: 'backup',
        sourceId: plan.sourceIds[0]!,
        planId: plan.id,
        targetIds: null,
        mode: null,
        tables: null,
        description: '',
        purpose: 'regular',
      },
      { trigger: 'manual' },
    )
  },
  restore: async ({ installation, store, chance }) => {
    const backups = await store.backups.list({ state: 'kept' }, { limit: 50 })
    if (backups.length === 0) return
    const { id, sourceId } = chance.pick(backups)
    if (sourceId === null) return
    const request = {
      kind: 'restore',
      from: { backupId: id },
      to: { sourceId },
      existing: 'replace',
      tables: null,
      isSafe: chance.hits(0.7),
      undoOf: null,
    } as const
    await new JobService(installation).enqueue(request, { trigger: 'manual' })
  },
  delete: async ({ installation, store, chance }) => {
    const backups = await store.backups.list({ state: 'kept' }, { limit: 200 })
    if (backups.length === 0) return
    await new BackupService(installation).remove([chance.pick(backups).id], { withDependants: chance.hits(0.5), isForced: false })
  },
  pin: async ({ installation, store, chance }, checker) => {
    const backups = await store.backups.list({ state: 'kept' }, { limit: 200 })
    if (backups.length === 0) return
    const { id } = chance.pick(backups)
    await new BackupService(installation).pin(id)
    checker.pin(id)
  },
  cancel: async ({ installation, store, chance }) => {
    const jobs = await store.jobs.list({ states: ['pending', 'running'] }, { limit: 20 })
    if (jobs.length > 0) await new JobService(installation).cancel(chance.pick(jobs).id)
  },
  verify: async ({ installation, store, chance }) => {
    const backups = await store.backups.list({ state: 'kept' }, { limit: 50 })
    if (backups.length === 0) return
    const request = {
      kind: 'verify',
      backupId: chance.pick(backups).id,
      level: chance.pick(['stored', 'parsed', 'proven'] as const),
      targetId: null,
    } as const
    await new JobService(installation).enqueue(request, { trigger: 'manual' })
  },
  damage: async ({ world, chance }, checker) => {
    const target = world.target('/sim/near')
    const keys = [...target.archives.keys()]
    if (keys.length === 0 || !chance.hits(0.3)) return
    const archive = target.archives.get(chance.pick(keys))!
    archive.isDamaged = true
    checker.forgive(archive.record.id)
  },
  rescan: async ({ installation, chance }) => {
    await new RescanService(installation).rescan(chance.pick(['near', 'far']))
  },
  pause: async ({ installation, store, chance }) => {
    const service = new PlanService(installation)
    const plan = chance.pick(await store.plans.list())
    await (plan.isPaused ? service.resume(plan.id) : service.pause(plan.id))
  },
}
