import { join } from 'node:path'
import type { Files } from '../../contract.ts'
import { Failure, toFailure } from '../../failure.ts'
import { JsonFile, type JsonObject } from './json-file.ts'

/** Everything of a data folder that must come back on another machine. */
export interface Settings {
  /** `config.json`. */
  readonly configuration: JsonObject
  /** What the daemon exported of its metadata; null where it never did. */
  readonly exported: JsonObject | null
}

/** How a restore treats what is there; see `RestoreCall`. */
type Existing = 'refuse' | 'replace' | 'keep'

/**
 * The files of a data folder that a backup of the settings is about: `config.json`; `settings-export.json`, which the daemon writes before each
 * backup; and `settings-restored.json`, which a restore leaves for the daemon to take in.
 */
export class DataFolder {
  readonly path: string
  readonly #files: Files
  readonly #configuration: JsonFile
  readonly #exported: JsonFile
  readonly #restored: JsonFile

  constructor(path: string, files: Files) {
    this.path = path
    this.#files = files
    this.#configuration = new JsonFile(join(path, 'config.json'), files)
    this.#exported = new JsonFile(join(path, 'settings-export.json'), files)
    this.#restored = new JsonFile(join(path, 'settings-restored.json'), files)
  }

  /** What is there now. What was restored counts until the daemon has exported anew. Throws `corrupt` for a file that holds no JSON object. */
  async read(): Promise<Settings> {
    return {
      configuration: (await this.#configuration.read()) ?? {},
      exported: (await this.#exported.read()) ?? (await this.#restored.read()),
    }
  }

  /** The same, but `not_found` if there is no folder, for then the path is wrong. */
  async readForDump(): Promise<Settings> {
    try {
      await this.#files.readdir(this.path)
    } catch (error) {
      const failure = toFailure(error, `reading the data folder ${this.path}`)
      throw new Failure(failure.code, failure.message, {
        remedy: 'Check the path of the data folder.',
        detail: failure.detail,
        cause: error,
      })
    }
    return await this.read()
  }

  /**
   * Throws `conflict` with `refuse` when there is anything. With `keep` the keys of `config.json` that are there stay; what of the export is kept,
   * whoever takes it in decides. An export that is there is stale from now on, so it goes.
   */
  async restore(settings: Settings, existing: Existing): Promise<void> {
    const configuration = await this.#merged(settings.configuration, existing)
    if (settings.exported !== null) await this.#restored.write(settings.exported)
    else if (existing === 'replace') await this.#restored.remove()
    await this.#configuration.write(configuration)
    if (settings.exported !== null || existing === 'replace') await this.#exported.remove()
  }

  /** `replace` doesn't read what is there: it may be what is broken. */
  async #merged(restored: JsonObject, existing: Existing): Promise<JsonObject> {
    if (existing === 'replace') return restored
    const present = await this.#configuration.read()
    if (existing === 'keep') return { ...restored, ...present }
    const taken = present === null ? await this.#takenBy() : this.#configuration
    if (taken === null) return restored
    throw new Failure('conflict', `${taken.path} exists already`, {
      remedy: 'Choose to replace it, or to keep it and add what is missing.',
    })
  }

  async #takenBy(): Promise<JsonFile | null> {
    for (const file of [this.#exported, this.#restored]) if ((await file.read()) !== null) return file
    return null
  }
}
