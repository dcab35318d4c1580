import type { Bytes, Call, Files } from '../../plugins/contract.ts'
import { Failure, toFailure } from '../../plugins/failure.ts'
import type { RandomAccess } from '../archive/access.ts'

const pieceBytes = 256 * 1024

/** A file of this machine as random access: what was opened is read, whatever takes its name later. Closes it on dispose. */
export type UploadFile = RandomAccess & AsyncDisposable

/** Throws `not_found`, `denied`, or `invalid` for what is no file. */
export async function openUploadFile(path: string, files: Files): Promise<UploadFile> {
  try {
    // A pipe would hold up its opening until somebody writes to it.
    if (!(await files.stat(path)).isFile()) throw noFile(path)
    const handle = await files.open(path, 'r')
    const found = await handle.stat()
    if (found.isFile()) return new OpenFile(path, handle, found.size)
    await handle.close()
    throw noFile(path)
  } catch (error) {
    throw toFailure(error, `opening ${path}`)
  }
}

function noFile(path: string): Failure {
  return new Failure('invalid', `${path} is no file.`, { remedy: 'Give a dump, a ZIP file or an archive.' })
}

class OpenFile implements UploadFile {
  readonly sizeBytes: number
  readonly #path: string
  readonly #handle: Awaited<ReturnType<Files['open']>>

  constructor(path: string, handle: Awaited<ReturnType<Files['open']>>, sizeBytes: number) {
    this.#path = path
    this.#handle = handle
    this.sizeBytes = sizeBytes
  }

  async read(fromByte: number, toByte: number, call: Call): Promise<Uint8Array> {
    if (fromByte < 0 || toByte < fromByte || toByte > this.sizeBytes) {
      throw new Failure('corrupt', `${this.#path}: bytes ${fromByte} to ${toByte} are asked for, but it has only ${this.sizeBytes}`)
    }
    const bytes = new Uint8Array(toByte - fromByte)
    for (let filled = 0; filled < bytes.length; ) {
      call.signal.throwIfAborted()
      const { bytesRead } = await this.#handle.read(bytes, filled, bytes.length - filled, fromByte + filled)
      if (bytesRead === 0) throw new Failure('corrupt', `${this.#path} became shorter while it was read`)
      filled += bytesRead
    }
    return bytes
  }

  async *stream(fromByte: number, toByte: number, call: Call): Bytes {
    for (let at = fromByte; at < toByte; at += pieceBytes) yield await this.read(at, Math.min(at + pieceBytes, toByte), call)
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#handle.close()
  }
}
