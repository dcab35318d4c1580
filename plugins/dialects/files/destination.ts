import type { BigIntStats } from 'node:fs'
import type { BlockingFiles, RestoreCall } from '../../contract.ts'
import { type BytePath, join, onDisk, parentOf } from './path.ts'
import { isDirectory } from './walk.ts'

export type Existing = RestoreCall['existing']

/** An entry that can't be restored as it is; the rest goes on. The message completes "<path> …". */
export class Skipped extends Error {}

/**
 * The folder that a restore writes into. Every path is checked name by name from the root, without following symlinks, before anything is done
 * with it: so nothing outside the root is ever touched, whatever an archive claims and in whatever order. (Another process that swaps folders
 * for symlinks at the same moment is beyond what Node can guard against: it has no calls relative to an open folder.)
 */
export class Destination {
  readonly #files: BlockingFiles
  readonly #root: BytePath
  /** Folders seen to be real ones. Whoever removes a folder must take it out. */
  readonly #folders = new Set<BytePath>([''])
  #temporaryNames = 0

  constructor(files: BlockingFiles, root: BytePath) {
    this.#files = files
    this.#root = root
  }

  absolute(path: BytePath): string | Buffer {
    return onDisk(join(this.#root, path))
  }

  /** A name in the same folder that nothing has, for what is renamed to its own name when it is complete. */
  temporary(path: BytePath): BytePath {
    for (;;) {
      const name = join(parentOf(path), `.holdfast-${process.pid}-${++this.#temporaryNames}.partial`)
      if (this.look(name) === null) return name
    }
  }

  /**
   * Gives what is complete its own name. The old file goes first: renaming over it makes ext4 flush the new one at once, which takes ten times as long
   * for a tree of small files. What a crash between the two leaves is complete, under the temporary name.
   */
  putInPlace(temporary: BytePath, path: BytePath): void {
    try {
      this.#files.unlinkSync(this.absolute(path))
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    }
    this.#files.renameSync(this.absolute(temporary), this.absolute(path))
  }

  look(path: BytePath): BigIntStats | null {
    try {
      return this.#files.lstatSync(this.absolute(path), { bigint: true })
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
      throw error
    }
  }

  /** Makes the folders above a path where they are missing; throws `Skipped` where something else stands in the way. */
  makeParents(path: BytePath): void {
    this.#makeFolder(parentOf(path))
  }

  #makeFolder(path: BytePath): void {
    if (this.#folders.has(path)) return
    this.#makeFolder(parentOf(path))
    const stats = this.look(path)
    if (stats === null) this.#files.mkdirSync(this.absolute(path))
    else if (!isDirectory(stats)) throw new Skipped('would be written through something that is no folder; left out')
    this.#folders.add(path)
  }

  /** Whether all folders above a path are real ones; makes nothing. */
  isReachable(path: BytePath): boolean {
    const parent = parentOf(path)
    if (this.#folders.has(parent)) return true
    if (!this.isReachable(parent)) return false
    const stats = this.look(parent)
    if (stats === null || !isDirectory(stats)) return false
    this.#folders.add(parent)
    return true
  }

  /** A folder of that path, made or there already. True if this call made it. Its parents must have been made. */
  enterFolder(path: BytePath, existing: Existing): boolean {
    if (path === '') return false
    const stats = this.look(path)
    if (stats !== null && isDirectory(stats)) {
      this.#folders.add(path)
      return false
    }
    if (stats !== null) {
      if (existing === 'keep') throw new Skipped('exists already as something else; kept')
      this.#files.unlinkSync(this.absolute(path))
    }
    // Closed to others until its own permissions are set at the end.
    this.#files.mkdirSync(this.absolute(path), 0o700)
    this.#folders.add(path)
    return true
  }

  /**
   * Makes room for something that is no folder. A folder in its place goes only if it is empty: what else it holds may be all that is left of
   * somebody's work. Returns true if that removed a folder.
   */
  clearFolder(path: BytePath): boolean {
    const stats = this.look(path)
    if (stats === null || !isDirectory(stats)) return false
    try {
      this.#files.rmdirSync(this.absolute(path))
    } catch (error) {
      if (!['ENOTEMPTY', 'EEXIST', 'EBUSY'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error
      throw new Skipped('a folder that is not empty stands in its place; move it away and restore this path again')
    }
    this.#folders.delete(path)
    return true
  }
}
