import { constants } from 'node:fs'
import type { BlockingFiles } from '../../contract.ts'
import { settableTime } from './file-times.ts'

export interface Attributes {
  readonly mode: number
  readonly uid: number
  readonly gid: number
  readonly mtimeNs: bigint
}

/** Sets owner, permissions and times of what was restored, as far as this user may. */
export class AttributeSetter {
  readonly #files: BlockingFiles
  readonly #userId = process.getuid?.() ?? -1
  #ownersRefused = 0

  constructor(files: BlockingFiles) {
    this.#files = files
  }

  /** How many entries could not get the owner they had. */
  get ownersRefused(): number {
    return this.#ownersRefused
  }

  /** Times last, since the other two count as changes; permissions after the owner, since a change of owner clears set-user bits. */
  setOpened(descriptor: number, attributes: Attributes): void {
    const isOwned = this.#own(attributes, () => this.#files.fchownSync(descriptor, attributes.uid, attributes.gid))
    // A set-user bit under another owner would lend that one's rights instead.
    this.#files.fchmodSync(descriptor, isOwned ? attributes.mode : attributes.mode & 0o1777)
    const time = settableTime(attributes.mtimeNs)
    this.#files.futimesSync(descriptor, time, time)
  }

  setSymlink(path: string | Buffer, attributes: Attributes): void {
    this.#own(attributes, () => this.#files.lchownSync(path, attributes.uid, attributes.gid))
    const time = settableTime(attributes.mtimeNs)
    this.#files.lutimesSync(path, time, time)
  }

  /** Opened so that a symlink in a folder's place is refused, not followed. */
  setFolder(path: string | Buffer, attributes: Attributes): void {
    const descriptor = this.#files.openSync(path, constants.O_RDONLY | (constants.O_DIRECTORY ?? 0) | (constants.O_NOFOLLOW ?? 0))
    try {
      this.setOpened(descriptor, attributes)
    } finally {
      this.#files.closeSync(descriptor)
    }
  }

  #own(attributes: Attributes, change: () => void): boolean {
    if (this.#userId === 0) {
      change()
      return true
    }
    if (attributes.uid !== this.#userId) {
      this.#ownersRefused += 1
      return false
    }
    try {
      change()
      return true
    } catch {
      this.#ownersRefused += 1
      return false
    }
  }
}
