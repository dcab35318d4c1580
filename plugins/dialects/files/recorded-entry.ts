import type { BigIntStats } from 'node:fs'
import type { BlockingFiles } from '../../contract.ts'
import { type Entry, type EntryKind, entryOf, kindOf } from './entry.ts'
import { type BytePath, join, onDisk } from './path.ts'

/**
 * Turns what a walk finds into what a tar records. The first path of an inode in walk order holds the content, later ones are links to it; that
 * goes for regular files only, a symlink with two names is simply two symlinks.
 */
export class EntryRecorder {
  readonly #files: BlockingFiles
  readonly #root: BytePath
  readonly #holders = new Map<string, BytePath>()

  constructor(files: BlockingFiles, root: BytePath) {
    this.#files = files
    this.#root = root
  }

  /** Null for what no archive can hold, such as a socket; throws the system's error when a symlink can't be read. */
  entry(path: BytePath, stats: BigIntStats): Entry | null {
    const found = kindOf(stats)
    if (found === null) return null
    const holder = found === 'file' && stats.nlink > 1n ? this.#holders.get(inodeOf(stats)) : undefined
    const kind: EntryKind = holder === undefined ? found : 'link'
    return entryOf({ path, kind, target: holder ?? (found === 'symlink' ? this.#targetOf(path) : '') }, stats)
  }

  /** Call once a file's content is recorded under this path, and not before: later links will refer to it. */
  holds(path: BytePath, stats: BigIntStats): void {
    if (stats.nlink > 1n) this.#holders.set(inodeOf(stats), path)
  }

  #targetOf(path: BytePath): BytePath {
    return this.#files.readlinkSync(onDisk(join(this.#root, path)), { encoding: 'latin1' })
  }
}

function inodeOf(stats: BigIntStats): string {
  return `${stats.dev}:${stats.ino}`
}
