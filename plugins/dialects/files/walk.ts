import type { BigIntStats } from 'node:fs'
import type { BlockingFiles, Warning } from '../../contract.ts'
import { toFailure } from '../../failure.ts'
import type { Choice } from './choice.ts'
import { isSameFile } from './entry.ts'
import { type BytePath, join, onDisk, readable, toText } from './path.ts'

/** Where a walk begins and what it leaves out. */
export interface Tree {
  /** Absolute, without symlinks. */
  readonly root: BytePath
  /** The one name below the root that is meant, when the source is a single file; the root itself is then no entry. */
  readonly only: BytePath | null
  readonly choice: Choice
  readonly oneFilesystem: boolean
  readonly files: BlockingFiles
}

export type Found = { readonly path: BytePath; readonly stats: BigIntStats } | { readonly warning: Warning }

interface Folder {
  readonly path: BytePath
  readonly stats: BigIntStats
  readonly names: readonly string[]
  readonly isTaken: boolean
  next: number
  /** Passed through, and not recorded yet because nothing below was taken so far. */
  isPending: boolean
}

/**
 * Every entry of a tree in walk order: siblings by the bytes of their names, a folder before what it holds. Symlinks are never followed. What can't
 * be looked at becomes a warning; only a root that can't be read throws.
 */
export function* walk(tree: Tree): Generator<Found, void, void> {
  const stack: Folder[] = [open(tree)]
  if (stack[0]!.isTaken) yield* recorded(stack)
  while (stack.length > 0) {
    const folder = stack[stack.length - 1]!
    if (folder.next === folder.names.length) {
      stack.pop()
      continue
    }
    const path = join(folder.path, folder.names[folder.next++]!)
    const found = look(tree, path)
    if ('warning' in found) {
      yield found
      continue
    }
    const isFolder = isDirectory(found.stats)
    const verdict = tree.choice.verdict(path, isFolder, folder.isTaken)
    if (verdict === 'drop') continue
    if (!isFolder) {
      yield* recorded(stack)
      yield found
      continue
    }
    const listed = list(tree, found, stack[0]!.stats.dev)
    if ('warning' in listed) yield { warning: listed.warning }
    if (listed.names === null) continue
    stack.push({ ...found, names: listed.names, isTaken: verdict === 'take', next: 0, isPending: true })
    if (verdict === 'take') yield* recorded(stack)
  }
}

/** The folders on the way that were only passed through so far. */
function* recorded(stack: readonly Folder[]): Generator<Found, void, void> {
  if (stack[stack.length - 1]?.isPending === false) return
  for (const folder of stack) {
    if (!folder.isPending) continue
    folder.isPending = false
    yield { path: folder.path, stats: folder.stats }
  }
}

function open(tree: Tree): Folder {
  try {
    const stats = tree.files.lstatSync(onDisk(tree.root), { bigint: true })
    const isTaken = tree.choice.verdict('', true, false) === 'take'
    const names = tree.only === null ? namesIn(tree, '') : [tree.only]
    return { path: '', stats, names, isTaken, next: 0, isPending: tree.only === null }
  } catch (error) {
    throw toFailure(error, `reading the folder ${readable(tree.root)}`)
  }
}

function look(tree: Tree, path: BytePath): { path: BytePath; stats: BigIntStats } | { warning: Warning } {
  try {
    return { path, stats: tree.files.lstatSync(onDisk(join(tree.root, path)), { bigint: true }) }
  } catch (error) {
    return { warning: unreadable(path, error) }
  }
}

interface Listing {
  /** Null when the folder must not be recorded. */
  readonly names: readonly string[] | null
  readonly warning?: Warning
}

/** A second look after reading makes sure that the names are those of the folder, not of what a symlink put in its place leads to. */
function list(tree: Tree, folder: { path: BytePath; stats: BigIntStats }, device: bigint): Listing {
  if (tree.oneFilesystem && folder.stats.dev !== device) return { names: [] }
  try {
    const names = namesIn(tree, folder.path)
    const again = tree.files.lstatSync(onDisk(join(tree.root, folder.path)), { bigint: true })
    if (isSameFile(folder.stats, again)) return { names }
    return { names: null, warning: warningOf('changed', folder.path, 'was replaced while it was being read; left out') }
  } catch (error) {
    const warning = unreadable(folder.path, error)
    return warning.code === 'vanished' ? { names: null, warning } : { names: [], warning }
  }
}

/** Latin-1 gives one character a byte, so that names which are no UTF-8 survive and sorting is by bytes. */
function namesIn(tree: Tree, folder: BytePath): string[] {
  return tree.files.readdirSync(onDisk(join(tree.root, folder)), { encoding: 'latin1' }).sort()
}

export function isDirectory(stats: BigIntStats): boolean {
  return (stats.mode & 0o170000n) === 0o040000n
}

export function warningOf(code: Warning['code'], path: BytePath, message: string): Warning {
  return { code, subject: toText(path), message }
}

/** What to say of a path that could not be read: gone, or there but closed. */
export function unreadable(path: BytePath, error: unknown): Warning {
  const code = (error as NodeJS.ErrnoException | null)?.code ?? String(error)
  if (code === 'ENOENT' || code === 'ENOTDIR') return warningOf('vanished', path, 'vanished while the backup ran')
  if (code === 'ELOOP' || code === 'ENXIO')
    return warningOf('changed', path, 'was replaced by something else while the backup ran; left out')
  return warningOf('unreadable', path, `could not be read (${code}); left out`)
}
