import { existsSync, readdirSync } from 'node:fs'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import DatabaseFile from 'better-sqlite3'
import { type Plan, planSettingsSchema } from '../../server/domain/plan.ts'
import type { Source } from '../../server/domain/source.ts'
import type { Target } from '../../server/domain/target.ts'
import { isTerminal, type Job, type JobState, type RequestOf, type WorkRequest } from '../../server/domain/work.ts'
import { systemSeams } from '../../server/seams/seams.ts'
import { type Installation, openInstallation } from '../../server/services/installation.ts'
import { JobService } from '../../server/services/jobs.ts'
import { type Content, change, contentAt, type SourceKind } from './daemon-kill-content.ts'
import { DaemonProcess, processesIn, until } from './daemon-kill-process.ts'

const dayMs = 86_400_000
const idleBoundMs = 60_000
const endBoundMs = 10_000
/** Newest first; no trial queues more than that. */
const looksAt = 300

/** A data folder with two sources, a target and a plan, and the real daemon over it, which may be killed and started again. */
export class World implements AsyncDisposable {
  readonly folder: string
  readonly installation: Installation
  readonly jobs: JobService
  readonly sources: Readonly<Record<SourceKind, Source>>
  readonly target: Target
  readonly plan: Plan
  readonly #opened: AsyncDisposableStack
  readonly #ended = new Map<string, JobState>()
  readonly #orphans = new Set<number>()
  #daemon: DaemonProcess | null = null

  private constructor(parts: Pick<World, 'folder' | 'installation' | 'sources' | 'target' | 'plan'>, opened: AsyncDisposableStack) {
    this.folder = parts.folder
    this.installation = parts.installation
    this.sources = parts.sources
    this.target = parts.target
    this.plan = parts.plan
    this.jobs = new JobService(parts.installation)
    this.#opened = opened
  }

  static async open(random: () => number): Promise<World> {
    await using opening = new AsyncDisposableStack()
    const folder = await mkdtemp(join(tmpdir(), 'holdfast-daemon-kill-'))
    opening.defer(() => rm(folder, { recursive: true, force: true, maxRetries: 3 }))
    await mkdir(join(folder, 'tmp'))
    const installation = opening.use(
      await openInstallation({ dataPath: join(folder, 'data'), env: {}, pluginPaths: [], seams: systemSeams() }),
    )
    const parts = { folder, installation, ...(await furnish(folder, installation)) }
    const world = new World(parts, opening.move())
    for (const kind of ['sqlite', 'files'] as const) world.change(kind, random)
    if (random() < 0.5) world.#useWriteAheadLog()
    return world
  }

  async [Symbol.asyncDispose](): Promise<void> {
    try {
      await this.#daemon?.[Symbol.asyncDispose]()
      // What a killed daemon has left must be gone before the folder goes; what doesn't go by itself fails the trial elsewhere.
      for (const { pid } of processesIn(this.temporaryPath)) endIfThere(pid)
    } finally {
      await this.#opened.disposeAsync()
    }
  }

  get temporaryPath(): string {
    return join(this.folder, 'tmp')
  }

