import { setImmediate as settleMicrotasks } from 'node:timers/promises'
import type { DialectPlugin, Files, TargetPlugin } from '../../plugins/contract.ts'
import { Failure } from '../../plugins/failure.ts'
import { Hub } from '../../server/control/hub.ts'
import type { JobLog } from '../../server/control/job-log.ts'
import { procedures } from '../../server/control/procedures/index.ts'
import { Scheduler } from '../../server/control/scheduler.ts'
import { Worker } from '../../server/control/worker.ts'
import type { PlanSettingsInput } from '../../server/domain/plan.ts'
import { createRegistry, type Registry } from '../../server/plugins/registry.ts'
import { systemSeams } from '../../server/seams/seams.ts'
import { Turnstile } from '../../server/seams/turnstile.ts'
import type { Installation } from '../../server/services/installation.ts'
import { PlanService } from '../../server/services/plans.ts'
import { createSealer } from '../../server/store/sealing.ts'
import { openStore, type Store } from '../../server/store/store.ts'
import { Chance } from './chance.ts'
import { Life, mortalStore } from './life.ts'
import { SimClock } from './sim-clock.ts'
import { simSteps } from './sim-steps.ts'
import { SimWorld } from './sim-world.ts'

export interface SimulationOptions {
  readonly seed: number
  readonly plans: number
  /** How often a step fails by itself. */
  readonly failing: number
  /** Told before every move of the clock, when nothing is under way but what waits for time. */
  readonly onQuiet?: (simulation: Simulation) => Promise<void>
}

const start = new Date('2026-01-01T00:00:00Z')

/** One process of the simulated daemon. */
interface Process {
  readonly life: Life
  readonly installation: Installation
  readonly worker: Worker
  readonly scheduler: Scheduler
  readonly stop: AbortController
}

/** The real control plane over a real store, with simulated time, targets, sources and deaths. */
export class Simulation implements AsyncDisposable {
  readonly clock = new SimClock(start)
  readonly world = new SimWorld()
  readonly chance: Chance
  readonly store: Store
  readonly options: SimulationOptions
  readonly goneOwners = new Set<string>()
  kills = 0
  readonly #registry: Registry
  #process: Process
  #looking: Promise<void> | null = null
  #generation = 0
  #isCalm = false
  readonly #unexpected: Failure[] = []

  private constructor(store: Store, registry: Registry, options: SimulationOptions) {
    this.store = store
    this.#registry = registry
    this.options = options
    this.chance = new Chance(options.seed)
    this.#process = this.#begin()
  }

  static async open(options: SimulationOptions): Promise<Simulation> {
    const store = await openStore(':memory:', createSealer(new Uint8Array(32)))
    const simulation = new Simulation(store, await loadedRegistry(), options)
    await simulation.#furnish()
    return simulation
  }

