import { type BigIntStats, constants } from 'node:fs'
import { microseconds } from './file-times.ts'
import type { BytePath } from './path.ts'

export type EntryKind = 'file' | 'directory' | 'symlink' | 'link' | 'fifo' | 'character' | 'block'

/** One thing of a tree, as a tar header tells it. */
export interface Entry {
  readonly path: BytePath
  readonly kind: EntryKind
  /** Permissions with set-user, set-group and sticky bit. */
  readonly mode: number
  readonly uid: number
  readonly gid: number
  /** The logical size of a file, holes included; 0 for all else. */
  readonly sizeBytes: number
  /** Whole microseconds: Node can't set a time more finely, so that a finer one would never come back equal. */
  readonly mtimeNs: bigint
  /** Where a symlink points, or the path that holds a hard link's content. */
  readonly target: BytePath
  /** The device's number as the filesystem reports it; 0 for what is no device. */
  readonly device: bigint
}

const kindOfType: ReadonlyMap<number, Exclude<EntryKind, 'link'>> = new Map([
  [constants.S_IFREG, 'file'],
  [constants.S_IFDIR, 'directory'],
  [constants.S_IFLNK, 'symlink'],
  [constants.S_IFIFO, 'fifo'],
  [constants.S_IFCHR, 'character'],
  [constants.S_IFBLK, 'block'],
])

/** Null for a socket and whatever else no archive can hold. */
export function kindOf(stats: BigIntStats): Exclude<EntryKind, 'link'> | null {
  return kindOfType.get(Number(stats.mode) & constants.S_IFMT) ?? null
}

export interface EntryFacts {
  readonly path: BytePath
  readonly kind: EntryKind
  readonly target: BytePath
}

export function entryOf(facts: EntryFacts, stats: BigIntStats): Entry {
  const isDevice = facts.kind === 'character' || facts.kind === 'block'
  return {
    path: facts.path,
    kind: facts.kind,
    // Some systems invent permissions for symlinks; nobody can set or use them.
    mode: facts.kind === 'symlink' ? 0o777 : Number(stats.mode) & 0o7777,
    uid: Number(stats.uid),
    gid: Number(stats.gid),
    sizeBytes: facts.kind === 'file' ? Number(stats.size) : 0,
    mtimeNs: microseconds(stats.mtimeNs) * 1000n,
    target: facts.target,
    device: isDevice ? stats.rdev : 0n,
  }
}

/** Whether two looks at a path saw the same file in the same state. */
export function isSameState(left: BigIntStats, right: BigIntStats): boolean {
  return isSameFile(left, right) && left.size === right.size && left.mtimeNs === right.mtimeNs && left.ctimeNs === right.ctimeNs
}

export function isSameFile(left: BigIntStats, right: BigIntStats): boolean {
  return left.ino === right.ino && left.dev === right.dev && (left.mode & 0o170000n) === (right.mode & 0o170000n)
}
