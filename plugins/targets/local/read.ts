import { constants } from 'node:fs'
import type { FileHandle } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { GetCall } from '../../contract.ts'
import { Failure } from '../../failure.ts'
import { explain } from './failures.ts'
import { type Folder, hasCode, isAbsent } from './folder.ts'

const readBytes = 1024 * 1024

/** A link at the object's own place is no object; a FIFO there must not block the thread pool. */
const openFlags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0)

/** See `Target.get`. */
export async function* readObject(folder: Folder, key: string, call: GetCall): AsyncGenerator<Uint8Array, void, void> {
  const path = folder.pathOf(key)
  call.signal.throwIfAborted()
  await using handle = await openObject(folder, path)
  try {
    const { size } = await handle.stat()
    const end = Math.min(call.toByte ?? size, size)
    for (let position = call.fromByte ?? 0; position < end; ) {
      call.signal.throwIfAborted()
      const bytes = await readAt(handle, position, Math.min(readBytes, end - position))
      if (bytes.byteLength === 0) throw shortened(path, position, end)
      position += bytes.byteLength
      yield bytes
    }
  } catch (error) {
    call.signal.throwIfAborted()
    throw explain(error, `reading ${path}`)
  }
}

/** Each in memory of its own, because the reader keeps it. */
async function readAt(handle: FileHandle, position: number, wantedBytes: number): Promise<Uint8Array> {
  const buffer = Buffer.allocUnsafeSlow(wantedBytes)
  const { bytesRead } = await handle.read(buffer, 0, wantedBytes, position)
  return buffer.subarray(0, bytesRead)
}

async function openObject(folder: Folder, path: string): Promise<FileHandle> {
  try {
    if (!(await folder.exists())) throw absent(path)
    await folder.requireInside(dirname(path))
    const handle = await folder.files.open(path, openFlags)
    if ((await handle.stat()).isFile()) return handle
    await handle.close()
  } catch (error) {
    if (!isAbsent(error) && !hasCode(error, 'ELOOP', 'ENXIO', 'EISDIR')) throw explain(error, `opening ${path}`)
  }
  throw absent(path)
}

function absent(path: string): Failure {
  return new Failure('not_found', `there is no ${path}`, { remedy: 'Look with `holdfast list` what is there.' })
}

function shortened(path: string, position: number, end: number): Failure {
  return new Failure('corrupt', `${path} became shorter while it was read: it ends at byte ${position}, not ${end}`, {
    remedy: 'Find out what writes to this folder; use another copy of the archive.',
  })
}
