import { dirname, join } from 'node:path'
import { z } from 'zod'
import type { Files } from '../../contract.ts'
import { Failure, toFailure } from '../../failure.ts'

export type Configuration = Readonly<Record<string, unknown>>

/** Far more than anybody writes by hand; what is larger is another file. */
const bytesMax = 16 * 1024 * 1024

const configurationObject = z.record(z.string(), z.unknown())

/** The daemon's `config.json` in its data folder. Holds nothing open between calls. */
export class ConfigurationFile {
  readonly path: string
  readonly #files: Files

  constructor(folder: string, files: Files) {
    this.path = join(folder, 'config.json')
    this.#files = files
  }

  /** Null if there is none; throws `corrupt` when it holds no JSON object. */
  async read(): Promise<Configuration | null> {
    const text = await this.#text()
    if (text === null) return null
    try {
      return configurationObject.parse(JSON.parse(text))
    } catch (cause) {
      throw new Failure('corrupt', `${this.path} holds no JSON object`, { remedy: 'Repair or remove the file.', cause })
    }
  }

  /** What a dump holds: `{}` if there is no file, but `not_found` if there is no folder, for then the path is wrong. */
  async readForDump(): Promise<Configuration> {
    const folder = dirname(this.path)
    try {
      await this.#files.readdir(folder)
    } catch (error) {
      const failure = toFailure(error, `reading the data folder ${folder}`)
      throw new Failure(failure.code, failure.message, {
        remedy: 'Check the path of the data folder.',
        detail: failure.detail,
        cause: error,
      })
    }
    return (await this.read()) ?? {}
  }

  /** Readers see the old content or the new, and once this resolves a power cut loses nothing. The folder is made if it is missing. */
  async write(configuration: Configuration): Promise<void> {
    const folder = dirname(this.path)
    const temporary = `${this.path}.${process.pid}.partial`
    try {
      await this.#files.mkdir(folder, { recursive: true })
      await this.#writeDurably(temporary, `${JSON.stringify(configuration, null, 2)}\n`)
      await this.#files.rename(temporary, this.path)
      await using opened = await this.#files.open(folder, 'r')
      await opened.sync()
    } catch (error) {
      await this.#files.rm(temporary, { force: true }).catch(() => {})
      throw toFailure(error, `writing ${this.path}`)
    }
  }

  async #text(): Promise<string | null> {
    try {
      await using opened = await this.#files.open(this.path, 'r')
      const { size } = await opened.stat()
      if (size > bytesMax)
        throw new Failure('corrupt', `${this.path} is too large to be a configuration`, { remedy: 'Repair or remove the file.' })
      return await opened.readFile('utf8')
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
      throw toFailure(error, `reading ${this.path}`)
    }
  }

  /** Readable by its owner alone: a configuration may hold secrets. */
  async #writeDurably(path: string, text: string): Promise<void> {
    await using opened = await this.#files.open(path, 'w', 0o600)
    await opened.writeFile(text)
    await opened.sync()
  }
}
