import { randomUUID } from 'node:crypto'
import type { Stats } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import DatabaseFile, { type Database } from 'better-sqlite3'
import type { Call, Files, Host } from '../../contract.ts'
import { Failure, toFailure } from '../../failure.ts'
import { explain, isBusy } from './engine-failure.ts'
import { prepareConnection, recognise, setUp } from './schema.ts'

/** How long a call may block the process while another one writes; what it waits beyond that, it waits with others at work. */
const blockedMs = 100
const busyPauseMs = 50
const busyMsMax = 15_000

export type ArchiveHost = Pick<Host, 'files' | 'owner' | 'isGone' | 'now' | 'log'>

/** A piece of work with the database, and its name in a failure. */
export interface Work<Result> {
  readonly doing: string
  /** Blocks, so it must be short; runs again when another process was in the way. */
  run(database: Database): Result
}

interface Opened {
  readonly database: Database
  readonly identity: string
}

/** The database file, opened when it is needed. Dispose closes it. */
export class ArchiveFile implements AsyncDisposable {
  readonly path: string
  readonly host: ArchiveHost
  readonly files: Files
  #opened: Opened | null = null
  #isClosed = false

  constructor(path: string, host: ArchiveHost) {
    this.path = path
    this.host = host
    this.files = host.files
  }

  /** Reads; null when there is no file, or nothing in it. */
  async read<Result>(call: Call, work: Work<Result>): Promise<Result | null> {
    return await this.#patiently(call, work, async () => {
      const identity = await this.#identity()
      const database = identity === null ? null : this.#open(identity, false)
      return database === null ? null : work.run(database)
    })
  }

  /** Makes the file and its tables if they are absent. Throws `not_found` when not even the folder is there. */
  async prepare(call: Call): Promise<void> {
    await this.#patiently(call, { doing: 'making the database' }, async () => {
      const identity = (await this.#identity()) ?? (await this.#make())
      this.#open(identity, true)
    })
  }

  /** Writes, in a transaction that survives a power cut. Throws `conflict` when what was prepared is gone. */
  async commit<Result>(call: Call, work: Work<Result>): Promise<Result> {
    return await this.#transact(call, work, 'FULL')
  }

  /** The same, but a power cut may take it back until the next `commit`, which makes all of it last. */
  async jot<Result>(call: Call, work: Work<Result>): Promise<Result> {
    return await this.#transact(call, work, 'NORMAL')
  }

  /** Closes the file; the last one to do so leaves nothing beside it. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosed = true
    this.#close()
  }

  /** Whether `name` is what a process left behind that died while it made this file. */
  isAbandoned(name: string): boolean {
    const prefix = `.${basename(this.path)}.`
    return name.startsWith(prefix) && this.host.isGone(name.slice(prefix.length).split('.', 1)[0]!)
  }

  async #transact<Result>(call: Call, work: Work<Result>, synchronous: 'FULL' | 'NORMAL'): Promise<Result> {
    return await this.#patiently(call, work, async () => {
      const identity = await this.#identity()
      const database = identity === null ? null : this.#open(identity, false)
      if (database === null) throw new Failure('conflict', `${this.path} was removed while it was used`, { remedy: 'Find out by whom.' })
      database.pragma(`synchronous = ${synchronous}`)
      return database.transaction(() => work.run(database)).immediate()
    })
  }

  async #patiently<Result>({ signal }: Call, { doing }: Pick<Work<unknown>, 'doing'>, run: () => Promise<Result>): Promise<Result> {
    const startedMs = performance.now()
    for (;;) {
      signal.throwIfAborted()
      try {
        return await run()
      } catch (error) {
        if (!isBusy(error) || performance.now() - startedMs > busyMsMax) throw explain(error, `${doing} (${this.path})`)
      }
      await wait(busyPauseMs, undefined, { signal }).catch(() => signal.throwIfAborted())
    }
  }

  /** Null for an empty file that is not to be set up. What was opened before is closed if it is no longer what lies at the path. */
  #open(identity: string, mayPrepare: boolean): Database | null {
    if (this.#isClosed) throw new Failure('internal', `${this.path} was used after it was closed`)
    if (this.#opened?.identity === identity) return this.#opened.database
    this.#close()
    const database = new DatabaseFile(this.path, { fileMustExist: true, timeout: blockedMs })
    try {
      const isEmpty = recognise(database, this.path) === 'empty'
      if (isEmpty && !mayPrepare) {
        database.close()
        return null
      }
      if (isEmpty) setUp(database, this.path)
      else prepareConnection(database, this.path)
    } catch (error) {
      database.close()
      throw error
    }
    this.#opened = { database, identity }
    return database
  }

  #close(): void {
    this.#opened?.database.close()
    this.#opened = null
  }

  /** Tells this file from another one that was put in its place; null when there is none. Never opens it: closing would drop SQLite's locks. */
  async #identity(): Promise<string | null> {
    const found = await this.files.stat(this.path).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return null
      throw toFailure(error, `looking for ${this.path}`)
    })
    return found === null ? null : identityOf(this.path, found)
  }

  /** Makes an empty file that only its owner may read. SQLite gives what it puts beside it the same rights. */
  async #make(): Promise<string> {
    const folder = dirname(this.path)
    const draft = join(folder, `.${basename(this.path)}.${this.host.owner}.${randomUUID()}`)
    try {
      // Under a name of its own first: the real one may be open elsewhere in this process, and closing it here would drop those locks.
      await (await this.files.open(draft, 'wx', 0o600)).close()
      await this.#publish(draft)
      await using handle = await this.files.open(folder, 'r')
      await handle.sync()
    } catch (error) {
      throw unmade(error, this.path)
    } finally {
      await this.files.unlink(draft).catch(() => {})
    }
    const identity = await this.#identity()
    if (identity === null) throw new Failure('conflict', `${this.path} was removed while it was made`, { remedy: 'Find out by whom.' })
    return identity
  }

  async #publish(draft: string): Promise<void> {
    const link = this.files.link(draft, this.path).catch(async (error: NodeJS.ErrnoException) => {
      if (!['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK'].includes(error.code ?? '')) throw error
      // A disk without hard links.
      await (await this.files.open(this.path, 'ax', 0o600)).close()
    })
    await link.catch((error: NodeJS.ErrnoException) => {
      // Somebody else was faster, and one empty file is as good as another.
      if (error.code !== 'EEXIST') throw error
    })
  }
}

function identityOf(path: string, found: Stats): string {
  if (found.isFile()) return `${found.dev}:${found.ino}`
  const what = found.isDirectory() ? 'a folder' : 'no ordinary file'
  throw new Failure('invalid', `${path} is ${what}, not a database file`, { remedy: 'Name a file, which is made if it is absent.' })
}

function unmade(error: unknown, path: string): Failure {
  const failure = toFailure(error, `making ${path}`)
  if (failure.code === 'not_found') {
    return new Failure('not_found', `there is no folder ${dirname(path)} to make ${basename(path)} in`, {
      remedy: 'Make the folder, or mount the disk that it is on.',
      cause: error,
    })
  }
  const remedy = failure.remedy ?? 'Give the user that runs the daemon the right to write in that folder.'
  return new Failure(failure.code, failure.message, { remedy, detail: failure.detail, cause: error })
}
