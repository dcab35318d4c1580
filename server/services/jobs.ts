import { Failure } from '../../plugins/failure.ts'
import { isTerminal, type Job, type WorkRequest, workRequestSchema } from '../domain/work.ts'
import type { JobFilter } from '../store/jobs.ts'
import type { Page } from '../store/page.ts'
import type { Nouns } from '../store/store.ts'
import type { Installation } from './installation.ts'
import { resourcesOf } from './resources.ts'

export interface EnqueueOptions {
  readonly trigger: Job['trigger']
  /** Who asks, as `actorOf` writes it; nobody in particular if absent. */
  readonly requestedBy?: string | null
  /** Not before it; now if absent. */
  readonly notBefore?: Date
  /** The job that this one tries again. */
  readonly retryOf?: Job
}

/** The queue, as everybody outside of the worker sees it. */
export class JobService {
  readonly #installation: Installation

  constructor(installation: Installation) {
    this.#installation = installation
  }

  /**
   * Queues work. Throws `invalid` for a request that can't be meant, `not_found` for what it names and isn't there, and `conflict` for a manual
   * backup of a source that is being backed up or waits for it. Scheduled ones wait for their turn.
   */
  async enqueue(request: WorkRequest, options: EnqueueOptions): Promise<Job> {
    return this.#installation.store.transaction((nouns) => this.enqueueIn(nouns, request, options))
  }

  /** As `enqueue`, as part of a transaction. */
  async enqueueIn(nouns: Nouns, request: WorkRequest, options: EnqueueOptions): Promise<Job> {
    const job = await this.#jobOf(nouns, workRequestSchema.parse(request), options)
    if (job.kind === 'backup' && job.trigger === 'manual') await refuseBusy(job, nouns)
    await nouns.jobs.insert(job, await resourcesOf(request, nouns))
    return job
  }

  /** By its id or the start of it. Throws `not_found`, or `invalid` when several start like that. */
  async find(text: string): Promise<Job> {
    const found = /^[0-9a-f]{4,32}$/.test(text) ? await this.#installation.store.jobs.findAlike(text, 2) : []
    if (found.length === 1) return found[0]!
    if (found.length > 1) throw new Failure('invalid', `Several jobs begin with ${text}.`, { remedy: 'Give more of the id.' })
    throw new Failure('not_found', `There is no job ${text}.`, { remedy: '"holdfast jobs" lists them.' })
  }

  /** The newest first. */
  async list(filter: JobFilter, page: Page): Promise<Job[]> {
    return this.#installation.store.jobs.list(filter, page)
  }

  async count(filter: JobFilter): Promise<number> {
    return this.#installation.store.jobs.count(filter)
  }

  /** Asks for its end and returns at once. Throws `conflict` when it has ended already. */
  async cancel(id: string): Promise<void> {
    const { store, seams } = this.#installation
    const now = seams.clock.now()
    const isAsked = await store.transaction((nouns) => nouns.jobs.requestCancel(id, now))
    if (isAsked) return
    throw new Failure('conflict', `Job ${id} has ended already.`, { remedy: 'Nothing is left to cancel.' })
  }

  /**
   * Queues what a job was asked for once more. Throws `conflict` for one that has not ended or did what it was to do, and for restores and for removals of
   * certain backups: what they would do is looked at anew, and agreed to, where they are asked for; and what `enqueue` throws.
   */
  async retry(id: string, requestedBy: string | null): Promise<Job> {
    return this.#installation.store.transaction(async (nouns) => {
      const job = expect(await nouns.jobs.find(id), `job ${id}`)
      refuseRetry(job)
      return this.enqueueIn(nouns, job.request, { trigger: 'manual', requestedBy, retryOf: job })
    })
  }

  async #jobOf(nouns: Nouns, request: WorkRequest, options: EnqueueOptions): Promise<Job> {
    const now = this.#installation.seams.clock.now()
    return {
      id: this.#installation.newId(),
      kind: request.kind,
      state: 'pending',
      trigger: options.trigger,
      requestedBy: options.requestedBy ?? options.retryOf?.requestedBy ?? null,
      request,
      ...(await subjectsOf(request, nouns)),
      queuedAt: now,
      notBefore: options.notBefore ?? now,
      startedAt: null,
      finishedAt: null,
      progress: null,
      result: null,
      failure: null,
      reason: null,
      warnings: 0,
      isCancelRequested: false,
      attempt: (options.retryOf?.attempt ?? 0) + 1,
      retryOf: options.retryOf?.id ?? null,
      fence: 0,
      owner: null,
      leaseUntil: null,
    }
  }
}