  get daemon(): DaemonProcess {
    if (this.#daemon === null) throw new Error('No daemon was started.')
    return this.#daemon
  }

  pathOf(kind: SourceKind): string {
    return join(this.folder, kind === 'sqlite' ? 'shop.db' : 'tree')
  }

  change(kind: SourceKind, random: () => number): void {
    change(kind, this.pathOf(kind), random)
  }

  content(kind: SourceKind): Content {
    return contentAt(kind, this.pathOf(kind))
  }

  /** Starts a daemon in place of the one before, and returns without waiting until it answers. */
  start(): DaemonProcess {
    this.#daemon = new DaemonProcess({ dataPath: this.installation.dataPath, temporaryPath: this.temporaryPath })
    return this.#daemon
  }

  /** The steps that run, whoever their daemon was, with what they have started. */
  steps(): readonly number[] {
    return processesIn(this.temporaryPath).flatMap(({ pid }) => (pid === this.#daemon?.pid ? [] : [pid]))
  }

  /** Whether a name is claimed at the target, as it is from before the first byte of an archive until after its commit record. */
  isWriting(): boolean {
    const root = join(this.folder, 'target')
    const folders = existsSync(root) ? ['nightly', 'shop', 'papers'].map((name) => join(root, name)).filter((path) => existsSync(path)) : []
    return folders.some((path) => readdirSync(path).some((name) => name.endsWith('.claim')))
  }

  /** Whether nothing waits and nothing runs. */
  async hasEnded(): Promise<boolean> {
    return (await this.jobs.count({ states: ['pending', 'running'] })) === 0
  }

  backupOf(kind: SourceKind, mode: 'full' | null): RequestOf<'backup'> {
    const { plan, sources } = this
    return {
      kind: 'backup',
      sourceId: sources[kind].id,
      planId: plan.id,
      targetIds: null,
      mode,
      tables: null,
      description: '',
      purpose: 'regular',
    }
  }

  async enqueue(request: WorkRequest): Promise<Job> {
    return this.jobs.enqueue(request, { trigger: 'manual' })
  }

  /** The schedule says: now. */
  async makeDue(): Promise<void> {
    const plan = (await this.installation.store.plans.find(this.plan.id))!
    const slot = lastThree(new Date())
    const isDue = await this.installation.store.plans.advance(plan.id, plan.nextSlot!, { lastSlot: null, nextSlot: slot, nextRunAt: slot })
    if (!isDue) throw new Error('The plan was moved by somebody else.')
  }

  /** The jobs queued at that instant or after it, newest first. On the way it makes sure that a terminal state never changes. */
  async jobsSince(from: Date): Promise<Job[]> {
    const jobs = await this.jobs.list({}, { limit: looksAt })
    for (const { id, kind, state } of jobs) {
      const before = this.#ended.get(id)
      if (before !== undefined && before !== state) throw new Error(`A ${kind} job was ${before} and is ${state} now.`)
      if (isTerminal(state)) this.#ended.set(id, state)
    }
    return jobs.filter(({ queuedAt }) => queuedAt >= from)
  }

  /** Resolves when nothing waits or runs any more. */
  async idle(): Promise<void> {
    const states = ['pending', 'running'] as const
    await until('a queue that is empty', idleBoundMs, async () => ((await this.jobs.count({ states })) === 0 ? true : null)).catch(
      async (error: Error) => {
        const left = (await this.jobs.list({ states }, { limit: 10 })).map(({ kind, state, reason }) => `${kind} ${state} ${reason}`)
        throw new Error(`${error.message} Left are: ${left.join(', ')}. ${this.daemon.errors}`)
      },
    )
  }

  /** Kills the daemon, nothing else. What it has started then must notice by itself. */
  async killDaemon(): Promise<void> {
    await this.daemon.kill()
    for (const pid of this.steps()) this.#orphans.add(pid)
  }

  /** Resolves when nothing runs any more that a killed daemon had started. */
  async orphansEnd(): Promise<void> {
    await until('the end of what a killed daemon had started', endBoundMs, () => {
      const running = this.steps()
      return [...this.#orphans].some((pid) => running.includes(pid)) ? null : true
    })
    this.#orphans.clear()
  }

  #useWriteAheadLog(): void {
    const database = new DatabaseFile(this.pathOf('sqlite'))
    database.pragma('journal_mode = WAL')
    database.close()
  }
}

async function furnish(folder: string, { store, newId }: Installation): Promise<Pick<World, 'sources' | 'target' | 'plan'>> {
  const now = new Date()
  const times = { createdAt: now, updatedAt: now }
  const source = (name: string, dialect: SourceKind, path: string): Source => {
    return { id: newId(), name, dialect, config: { path: join(folder, path) }, identity: null, folder: name, ...times }
  }
  const sources = { sqlite: source('shop', 'sqlite', 'shop.db'), files: source('papers', 'files', 'tree') }
  const config = { path: join(folder, 'target') }
  const target: Target = { id: newId(), name: 'shelf', kind: 'local', config, prefix: '', identity: null, ...times }
  const settings = planSettingsSchema.parse({
    mode: 'incremental',
    chainLengthMax: 4,
    schedule: { kind: 'daily', time: '03:00' },
    retention: { keepLast: 2 },
    verification: { level: 'proven', afterBackup: true },
    retries: 2,
    retryDelayMs: 1000,
  })
  const next = new Date(lastThree(now).getTime() + dayMs)
  const slots = { lastSlot: null, nextSlot: next, nextRunAt: next, nextVerifyAt: null, expectedSince: now }
  const ids = { sourceIds: [sources.sqlite.id, sources.files.id], targetIds: [target.id] }
  const plan: Plan = { id: newId(), name: 'nightly', folder: 'nightly', ...ids, settings, isPaused: false, ...slots, ...times }
  await store.sources.insert(sources.sqlite)
  await store.sources.insert(sources.files)
  await store.targets.insert(target)
  await store.transaction((nouns) => nouns.plans.insert(plan))
  return { sources, target, plan }
}

/** The last three o'clock, where the plan has its slots. */
function lastThree(now: Date): Date {
  const today = new Date(now)
  today.setUTCHours(3, 0, 0, 0)
  return today <= now ? today : new Date(today.getTime() - dayMs)
}

/** Kills one process that may be gone already. */
export function endIfThere(pid: number): boolean {
  try {
    return process.kill(pid, 'SIGKILL')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false
    throw error
  }
}