  /** As a command of its own sees it: what people do doesn't die with the daemon. */
  get installation(): Installation {
    return { ...this.#process.installation, store: this.store, owner: 'sim-people' }
  }

  /** Lets so much time pass; everything that is due in it happens. */
  async pass(durationMs: number): Promise<void> {
    const untilMs = this.clock.monotonicMs() + durationMs
    for (;;) {
      await this.#look()
      await this.options.onQuiet?.(this)
      const nextMs = Math.min(await this.#nextMs(), untilMs)
      this.clock.advanceTo(Math.max(nextMs, this.clock.monotonicMs() + 1))
      await settleMicrotasks()
      if (this.#process.life.isOver) await this.restart()
      const [unexpected] = this.#unexpected
      if (unexpected !== undefined) throw unexpected
      if (this.clock.monotonicMs() >= untilMs) return
    }
  }

  /** The process dies now, and another one takes its place. */
  async kill(): Promise<void> {
    this.#process.life.end()
    await this.restart()
  }

  /** The process dies at one of its next calls of the store. */
  doom(callsLeft: number): void {
    this.#process.life.fuse = callsLeft
  }

  /** As when the metadata is gone: another daemon with the same names, which knows nothing of what lies at the targets. */
  async restart(): Promise<void> {
    this.kills += 1
    this.goneOwners.add(this.#process.installation.owner)
    this.#process = this.#begin()
    this.#looking = null
    await settleMicrotasks()
  }

  /** Takes away what stands in the way: every plan goes on, every target answers, nothing fails by itself. */
  async calm(): Promise<void> {
    this.#isCalm = true
    for (const target of this.world.targets.values()) Object.assign(target, { isAway: false, isLocked: false })
    const service = new PlanService(this.installation)
    for (const plan of await this.store.plans.list()) if (plan.isPaused) await service.resume(plan.id)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#process.life.end()
    await settleMicrotasks()
    await this.store[Symbol.asyncDispose]()
  }

  /** A look that hangs belongs to a process that died in it; one that goes on must not be joined by a second. */
  async #look(): Promise<void> {
    const { worker, scheduler, stop, life } = this.#process
    if (life.isOver) await this.restart()
    this.#looking ??= (async () => {
      await scheduler.look(stop.signal)
      await worker.look(stop.signal)
    })().finally(() => {
      this.#looking = null
    })
    await Promise.race([this.#looking, this.#untilQuiet()])
    if (this.#process.life.isOver) await this.restart()
  }

  async #untilQuiet(): Promise<void> {
    for (let round = 0; round < 400 && this.#looking !== null && !this.#process.life.isOver; round += 1) await settleMicrotasks()
  }

  async #nextMs(): Promise<number> {
    const nowMs = this.clock.now().getTime()
    const inMs = (at: Date | null) =>
      at === null ? Number.POSITIVE_INFINITY : Math.max(1, at.getTime() - nowMs) + this.clock.monotonicMs()
    const isBusy = this.#process.worker.running > 0
    // Something ended after the last look, or is just about to: what waited for it may start.
    if (isBusy && this.clock.nextMs === Number.POSITIVE_INFINITY) return this.clock.monotonicMs() + 1
    if (!isBusy && (await this.store.jobs.nextReady(this.clock.now())) !== null) return this.clock.monotonicMs() + 1
    const plans = await this.store.plans.nextRunAt()
    const jobs = await this.store.jobs.nextNotBefore(this.clock.now())
    const soonest = Math.min(this.clock.nextMs, inMs(plans), inMs(jobs))
    // A plan that is due while a restore runs stays due: then time passes by what runs.
    return isBusy
      ? Math.min(this.clock.nextMs, Math.max(soonest, this.clock.monotonicMs() + 100))
      : Math.max(soonest, this.clock.monotonicMs() + 100)
  }

  #begin(): Process {
    const life = new Life()
    const stop = new AbortController()
    const owner = `sim-${this.#generation++}`
    const random = { bytes: (count: number) => this.chance.bytes(count) }
    const installation: Installation = {
      dataPath: '/nowhere',
      store: mortalStore(this.store, life),
      registry: this.#registry,
      pluginPaths: [],
      seams: { ...systemSeams(), clock: this.clock, randomness: random, files: noFiles },
      owner,
      isGone: (name) => this.goneOwners.has(name),
      trials: new Turnstile({ work: 'sources and targets are being tried', runningMax: 4, waitingMax: 32 }),
      rotateKey: () => Promise.reject(new Error('there is no key here')),
      secretKey: () => Promise.reject(new Error('there is no key here')),
      newId: () => Buffer.from(this.chance.bytes(16)).toString('hex'),
    }
    const startStep = simSteps({
      world: this.world,
      clock: this.clock,
      chance: this.chance,
      life,
      failing: () => (this.#isCalm ? 0 : this.options.failing),
    })
    const worker = new Worker({ installation, procedures, startStep, hub: new Hub(), openLog: () => silent, slots: 3, runsSchedules: true })
    return {
      life,
      installation,
      worker,
      scheduler: new Scheduler(installation, { onUnexpected: (failure) => this.#unexpected.push(failure) }),
      stop,
    }
  }

  async #furnish(): Promise<void> {
    const { store, chance } = this
    const at = { createdAt: start, updatedAt: start }
    for (const name of ['near', 'far']) {
      await store.targets.insert({
        id: idOf(name),
        name,
        kind: 'local',
        config: { path: `/sim/${name}` },
        prefix: '',
        identity: null,
        ...at,
      })
    }
    const plans = new PlanService(this.installation)
    for (let number = 0; number < this.options.plans; number += 1) {
      const name = `plan-${number}`
      await store.sources.insert({
        id: idOf(name),
        name,
        dialect: 'sqlite',
        config: { path: `/sim/${name}.db` },
        identity: null,
        folder: name,
        ...at,
      })
      const targets = chance.hits(0.5) ? ['near', 'far'] : ['near']
      await plans.add({ name, sources: [name], targets, settings: settingsOf(chance, number) })
    }
  }
}

/** A disk with nothing on it that takes no time to say so: real ones answer now sooner, now later, and a seed would no longer tell the whole course. */
const noFiles = new Proxy({} as Files, {
  get: () => async () => {
    throw Object.assign(new Error('There are no files here.'), { code: 'ENOENT' })
  },
})

/** Loads every plugin once: what is loaded takes no time afterwards. */
async function loadedRegistry(): Promise<Registry> {
  const registry = createRegistry({ paths: [] })
  const plugins = (await registry.list()).flatMap(({ plugin }) => (plugin === null ? [] : [plugin]))
  const find = (kind: string, name: string) => {
    const found = plugins.find((plugin) => plugin.kind === kind && plugin.name === name)
    if (found === undefined) throw new Failure('not_found', `there is no ${kind} plugin "${name}"`)
    return found
  }
  return {
    ...registry,
    target: async (name) => find('target', name) as TargetPlugin,
    dialect: async (name) => find('dialect', name) as DialectPlugin,
  }
}

const silent: JobLog = { write() {}, async [Symbol.asyncDispose]() {} }

function idOf(name: string): string {
  return Buffer.from(name.padEnd(16, '.')).toString('hex').slice(0, 32)
}

function settingsOf(chance: Chance, number: number): PlanSettingsInput {
  const time = `${String(chance.below(24)).padStart(2, '0')}:${String(chance.below(60)).padStart(2, '0')}`
  const isWeekly = chance.hits(0.3)
  return {
    schedule: isWeekly ? { kind: 'weekly', weekday: 1 + chance.below(7), time } : { kind: 'daily', time },
    zone: chance.pick(['UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Shanghai', 'Australia/Lord_Howe']),
    jitterSeconds: chance.pick([0, 300]),
    mode: chance.pick(['full', 'incremental', 'differential'] as const),
    fullEveryMs: chance.pick([null, 7 * 86_400_000, 14 * 86_400_000]),
    chainLengthMax: chance.pick([3, 10, 60]),
    retention: chance.pick([
      { keepLast: 3 },
      { keepDays: 10 },
      { daily: 3, weekly: 2, monthly: 1 },
      { keepLast: 2, sizeBytesMax: 6000 },
      {},
    ]),
    verification: { level: 'proven', afterBackup: number % 3 === 0 },
    retries: chance.below(3),
  }
}
