import { setImmediate as yieldToOthers } from 'node:timers/promises'
import { Failure, toFailure } from '../../plugins/failure.ts'
import type { Backup } from '../domain/backup.ts'
import type { Plan } from '../domain/plan.ts'
import { decideDue, missedMax } from '../domain/schedule.ts'
import type { Job, WorkRequest } from '../domain/work.ts'
import type { Installation } from '../services/installation.ts'
import { JobService } from '../services/jobs.ts'
import { nextVerification, timetableOf } from '../services/plan-times.ts'
import type { Nouns } from '../store/store.ts'
import { jobLogs } from './job-log.ts'
import { realignPlans } from './realign.ts'

/** How many plans are read at once: thousands may be due in the same minute. */
const batchSize = 100

/** The newest backups of a plan among which the one verified the longest ago is looked for. */
const verifiedAmong = 1000

export interface SchedulerOptions {
  /** Told of a plan that can't be kept; the others are. */
  onUnexpected(failure: Failure): void
}

/** Queues what the plans say, when they say it: each slot once, whatever else looks at the same plans. */
export class Scheduler {
  readonly #installation: Installation
  readonly #options: SchedulerOptions
  readonly #jobs: JobService
  #lookedAt: Date | null = null
  /** What was told already of plans that can't be kept: they are looked at every second. */
  readonly #told = new Map<string, string>()

  constructor(installation: Installation, options: SchedulerOptions) {
    this.#installation = installation
    this.#options = options
    this.#jobs = new JobService(installation)
  }

  /** Queues everything that is due by now and resolves with how many jobs that made. While a restore runs nothing is due. */
  async look(signal: AbortSignal): Promise<number> {
    await this.#realign(signal)
    const { plans } = this.#installation.store
    const backups = await this.#drain(signal, (now) => plans.listDue(now, batchSize), this.#fire)
    const proofs = await this.#drain(signal, (now) => plans.listDueToVerify(now, batchSize), this.#fireVerify)
    return backups + proofs
  }

  /** At the first look, and whenever the clock was set back since the last one. */
  async #realign(signal: AbortSignal): Promise<void> {
    const now = this.#installation.seams.clock.now()
    const wasSetBack = this.#lookedAt === null || now < this.#lookedAt
    this.#lookedAt = now
    if (wasSetBack) await realignPlans(this.#installation, signal)
  }

  async #drain(signal: AbortSignal, due: (now: Date) => Promise<Plan[]>, fire: (plan: Plan, now: Date) => Promise<Job[]>): Promise<number> {
    let queued = 0
    for (let isMore = true; isMore; ) {
      if (signal.aborted || (await this.#isRestoring())) return queued
      const now = this.#installation.seams.clock.now()
      const plans = await due(now)
      let failures = 0
      for (const plan of plans) {
        try {
          queued += (await fire(plan, now)).length
          this.#told.delete(plan.id)
        } catch (error) {
          failures += 1
          this.#tell(plan, toFailure(error, 'reading its schedule'))
        }
        // SQLite answers at once, so that without this nothing else would get its turn until all are queued.
        await yieldToOthers()
        if (signal.aborted) return queued
      }
      // Those that failed are due again at the next look; reading nothing but them over and over would help nobody.
      isMore = plans.length === batchSize && failures < plans.length
    }
    return queued
  }

  #tell({ id, name }: Plan, { code, message, remedy, detail }: Failure): void {
    if (this.#told.get(id) === message) return
    this.#told.set(id, message)
    this.#options.onUnexpected(Failure.from({ code, message: `The plan "${name}" can't be kept: ${message}`, remedy, detail }))
  }

  async #isRestoring(): Promise<boolean> {
    return (await this.#installation.store.jobs.count({ kind: 'restore', states: ['running'] })) > 0
  }

  readonly #fire = async (plan: Plan, now: Date): Promise<Job[]> => {
    const { store } = this.#installation
    const timetable = timetableOf(plan)
    const seen = plan.nextSlot
    if (seen === null) throw new Failure('internal', 'It is due, but for no slot', { remedy: 'Pause the plan and resume it.' })
    const never = { due: false, missed: 0, next: null }
    const { due, missed, next } = timetable === null ? never : decideDue(timetable, { lastSlot: plan.lastSlot, nextSlot: seen }, now)
    const change = { lastSlot: due ? seen : plan.lastSlot, nextSlot: next?.slot ?? null, nextRunAt: next?.runAt ?? null }
    const jobs = await store.transaction(async (nouns) => {
      const isFirst = await nouns.plans.advance(plan.id, seen, change)
      return due && isFirst ? await this.#queueBackups(plan, nouns) : []
    })
    if (missed > 0) for (const { id } of jobs) await this.#logMissed(id, missed)
    return jobs
  }

  async #logMissed(jobId: string, missed: number): Promise<void> {
    await using log = jobLogs(this.#installation)(jobId)
    const number = missed >= missedMax ? `${missedMax} or more` : missed
    const message = `This run makes up for ${number} later ones as well, whose times have passed.`
    log.write({ at: this.#installation.seams.clock.now().toISOString(), level: 'info', message })
  }

  /** One job a source. A source whose last scheduled backup still waits for its turn gets no second one behind it. */
  async #queueBackups(plan: Plan, nouns: Nouns): Promise<Job[]> {
    const queued: Job[] = []
    for (const sourceId of plan.sourceIds) {
      const waiting = { kind: 'backup', planId: plan.id, sourceId, states: ['pending'], trigger: 'auto' } as const
      if ((await nouns.jobs.count(waiting)) > 0) continue
      queued.push(await this.#jobs.enqueueIn(nouns, scheduledBackup(plan.id, sourceId), { trigger: 'auto' }))
    }
    return queued
  }

  readonly #fireVerify = async (plan: Plan, now: Date): Promise<Job[]> => {
    return this.#installation.store.transaction(async (nouns) => {
      const seen = plan.nextVerifyAt
      if (seen === null || !(await nouns.plans.advanceVerify(plan.id, seen, nextVerification(plan, now)))) return []
      const { level } = plan.settings.verification
      const queued: Job[] = []
      for (const { id: backupId } of await chooseToVerify(plan, nouns)) {
        queued.push(await this.#jobs.enqueueIn(nouns, { kind: 'verify', backupId, level, targetId: null }, { trigger: 'auto' }))
      }
      return queued
    })
  }
}

function scheduledBackup(planId: string, sourceId: string): WorkRequest {
  return { kind: 'backup', sourceId, planId, targetIds: null, mode: null, tables: null, description: '', purpose: 'regular' }
}

/** The newest backup of each source, and of all others the one that was verified the longest ago. */
async function chooseToVerify(plan: Plan, nouns: Nouns): Promise<Backup[]> {
  const backups = await nouns.backups.list({ planId: plan.id, state: 'kept', purpose: 'regular' }, { limit: verifiedAmong })
  const newest = new Map<string, Backup>()
  for (const backup of backups) {
    const line = backup.sourceId ?? backup.source.digest
    if (!newest.has(line)) newest.set(line, backup)
  }
  const chosen = [...newest.values()]
  const others = backups.filter((backup) => !chosen.includes(backup))
  const copies = await nouns.copies.listMany(others.map(({ id }) => id))
  const verifiedMs = ({ id }: Backup) => Math.max(0, ...(copies.get(id) ?? []).map(({ verifiedAt }) => verifiedAt?.getTime() ?? 0))
  const [longestAgo] = others.toSorted((one, other) => verifiedMs(one) - verifiedMs(other))
  return longestAgo === undefined ? chosen : [...chosen, longestAgo]
}
