import type { Job } from '../domain/work.ts'
import type { Installation } from './installation.ts'
import { type EnqueueOptions, JobService } from './jobs.ts'
import { findNoun } from './names.ts'

/** Looking at a target for what the metadata doesn't know, and for what it knows and isn't there any more. */
export class RescanService {
  readonly #installation: Installation

  constructor(installation: Installation) {
    this.#installation = installation
  }

  /** Queues it. Throws `not_found` for the target. */
  async rescan(targetNameOrId: string, options: EnqueueOptions = { trigger: 'manual' }): Promise<Job> {
    const target = await findNoun(targetNameOrId, 'target', this.#installation.store.targets)
    return new JobService(this.#installation).enqueue({ kind: 'rescan', targetId: target.id }, options)
  }
}
