import { dirname } from 'node:path'
import { z } from 'zod'
import type { Files } from '../../contract.ts'
import { Failure, toFailure } from '../../failure.ts'

export type JsonObject = Readonly<Record<string, unknown>>

const jsonObject = z.record(z.string(), z.unknown())

/** Far more than anybody writes by hand or any installation exports; what is larger is another file. */
const bytesMax = 64 * 1024 * 1024

/** One JSON object in a file of the data folder. Holds nothing open between calls. */
export class JsonFile {
  readonly path: string
  readonly #files: Files

  constructor(path: string, files: Files) {
    this.path = path
    this.#files = files
  }

  /** Null if there is none; throws `corrupt` when it holds no JSON object. */
  async read(): Promise<JsonObject | null> {
    const text = await this.#text()
    if (text === null) return null
    try {
      return jsonObject.parse(JSON.parse(text))
    } catch (cause) {
      throw new Failure('corrupt', `${this.path} holds no JSON object`, { remedy: 'Repair or remove the file.', cause })
    }
  }

  /** Readers see the old content or the new, and once this resolves a power cut loses nothing. The folder is made if it is missing. */
  async write(content: JsonObject): Promise<void> {
    const temporary = `${this.path}.${process.pid}.partial`
    try {
      await this.#files.mkdir(dirname(this.path), { recursive: true })
      await this.#writeDurably(temporary, `${JSON.stringify(content, null, 2)}\n`)
      await this.#files.rename(temporary, this.path)
      await this.#syncFolder()
    } catch (error) {
      await this.#files.rm(temporary, { force: true }).catch(() => {})
      throw toFailure(error, `writing ${this.path}`)
    }
  }

  /** Fine if there is none. */
  async remove(): Promise<void> {
    try {
      await this.#files.unlink(this.path)
      await this.#syncFolder()
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw toFailure(error, `removing ${this.path}`)
    }
  }

  async #text(): Promise<string | null> {
    try {
      await using opened = await this.#files.open(this.path, 'r')
      const { size } = await opened.stat()
      if (size > bytesMax)
        throw new Failure('corrupt', `${this.path} is too large to hold settings`, { remedy: 'Repair or remove the file.' })
      return await opened.readFile('utf8')
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
      throw toFailure(error, `reading ${this.path}`)
    }
  }

  /** Readable by its owner alone: it may hold secrets. */
  async #writeDurably(path: string, text: string): Promise<void> {
    await using opened = await this.#files.open(path, 'w', 0o600)
    await opened.writeFile(text)
    await opened.sync()
  }

  async #syncFolder(): Promise<void> {
    await using opened = await this.#files.open(dirname(this.path), 'r')
    await opened.sync()
  }
}
