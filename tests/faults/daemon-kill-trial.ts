import { copyFile, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Backup } from '../../server/domain/backup.ts'
import type { Job, RequestOf, WorkRequest } from '../../server/domain/work.ts'
import { RestoreService } from '../../server/services/restores.ts'
import { type Content, digestOf, holds, type SourceKind } from './daemon-kill-content.ts'
import { DaemonLedger } from './daemon-kill-ledger.ts'
import { until } from './daemon-kill-process.ts'
import { expectEnds, expectOneSlot, expectSuccess, type Killed } from './daemon-kill-verdict.ts'
import { endIfThere, World } from './daemon-kill-world.ts'

export type TrialKind = 'backup' | 'schedule' | 'restore' | 'upload' | 'prune'

/** What is killed in the middle of which work. Instants are parts of what that work usually takes. */
export interface KillPoint {
  readonly kind: TrialKind
  readonly source: SourceKind
  readonly victim: 'daemon' | 'step'
  readonly at: number
  /** Counted from the instant at which an archive is being written, not from the beginning of the work. */
  readonly isWriting: boolean
  /** Each one more daemon that is killed while it starts and recovers. */
  readonly recoveries: readonly number[]
  readonly mode: 'full' | null
  readonly isUndone: boolean
}

/** How much was tried. */
export interface Tally {
  trials: number
  kills: number
  /** How many jobs the kills have brought to an end. */
  struck: number
}

const startBoundMs = 20_000
const recoveryMs = 1200
/** From the claim of a name to the record of the backup, with the end of the process between. */
const writingMs = 150
const usualMsAtFirst = 700

/** One world with its ledger, to which kills are tried one after the other. */
export class DaemonTrial implements AsyncDisposable {
  readonly #world: World
  readonly #ledger: DaemonLedger
  #random: () => number
  readonly #usualMs = new Map<TrialKind, number>()
  readonly #tally: Tally
  /** What the last restore was to bring back. */
  #wanted: Content = new Map()

  private constructor(world: World, random: () => number, tally: Tally) {
    this.#world = world
    this.#tally = tally
    this.#ledger = new DaemonLedger(world)
    this.#random = random
  }

  /** A daemon that runs, and one good backup of each source. */
  static async begin(random: () => number, tally: Tally): Promise<DaemonTrial> {
    const trial = new DaemonTrial(await World.open(random), random, tally)
    const world = trial.#world
    for (const kind of ['sqlite', 'files'] as const) {
      trial.#note(kind)
      await world.enqueue(world.backupOf(kind, 'full'))
    }
    await world.start().ready()
    await world.idle()
    const jobs = await world.jobsSince(new Date(0))
    expectSuccess(jobs)
    for (const job of jobs) trial.#ledger.acknowledge(job, world.content(kindOf(job, world)))
    await trial.#ledger.check()
    return trial
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#world[Symbol.asyncDispose]()
  }

  /** Tries one point, and throws when anything was lost by it, is half, or was left. */
  async endure(point: KillPoint, random: () => number): Promise<void> {
    this.#random = random
    this.#tally.trials += 1
    const world = this.#world
    const prepared = await this.#prepare(point)
    const begun = new Date()
    const before = world.content(point.source)
    if (prepared === 'schedule') await world.makeDue()
    else await world.enqueue(prepared)
    const killed = await this.#killDuring(point)
    await this.#recover(point)
    await world.orphansEnd()
    await world.idle()
    const jobs = await world.jobsSince(begun)
    for (const job of jobs.toReversed()) this.#ledger.acknowledge(job, changesSource(prepared) ? null : world.content(kindOf(job, world)))
    this.#tally.struck += expectEnds(jobs, { killed, daemons: 1 + point.recoveries.length })
    if (prepared === 'schedule') expectOneSlot(jobs, await world.installation.store.plans.find(world.plan.id))
    if (changesSource(prepared)) await this.#checkDestination(point, jobs, before)
    await this.#again(point, prepared)
    for (const kind of ['sqlite', 'files'] as const) this.#note(kind)
    await this.#ledger.check()
    await this.#ledger.checkNoRemains()
  }