type Subjects = Pick<Job, 'planId' | 'sourceId' | 'targetId' | 'backupId'>

/** What the job is about, so that lists can ask for it. Throws `not_found` for what isn't there. */
async function subjectsOf(request: WorkRequest, nouns: Nouns): Promise<Subjects> {
  const none: Subjects = { planId: null, sourceId: null, targetId: null, backupId: null }
  const ofBackup = async (id: string): Promise<Subjects> => {
    const backup = expect(await nouns.backups.find(id), `backup ${id}`)
    return { ...none, backupId: id, planId: backup.planId, sourceId: backup.sourceId }
  }
  switch (request.kind) {
    case 'backup':
      expect(await nouns.sources.find(request.sourceId), `source ${request.sourceId}`)
      if (request.planId !== null) expect(await nouns.plans.find(request.planId), `plan ${request.planId}`)
      return { ...none, sourceId: request.sourceId, planId: request.planId }
    case 'restore': {
      const subjects = 'backupId' in request.from ? await ofBackup(request.from.backupId) : none
      return 'sourceId' in request.to ? { ...subjects, sourceId: request.to.sourceId } : subjects
    }
    case 'verify':
      return { ...(await ofBackup(request.backupId)), targetId: request.targetId }
    case 'copy':
      return { ...(await ofBackup(request.backupId)), targetId: request.targetId }
    case 'prune':
      return { ...none, planId: request.planId, backupId: request.backupIds[0] ?? null }
    case 'rescan':
      expect(await nouns.targets.find(request.targetId), `target ${request.targetId}`)
      return { ...none, targetId: request.targetId }
  }
}

function expect<Value>(value: Value | null, what: string): Value {
  if (value !== null) return value
  throw new Failure('not_found', `There is no ${what}.`, { remedy: 'It may have been removed. Look at the list again.' })
}

function refuseRetry(job: Job): void {
  const refusal = retryRefusal(job)
  if (refusal !== null) throw refusal
}

/** Why what a job was asked for can't be asked for again; null when it can. */
export function retryRefusal({ id, state, request }: Pick<Job, 'id' | 'state' | 'request'>): Failure | null {
  if (!isTerminal(state)) {
    return new Failure('conflict', `Job ${id.slice(0, 8)} has not ended yet.`, { remedy: 'Wait for its end, or cancel it.' })
  }
  if (state === 'completed' || state === 'completed_with_warnings') {
    return new Failure('conflict', `Job ${id.slice(0, 8)} did what it was to do.`, { remedy: 'Ask for the same work again.' })
  }
  if (request.kind === 'restore') return restoreRefusal(id, request.undoOf)
  if (request.kind !== 'prune' || request.planId !== null) return null
  return new Failure('conflict', `Job ${id.slice(0, 8)} was to remove backups, and much may depend on them by now.`, {
    remedy: 'Ask for the removal again: what it would break is checked then.',
  })
}

function restoreRefusal(id: string, undoOf: string | null): Failure {
  if (undoOf !== null) {
    return new Failure('conflict', `Job ${id.slice(0, 8)} was to undo a restore.`, { remedy: `Undo job ${undoOf.slice(0, 8)} again.` })
  }
  return new Failure('conflict', `Job ${id.slice(0, 8)} was a restore, and much may have changed where it was to go.`, {
    remedy: 'Ask for the restore again: its plan is made anew then.',
  })
}

async function refuseBusy(job: Job, nouns: Nouns): Promise<void> {
  const [busy] = await nouns.jobs.list({ kind: 'backup', sourceId: job.sourceId!, states: ['pending', 'running'] }, { limit: 1 })
  if (busy === undefined) return
  throw new Failure('conflict', 'A backup of this source is running or waiting already.', {
    remedy: `Wait for job ${busy.id.slice(0, 8)} to end, or cancel it.`,
    detail: { jobId: busy.id },
  })
}
