import { join } from 'node:path'
import type { Call } from '../../plugins/contract.ts'
import type { Target } from '../domain/target.ts'
import { ContractSettingsService } from './contract-settings.ts'
import type { Installation } from './installation.ts'
import { TargetService } from './targets.ts'

/** The kind of target that keeps archives in a database, and what ours is called. */
const kind = 'database'
const fileName = 'backups.db'

/** What the document of contract E calls initialising: four tables to read (views over ours), and a database that keeps the archives. */
export class SystemBackupService {
  readonly #installation: Installation

  constructor(installation: Installation) {
    this.#installation = installation
  }

  async isInitialised(): Promise<boolean> {
    return this.#installation.store.systemViews.exist()
  }

  /** Does what is not done yet, so that it may be asked for any number of times. Somebody's choice of a target for the contract stays. */
  async initialise(call: Call): Promise<void> {
    const settings = new ContractSettingsService(this.#installation)
    const target = (await this.#find()) ?? (await this.#add(call))
    const { isChosen } = (await settings.show()).contracts.e
    if (!isChosen.target) await settings.change({ contracts: { e: { target: target.id } } })
    await this.#installation.store.systemViews.create()
  }

  get #path(): string {
    return join(this.#installation.dataPath, fileName)
  }

  async #find(): Promise<Target | null> {
    const targets = await this.#installation.store.targets.list()
    return targets.find((target) => target.kind === kind && target.config['path'] === this.#path) ?? null
  }

  /** Not tested first: it lies in the folder of our own metadata, and the first backup gives it its identity. */
  async #add({ signal }: Call): Promise<Target> {
    const taken = new Set((await this.#installation.store.targets.list()).map(({ name }) => name))
    const name = [kind, 'system-backups', `system-backups-${this.#installation.newId().slice(0, 8)}`].find((one) => !taken.has(one))!
    const { target } = await new TargetService(this.#installation).add(
      { name, kind, config: { path: this.#path } },
      { isProbed: false, signal },
    )
    return target
  }
}
