import type { Cleanup } from '../domain/backup.ts'
import type { Page } from '../store/page.ts'
import type { Installation } from './installation.ts'
import { findNoun } from './names.ts'

/** What was removed, when and why. */
export class HistoryService {
  readonly #installation: Installation

  constructor(installation: Installation) {
    this.#installation = installation
  }

  /** The newest first; of one plan if it is named. Throws `not_found` for the plan. */
  async list(plan: string | null, page: Page): Promise<Cleanup[]> {
    return this.#installation.store.cleanups.list(await this.#filterOf(plan), page)
  }

  /** How many there are in all. Throws `not_found` for the plan. */
  async count(plan: string | null): Promise<number> {
    return this.#installation.store.cleanups.count(await this.#filterOf(plan))
  }

  async #filterOf(plan: string | null): Promise<{ readonly planId?: string }> {
    return plan === null ? {} : { planId: (await findNoun(plan, 'plan', this.#installation.store.plans)).id }
  }
}
