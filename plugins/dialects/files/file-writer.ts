import { constants } from 'node:fs'
import type { BlockingFiles } from '../../contract.ts'
import type { AttributeSetter } from './attributes.ts'
import type { Destination } from './destination.ts'
import type { BytePath } from './path.ts'
import type { TarMember } from './tar-member.ts'

export interface WriterTools {
  readonly files: BlockingFiles
  readonly destination: Destination
  readonly attributes: AttributeSetter
}

const createFlags = constants.O_RDWR | constants.O_CREAT | constants.O_EXCL | (constants.O_NOFOLLOW ?? 0)

/** One file on its way to the disk. It ends with `complete` or `abandon`, which both close it. */
export class FileWriter {
  readonly #tools: WriterTools
  readonly #descriptor: number
  readonly #path: BytePath
  /** Where it is written; another name than its own if that is taken. */
  readonly #writtenAt: BytePath
  #endBytes = 0

  /**
   * Opens a new file, under its own name where that is free. What has the name already is never written into, for it may be linked to from
   * elsewhere: the new file takes its place when it is complete. Throws `EEXIST` as the system does if `mayReplace` is false.
   */
  constructor(path: BytePath, mayReplace: boolean, tools: WriterTools) {
    this.#tools = tools
    this.#path = path
    try {
      this.#writtenAt = path
      this.#descriptor = tools.files.openSync(tools.destination.absolute(path), createFlags, 0o600)
    } catch (error) {
      if (!mayReplace || (error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
      tools.destination.clearFolder(path)
      this.#writtenAt = tools.destination.temporary(path)
      this.#descriptor = tools.files.openSync(tools.destination.absolute(this.#writtenAt), createFlags, 0o600)
    }
  }

  /** What is never written stays a hole. */
  write(bytes: Uint8Array, offset: number): void {
    for (let at = 0; at < bytes.byteLength; ) {
      at += this.#tools.files.writeSync(this.#descriptor, bytes, at, bytes.byteLength - at, offset + at)
    }
    this.#endBytes = offset + bytes.byteLength
  }

  complete(member: TarMember): void {
    const { files, destination, attributes } = this.#tools
    if (this.#endBytes < member.sizeBytes) files.ftruncateSync(this.#descriptor, member.sizeBytes)
    attributes.setOpened(this.#descriptor, member)
    files.closeSync(this.#descriptor)
    if (this.#writtenAt !== this.#path) destination.putInPlace(this.#writtenAt, this.#path)
  }

  /** Nothing of the file stays. */
  abandon(): void {
    try {
      this.#tools.files.closeSync(this.#descriptor)
    } finally {
      this.#tools.files.unlinkSync(this.#tools.destination.absolute(this.#writtenAt))
    }
  }
}