  async #prepare({ kind, source, mode }: KillPoint): Promise<WorkRequest | 'schedule'> {
    const world = this.#world
    this.#change(source)
    if (kind === 'backup') return world.backupOf(source, mode)
    if (kind === 'schedule') return 'schedule'
    if (kind === 'prune') return this.#removal(source)
    const kept = (await this.#ledger.kept()).filter((backup) => backup.source.dialect === source)
    const whole = kept.filter(({ needs }) => needs.length === 0)
    const choices = kind === 'upload' ? whole : kept
    const chosen = choices[Math.floor(this.#random() * choices.length)]!
    this.#wanted = this.#ledger.contentOf(chosen.id)
    const from = kind === 'upload' ? await this.#upload(chosen) : { backupId: chosen.id }
    const to = { sourceId: world.sources[source].id }
    return { kind: 'restore', from, to, existing: 'replace', tables: null, isSafe: true, undoOf: null }
  }

  /** All safety backups, and everything of the source but what the newest one needs. */
  async #removal(source: SourceKind): Promise<RequestOf<'prune'>> {
    const world = this.#world
    const fresh = await world.enqueue(world.backupOf(source, 'full'))
    await world.idle()
    const job = await world.jobs.find(fresh.id)
    expectSuccess([job])
    this.#ledger.acknowledge(job, world.content(source))
    const kept = (await this.#ledger.kept()).filter((backup) => backup.source.dialect === source && backup.id !== job.result!.backupIds[0])
    const backupIds = kept.map(({ id }) => id)
    this.#ledger.expectOnlyNewest(source)
    return { kind: 'prune', planId: null, backupIds, reason: 'somebody tidies up' }
  }

  async #upload(backup: Backup): Promise<{ path: string; name: string }> {
    const { installation, folder } = this.#world
    const [copy] = await installation.store.copies.list(backup.id)
    const path = join(installation.dataPath, 'uploads', backup.name)
    await mkdir(join(installation.dataPath, 'uploads'), { recursive: true })
    await copyFile(join(folder, 'target', copy!.key), path)
    return { path, name: backup.name }
  }

  /** Waits for the work to begin and for the instant, and kills. Resolves with what was killed. */
  async #killDuring({ kind, victim, at, isWriting }: KillPoint): Promise<Killed> {
    const world = this.#world
    await until('a job that runs', startBoundMs, async () => ((await world.jobs.count({ states: ['running'] })) > 0 ? true : null))
    if (isWriting && kind !== 'prune') {
      // A small archive may come and go between two looks: then the kill meets what is left of it.
      await until('an archive that is being written, or the end', startBoundMs, async () =>
        world.isWriting() || (await world.hasEnded()) ? true : null,
      )
      await sleep(at * writingMs)
    } else await sleep(at * (this.#usualMs.get(kind) ?? usualMsAtFirst))
    if (victim === 'daemon') {
      await world.killDaemon()
      this.#tally.kills += 1
      return 'daemon'
    }
    const pid = await until('a step or the end', startBoundMs, async () => {
      const [step] = world.steps()
      if (step !== undefined) return step
      return (await world.hasEnded()) ? 0 : null
    })
    if (pid === 0 || !endIfThere(pid)) return 'nothing'
    this.#tally.kills += 1
    return 'step'
  }

  async #recover({ victim, recoveries }: KillPoint): Promise<void> {
    if (victim === 'step') return
    for (const at of recoveries) {
      this.#world.start()
      await sleep(at * recoveryMs)
      await this.#world.killDaemon()
      this.#tally.kills += 1
    }
    await this.#world.start().ready()
  }

  /** A database is old or new; whatever a restore did to a destination, it can be taken back. */
  async #checkDestination({ source, isUndone }: KillPoint, jobs: readonly Job[], before: Content): Promise<void> {
    const world = this.#world
    const job = jobs.find(({ kind }) => kind === 'restore')!
    const after = world.content(source)
    const isSafe = (await world.installation.store.backups.list({ purpose: 'safety' }, { limit: 1000 })).some(
      ({ jobId }) => jobId === job.id,
    )
    const isSame = digestOf(after) === digestOf(before)
    const isNew = this.#isAsIn(this.#wanted, source)
    if (source === 'sqlite' && !isSame && !isNew) throw new Error('The database is neither old nor new.')
    if (job.state.startsWith('completed') && !isNew) throw new Error('A restore has completed and not brought back what it should.')
    if (!isSafe) {
      if (!isSame) throw new Error('The destination was changed before there was a safety backup.')
      return
    }
    if (!isUndone) return
    // What the kills of the recovery struck before that has been judged already.
    const asked = new Date()
    await new RestoreService(world.installation).undo(job.id)
    await world.idle()
    expectSuccess(await world.jobsSince(asked))
    if (!this.#isAsIn(before, source)) throw new Error('The undo has not brought back what was there.')
  }

  /** A restore of a tree removes nothing, so that what was added since may be there as well. */
  #isAsIn(content: Content, source: SourceKind): boolean {
    const found = this.#world.content(source)
    return source === 'sqlite' ? digestOf(found) === digestOf(content) : holds(found, content)
  }

  /** The same once more, undisturbed: it must succeed, and says how long that takes. */
  async #again({ kind, source }: KillPoint, prepared: WorkRequest | 'schedule'): Promise<void> {
    const world = this.#world
    const begun = new Date()
    this.#note(source)
    const requests = prepared === 'schedule' ? (['sqlite', 'files'] as const).map((each) => world.backupOf(each, null)) : [prepared]
    for (const request of requests) await world.enqueue(request)
    await world.idle()
    const jobs = await world.jobsSince(begun)
    expectSuccess(jobs)
    for (const job of jobs.toReversed()) this.#ledger.acknowledge(job, changesSource(prepared) ? null : world.content(kindOf(job, world)))
    const starts = jobs.map(({ startedAt }) => startedAt!.getTime())
    const ends = jobs.map(({ finishedAt }) => finishedAt!.getTime())
    this.#usualMs.set(kind, Math.max(...ends) - Math.min(...starts))
    if (changesSource(prepared) && !this.#isAsIn(this.#wanted, source))
      throw new Error('The second restore has not brought back what it should.')
    if (prepared !== 'schedule' && prepared.kind === 'prune') await this.#expectRemoved(prepared.backupIds)
  }

  async #expectRemoved(ids: readonly string[]): Promise<void> {
    const left = await this.#world.installation.store.backups.findMany(ids)
    if (left.length > 0) throw new Error(`${left.length} backups that were to be removed are still known.`)
  }

  #change(source: SourceKind): void {
    this.#world.change(source, this.#random)
    this.#note(source)
  }

  #note(source: SourceKind): void {
    this.#ledger.state(source, this.#world.content(source))
  }
}

function changesSource(prepared: WorkRequest | 'schedule'): boolean {
  return prepared !== 'schedule' && prepared.kind === 'restore'
}

function kindOf({ sourceId }: Job, { sources }: World): SourceKind {
  return sourceId === sources.files.id ? 'files' : 'sqlite'
}
