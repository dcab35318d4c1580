import type { Cleanup } from '../domain/backup.ts'
import type { Installation } from './installation.ts'
import { findNoun } from './names.ts'

/** What was removed, when and why. */
export class HistoryService {
  readonly #installation: Installation

  constructor(installation: Installation) {
    this.#installation = installation
  }

  /** The newest first; of one plan if it is named. Throws `not_found` for the plan. */
  async list(plan: string | null, page: { readonly limit: number; readonly offset?: number }): Promise<Cleanup[]> {
    const { plans, cleanups } = this.#installation.store
    return cleanups.list(plan === null ? {} : { planId: (await findNoun(plan, 'plan', plans)).id }, page)
  }
}
