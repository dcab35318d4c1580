import { isAbsolute, join, sep } from 'node:path'
import type { Call } from '../../plugins/contract.ts'
import { Failure, toFailure } from '../../plugins/failure.ts'
import type { RestorePlan } from '../domain/restore.ts'
import type { Job, RequestOf } from '../domain/work.ts'
import type { Nouns } from '../store/store.ts'
import type { Installation } from './installation.ts'
import { JobService } from './jobs.ts'
import { readRestoreFacts } from './restore-facts.ts'
import { jobSurvey, prepareRestore, type RestoreSurvey } from './restore-survey.ts'
import { undoRequest } from './restore-undo.ts'

export interface RestoreOptions {
  /** Whether an upload may lie anywhere: somebody at a command line could read the file anyway. Otherwise only below `<data>/uploads`. */
  readonly isPathTrusted: boolean
  /** Whether it is refused while another one waits or runs, instead of waiting behind it. */
  readonly isAlone?: boolean
  /** Who asks, as `actorOf` writes it. */
  readonly requestedBy?: string | null
}

/** Restores, and taking them back. */
export class RestoreService {
  readonly #installation: Installation
  readonly #surveyOf: (call: Call) => RestoreSurvey

  constructor(installation: Installation, surveyOf = (call: Call) => jobSurvey(installation, call)) {
    this.#installation = installation
    this.#surveyOf = surveyOf
  }

  /** What a restore would do and what keeps it from it; touches nothing. Throws `not_found` for a backup or source that isn't there. */
  async plan(request: RequestOf<'restore'>, options: RestoreOptions & Call): Promise<RestorePlan> {
    await this.#checkUpload(request, options)
    const facts = await this.#installation.store.transaction((nouns) => readRestoreFacts(request, nouns))
    return (await prepareRestore(facts, { survey: this.#surveyOf(options), installation: this.#installation })).plan
  }

  /**
   * Queues it; the job plans again before it does anything. Throws `not_found` for what isn't there, `denied` for an upload that lies elsewhere,
   * `conflict` for one that is to be alone and would not be.
   */
  async start(request: RequestOf<'restore'>, options: RestoreOptions): Promise<Job> {
    await this.#checkUpload(request, options)
    return this.#installation.store.transaction(async (nouns) => {
      await readRestoreFacts(request, nouns)
      const { requestedBy = null, isAlone = false } = options
      if (isAlone) await refuseOther(nouns)
      return new JobService(this.#installation).enqueueIn(nouns, request, { trigger: 'manual', requestedBy })
    })
  }

  /**
   * The restore that takes another one back: whole, into the same place, and with a safety backup, so that it can be undone like any other. Throws
   * `invalid` for another kind of job, and `conflict` when there is nothing to undo or it is undone already; says what can be done instead.
   */
  async undoRequest(jobId: string): Promise<RequestOf<'restore'>> {
    return this.#installation.store.transaction((nouns) => undoRequest(jobId, nouns))
  }

  /** Queues it. Throws as `undoRequest` does. */
  async undo(jobId: string, requestedBy: string | null = null): Promise<Job> {
    return this.#installation.store.transaction(async (nouns) => {
      const request = await undoRequest(jobId, nouns)
      return new JobService(this.#installation).enqueueIn(nouns, request, { trigger: 'manual', requestedBy })
    })
  }

  async #checkUpload({ from }: RequestOf<'restore'>, { isPathTrusted }: RestoreOptions): Promise<void> {
    if (!('path' in from)) return
    const refused = new Failure('denied', 'Only files that were uploaded to this installation can be restored.', {
      remedy: 'Upload the file first.',
    })
    if (!isAbsolute(from.path)) throw refused
    const { dataPath, seams } = this.#installation
    try {
      // What the path leads to counts: a link out of the folder would let anybody read any file.
      const path = await seams.files.realpath(from.path)
      if (isPathTrusted) return
      const folder = await seams.files.realpath(join(dataPath, 'uploads'))
      if (path.startsWith(folder + sep)) return
    } catch (error) {
      throw isPathTrusted ? toFailure(error, `looking for ${from.path}`) : refused
    }
    throw refused
  }
}

async function refuseOther({ jobs }: Pick<Nouns, 'jobs'>): Promise<void> {
  const [other] = await jobs.list({ kind: 'restore', states: ['pending', 'running'] }, { limit: 1 })
  if (other === undefined) return
  throw new Failure('conflict', 'A restore is already in progress.', {
    remedy: 'Wait for its end, or cancel it.',
    detail: { jobId: other.id },
  })
}
