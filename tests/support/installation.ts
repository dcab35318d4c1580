import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import DatabaseFile from 'better-sqlite3'
import { Failure } from '../../plugins/failure.ts'
import { Hub } from '../../server/control/hub.ts'
import { jobLogs, readLog } from '../../server/control/job-log.ts'
import type { Procedures, StartStep } from '../../server/control/procedure.ts'
import { procedures } from '../../server/control/procedures/index.ts'
import { Worker } from '../../server/control/worker.ts'
import type { Backup } from '../../server/domain/backup.ts'
import { type Plan, type PlanSettingsInput, planSettingsSchema } from '../../server/domain/plan.ts'
import type { Source } from '../../server/domain/source.ts'
import type { Target } from '../../server/domain/target.ts'
import type { Job, RequestOf, WorkRequest } from '../../server/domain/work.ts'
import { type Seams, systemSeams } from '../../server/seams/seams.ts'
import { type Installation, openInstallation } from '../../server/services/installation.ts'
import { JobService } from '../../server/services/jobs.ts'
import { RestoreService } from '../../server/services/restores.ts'
import { insideSteps, processSteps } from './inside-step.ts'

export interface HouseOptions {
  /** Where steps run: in this process (the same work, sooner), in real job processes, or wherever the test wants. `inside` if absent. */
  readonly steps?: 'inside' | 'process' | StartStep
  /** In place of the real procedures. */
  readonly procedures?: Partial<Procedures>
  readonly pluginPaths?: readonly string[]
  readonly slots?: number
}

/** A clock that is set by hand, and steps on by a millisecond whenever somebody looks, so that no two instants are equal. Sleeping takes real time. */
export class HouseClock {
  readonly #system = systemSeams().clock
  #nowMs = Date.UTC(2026, 0, 2, 3, 4, 5)

  now(): Date {
    this.#nowMs += 1
    return new Date(this.#nowMs)
  }

  advance(ms: number): void {
    this.#nowMs += ms
  }

  monotonicMs(): number {
    return this.#system.monotonicMs()
  }

  sleep(delayMs: number, signal: AbortSignal): Promise<void> {
    return this.#system.sleep(delayMs, signal)
  }
}

/** An installation in a temporary data folder with a worker that runs when it is told to. Dispose closes it and removes everything. */
export class House implements AsyncDisposable {
  readonly folder: string
  readonly clock: HouseClock
  readonly installation: Installation
  readonly jobs: JobService
  readonly hub = new Hub()
  readonly startStep: StartStep
  readonly #options: HouseOptions
  readonly #opened: AsyncDisposableStack

  private constructor(parts: Pick<House, 'folder' | 'clock' | 'installation'>, options: HouseOptions, opened: AsyncDisposableStack) {
    this.folder = parts.folder
    this.clock = parts.clock
    this.installation = parts.installation
    this.jobs = new JobService(parts.installation)
    this.#options = options
    this.#opened = opened
    this.startStep = stepsOf(options, parts.installation.seams, this.path('tmp'))
  }

  static async open(options: HouseOptions): Promise<House> {
    await using opening = new AsyncDisposableStack()
    const folder = await mkdtemp(join(tmpdir(), 'holdfast-house-'))
    opening.defer(() => rm(folder, { recursive: true, force: true, maxRetries: 3 }))
    await mkdir(join(folder, 'tmp'))
    const clock = new HouseClock()
    const seams: Seams = { ...systemSeams(), clock }
    const given = { dataPath: join(folder, 'data'), env: {}, pluginPaths: options.pluginPaths ?? [], seams }
    const installation = opening.use(await openInstallation(given))
    return new House({ folder, clock, installation }, options, opening.move())
  }

  /** A path in the folder of this test. */
  path(...names: string[]): string {
    return join(this.folder, ...names)
  }

  /** Straight into the store. Without more, an SQLite database `<name>.db` in the test's folder. */
  async addSource(given: Partial<Source> & { readonly name: string }): Promise<Source> {
    const now = this.clock.now()
    const defaults = {
      id: this.installation.newId(),
      dialect: 'sqlite',
      identity: null,
      folder: given.name,
      createdAt: now,
      updatedAt: now,
    }
    const source: Source = { ...defaults, config: { path: this.path(`${given.name}.db`) }, ...given }
    await this.installation.store.sources.insert(source)
    return source
  }

  /** Straight into the store. Without more, a folder of that name in the test's folder. */
  async addTarget(given: Partial<Target> & { readonly name: string }): Promise<Target> {
    const now = this.clock.now()
    const defaults = { id: this.installation.newId(), kind: 'local', prefix: '', identity: null, createdAt: now, updatedAt: now }
    const target: Target = { ...defaults, config: { path: this.path(given.name) }, ...given }
    await this.installation.store.targets.insert(target)
    return target
  }

