import type { Backup, Verification } from '../domain/backup.ts'
import type { TrustLevel } from '../domain/job.ts'
import type { Plan } from '../domain/plan.ts'
import type { Job } from '../domain/work.ts'
import type { Page } from '../store/page.ts'
import type { VerificationFilter, VerificationQuarter } from '../store/verifications.ts'
import type { Installation } from './installation.ts'
import { JobService } from './jobs.ts'

export interface DrillOptions {
  /** `proven` if absent. */
  readonly level?: TrustLevel
  /** Which copy; the first that is kept if absent. */
  readonly targetId?: string | null
  readonly trigger?: Job['trigger']
  /** Who asks, as `actorOf` writes it. */
  readonly requestedBy?: string | null
}

/** How long a source took to come back in its last drill that passed. */
export interface RecoveryTime {
  readonly backupId: string
  readonly at: Date
  readonly durationMs: number
  /** Of its content; null when that isn't known. */
  readonly bytesPerSecond: number | null
}

const evidenceMax = 1000
const lookedAtMax = 200
/** A proof that came with an archive says nothing of how long it took; then one before it may. */
const triedMax = 5

/** Proving that backups restore, and what came of it. */
export class DrillService {
  readonly #installation: Installation

  constructor(installation: Installation) {
    this.#installation = installation
  }

  /** Queues a verification of a backup, by its id. Throws `not_found`. */
  async drill(
    backupId: string,
    { level = 'proven', targetId = null, trigger = 'manual', requestedBy = null }: DrillOptions = {},
  ): Promise<Job> {
    return new JobService(this.#installation).enqueue({ kind: 'verify', backupId, level, targetId }, { trigger, requestedBy })
  }

  /** As `drill`, of several, all or none. */
  async drillAll(backupIds: readonly string[], { level = 'proven', targetId = null, requestedBy = null }: DrillOptions): Promise<Job[]> {
    return this.#installation.store.transaction(async (nouns) => {
      const service = new JobService(this.#installation)
      const jobs = []
      for (const backupId of backupIds) {
        jobs.push(await service.enqueueIn(nouns, { kind: 'verify', backupId, level, targetId }, { trigger: 'manual', requestedBy }))
      }
      return jobs
    })
  }

  /** The newest regular backup of each source of a plan that has one. */
  async newestOf({ id, sourceIds }: Pick<Plan, 'id' | 'sourceIds'>): Promise<Backup[]> {
    const newest = []
    for (const sourceId of sourceIds) {
      const filter = { planId: id, sourceId, state: 'kept', purpose: 'regular' } as const
      newest.push(...(await this.#installation.store.backups.list(filter, { limit: 1 })))
    }
    return newest
  }

  /** Of those that fit, the newest first. */
  async list(filter: VerificationFilter, page: Page): Promise<Verification[]> {
    return this.#installation.store.verifications.listMatching(filter, page)
  }

  async count(filter: VerificationFilter): Promise<number> {
    return this.#installation.store.verifications.count(filter)
  }

  /** Every verification of a backup, the newest first. */
  async evidence(backupId: string): Promise<Verification[]> {
    return this.#installation.store.verifications.list(backupId, evidenceMax)
  }

  /** How many proofs passed and failed since then, by quarters of an hour. */
  async proofsSince(from: Date): Promise<VerificationQuarter[]> {
    return this.#installation.store.verifications.quarters('proven', from)
  }

  /** Measured, not estimated: by the newest backup of the source that was proven. Null when none of the newest 200 was. */
  async recoveryTime(sourceId: string): Promise<RecoveryTime | null> {
    const { backups, verifications } = this.#installation.store
    for (const backup of await backups.listProven(sourceId, { lookedAtMax, limit: triedMax })) {
      const passed = (await verifications.list(backup.id, evidenceMax)).find(({ isPassed, level }) => isPassed && level === 'proven')
      if (passed === undefined) continue
      const { at, durationMs } = passed
      const isMeasured = backup.plainBytes !== null && durationMs > 0
      return { backupId: backup.id, at, durationMs, bytesPerSecond: isMeasured ? (backup.plainBytes! * 1000) / durationMs : null }
    }
    return null
  }
}
