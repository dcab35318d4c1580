import type { FileHandle } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Bytes, PutCall, StoredObject } from '../../contract.ts'
import { Failure } from '../../failure.ts'
import { explain } from './failures.ts'
import { type Folder, hasCode, isAbsent } from './folder.ts'
import { type Publication, publishWithoutLinks } from './publish.ts'

/** Small pieces are gathered up to this size, because each write costs a trip through the thread pool. */
const gatherBytes = 1024 * 1024
/** After this much, the disk is told to begin: otherwise the last fsync of a large archive stands still for minutes. */
const syncEveryBytes = 64 * 1024 * 1024
const publishTries = 5

export interface Writing extends PutCall {
  readonly body: Bytes
}

/** See `Target.put`: written aside, made durable, then given its name in one step. */
export async function writeObject(folder: Folder, key: string, call: Writing): Promise<StoredObject> {
  const { files } = folder
  const path = folder.pathOf(key)
  const doing = `writing ${path}`
  const partial = folder.newPartial()
  try {
    await folder.prepare()
    if (call.exclusive) await refuseTaken(folder, path)
    await folder.makeParents(partial)
    await folder.requireInside(dirname(path))
  } catch (error) {
    throw explain(error, doing)
  }
  try {
    await writePartial(folder, partial, call)
    call.signal.throwIfAborted()
    await publish(folder, { partial, path, exclusive: call.exclusive })
    const { size, mtime } = await files.lstat(path)
    return { key, sizeBytes: size, modifiedAt: mtime, sha256: null }
  } catch (error) {
    call.signal.throwIfAborted()
    throw error instanceof SourceError ? error.error : explain(error, doing)
  } finally {
    // Gone already after a rename. If it can't be removed now, `sweep` does it.
    await files.unlink(partial).catch(() => {})
  }
}

/** Keeps what the body threw apart from what the disk did. */
class SourceError {
  readonly error: unknown

  constructor(error: unknown) {
    this.error = error
  }
}

async function refuseTaken(folder: Folder, path: string): Promise<void> {
  try {
    await folder.files.lstat(path)
  } catch (error) {
    if (isAbsent(error)) return
    throw error
  }
  throw taken(path)
}

function taken(path: string): Failure {
  return new Failure('conflict', `${path} exists already`, { remedy: 'Choose another name.' })
}

async function writePartial(folder: Folder, partial: string, { body, signal }: Writing): Promise<void> {
  await using handle = await folder.files.open(partial, 'wx', 0o600)
  const syncing = new EarlySync(handle)
  try {
    for await (const bytes of gathered(body)) {
      signal.throwIfAborted()
      await writeAll(handle, bytes)
      syncing.wrote(bytes.byteLength)
    }
  } finally {
    await syncing.settle()
  }
  syncing.throwIfFailed()
  await handle.sync()
}

/** A write may take less than it was given. */
async function writeAll(handle: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.byteLength; ) {
    const { bytesWritten } = await handle.write(bytes, at, bytes.byteLength - at)
    if (bytesWritten === 0) throw new Failure('exhausted', 'the disk took no more bytes', { remedy: 'Free some space there.' })
    at += bytesWritten
  }
}

async function* gathered(body: Bytes): AsyncGenerator<Uint8Array, void, void> {
  let waiting: Uint8Array[] = []
  let sizeBytes = 0
  const source = body[Symbol.asyncIterator]()
  let ended = false
  try {
    for (;;) {
      const next = await source.next().catch((error: unknown) => {
        ended = true
        throw new SourceError(error)
      })
      if (next.done === true) break
      waiting.push(next.value)
      sizeBytes += next.value.byteLength
      if (sizeBytes < gatherBytes) continue
      yield waiting.length === 1 ? waiting[0]! : Buffer.concat(waiting)
      waiting = []
      sizeBytes = 0
    }
    ended = true
    if (sizeBytes > 0) yield Buffer.concat(waiting)
  } finally {
    if (!ended) await source.return?.()
  }
}

/**
 * Has the disk write while more bytes come. An error of any of these syncs fails the object: the kernel reports it once, and a later
 * fsync that succeeds would prove nothing.
 */
class EarlySync {
  readonly #handle: FileHandle
  #unsyncedBytes = 0
  #running: Promise<void> | null = null
  #failure: { readonly error: unknown } | null = null

  constructor(handle: FileHandle) {
    this.#handle = handle
  }

  wrote(sizeBytes: number): void {
    this.throwIfFailed()
    this.#unsyncedBytes += sizeBytes
    if (this.#unsyncedBytes < syncEveryBytes || this.#running !== null) return
    this.#unsyncedBytes = 0
    this.#running = this.#handle.datasync().then(
      () => void (this.#running = null),
      (error: unknown) => void (this.#failure = { error }),
    )
  }

  throwIfFailed(): void {
    if (this.#failure !== null) throw this.#failure.error
  }

  /** Never rejects. */
  async settle(): Promise<void> {
    await this.#running
  }
}

/** Gives a durable file its name, and makes the name durable. */
async function publish(folder: Folder, publication: Publication): Promise<void> {
  const { partial, path, exclusive } = publication
  for (let attempt = 1; ; attempt += 1) {
    await folder.makeParents(path)
    try {
      if (exclusive) await folder.files.link(partial, path)
      else await folder.files.rename(partial, path)
      break
    } catch (error) {
      if (hasCode(error, 'EEXIST') && exclusive) throw taken(path)
      if (hasCode(error, 'EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK') && exclusive) {
        await publishWithoutLinks(folder, publication)
        break
      }
      // Somebody removed the last object of this folder, and the folder with it, since it was made.
      if (!hasCode(error, 'ENOENT') || attempt === publishTries) throw error
    }
  }
  try {
    await folder.syncFolder(dirname(path))
  } catch (error) {
    // The name may not last, so it must not be seen. What a rename has replaced can't be brought back.
    if (exclusive) await folder.files.unlink(path).catch(() => {})
    throw error
  }
}