  /** Straight into the store; settings that are not given take their defaults. It has no slots, so no scheduler ever runs it. */
  async addPlan(
    given: Partial<Omit<Plan, 'settings'>> & Pick<Plan, 'name' | 'sourceIds' | 'targetIds'> & { readonly settings?: PlanSettingsInput },
  ): Promise<Plan> {
    const now = this.clock.now()
    const slots = { lastSlot: null, nextSlot: null, nextRunAt: null, nextVerifyAt: null }
    const defaults = {
      id: this.installation.newId(),
      folder: given.name,
      isPaused: false,
      ...slots,
      expectedSince: now,
      createdAt: now,
      updatedAt: now,
    }
    const plan: Plan = { ...defaults, ...given, settings: planSettingsSchema.parse(given.settings ?? {}) }
    await this.installation.store.transaction((nouns) => nouns.plans.insert(plan))
    return plan
  }

  /** Runs SQL on an SQLite database of the test's folder, which is made if it is missing. */
  sqlite(file: string, sql: string): void {
    const database = new DatabaseFile(this.path(file))
    try {
      database.exec(sql)
    } finally {
      database.close()
    }
  }

  /** The rows that a query gives. */
  rows(file: string, sql: string): unknown[] {
    const database = new DatabaseFile(this.path(file), { readonly: true })
    try {
      return database.prepare(sql).all()
    } finally {
      database.close()
    }
  }

  async enqueue(request: WorkRequest, trigger: Job['trigger'] = 'manual'): Promise<Job> {
    return this.jobs.enqueue(request, { trigger })
  }

  /** A worker of this installation; `run` is all that most tests need of one. */
  worker(): Worker {
    const { installation, hub, startStep } = this
    const known = { ...procedures, ...this.#options.procedures }
    const slots = this.#options.slots ?? 2
    return new Worker({ installation, hub, startStep, procedures: known, slots, runsSchedules: false, openLog: jobLogs(installation) })
  }

  /** Works until nothing waits that could start now and nothing runs. The first look ends what others left running. */
  async run(signal: AbortSignal = new AbortController().signal): Promise<void> {
    await this.worker().runUntilIdle(signal)
  }

  /** Queues a job, works until nothing is left to do, and resolves with the job as it ended, however that was. */
  async finish(request: WorkRequest, trigger: Job['trigger'] = 'manual'): Promise<Job> {
    const { id } = await this.enqueue(request, trigger)
    await this.run()
    return await this.job(id)
  }

  /** Backs a source up and resolves with the backup; throws what made it fail. */
  async backup(given: Partial<RequestOf<'backup'>> & Pick<RequestOf<'backup'>, 'sourceId'>): Promise<Backup> {
    const defaults = { planId: null, targetIds: null, mode: null, tables: null, description: '', purpose: 'regular' } as const
    const job = await this.finish({ kind: 'backup', ...defaults, ...given })
    if (job.failure !== null) throw Failure.from(job.failure)
    return (await this.installation.store.backups.find(job.backupId!))!
  }

  /** A restore of a backup into a source as people mostly want it: replacing what is there, with a safety backup. */
  restoreOf(backupId: string, sourceId: string, change: Partial<RequestOf<'restore'>> = {}): RequestOf<'restore'> {
    const defaults = { existing: 'replace', tables: null, isSafe: true, undoOf: null } as const
    return { kind: 'restore', from: { backupId }, to: { sourceId }, ...defaults, ...change }
  }

  /** Takes a restore back and resolves with the job that did it. Throws what refuses it. */
  async undo(jobId: string): Promise<Job> {
    const { id } = await new RestoreService(this.installation).undo(jobId)
    await this.run()
    return await this.job(id)
  }

  async job(id: string): Promise<Job> {
    return await this.jobs.find(id)
  }

  /** What a job's log says, line by line. */
  async log(jobId: string): Promise<string[]> {
    return (await readLog(this.installation, jobId)).lines.map(({ message }) => message)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#opened.disposeAsync()
  }
}

/** Opens an installation of its own for one test. */
export async function openHouse(options: HouseOptions = {}): Promise<House> {
  return House.open(options)
}

function stepsOf({ steps = 'inside' }: HouseOptions, seams: Seams, temporaryRoot: string): StartStep {
  if (typeof steps === 'function') return steps
  return steps === 'process' ? processSteps(seams, temporaryRoot) : insideSteps(seams, temporaryRoot)
}
