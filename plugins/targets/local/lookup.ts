import type { Dirent, Stats } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Call, StoredObject } from '../../contract.ts'
import { explain } from './failures.ts'
import { type Folder, isAbsent } from './folder.ts'

/** How many files are looked up at once: each is a trip through the thread pool. */
const lookupsAtOnce = 32

/** See `Target.stat`. */
export async function findObject(folder: Folder, key: string, call: Call): Promise<StoredObject | null> {
  const path = folder.pathOf(key)
  call.signal.throwIfAborted()
  try {
    if (!(await folder.exists())) return null
    await folder.requireInside(dirname(path))
    return objectOf(key, await folder.files.lstat(path))
  } catch (error) {
    if (isAbsent(error)) return null
    throw explain(error, `looking up ${path}`)
  }
}

/** See `Target.list`. Symbolic links are neither objects nor ways to them. A folder that is not there yet holds nothing. */
export async function* listObjects(folder: Folder, prefix: string, call: Call): AsyncGenerator<StoredObject, void, void> {
  call.signal.throwIfAborted()
  // Only the folder that the prefix ends in can hold objects that start with it.
  const start = prefix.slice(0, prefix.lastIndexOf('/') + 1)
  try {
    if (!(await folder.exists())) return
    await folder.requireInside(join(folder.root, start))
    yield* listFolder(folder, { start, prefix, call })
  } catch (error) {
    call.signal.throwIfAborted()
    throw explain(error, `listing ${join(folder.root, start)}`)
  }
}

interface Listing {
  /** The keys of a folder, up to and including the slash; empty for the root. */
  readonly start: string
  readonly prefix: string
  readonly call: Call
}

async function* listFolder(folder: Folder, { start, prefix, call }: Listing): AsyncGenerator<StoredObject, void, void> {
  const wanted = (await entriesOf(folder, join(folder.root, start))).filter(
    (entry) => couldMatch(start + entry.name, prefix) && !(start === '' && folder.isOwn(entry.name)),
  )
  for (let at = 0; at < wanted.length; at += lookupsAtOnce) {
    call.signal.throwIfAborted()
    const some = wanted.slice(at, at + lookupsAtOnce)
    const found = await Promise.all(some.map((entry) => lookUp(folder, start, entry)))
    for (const [index, entry] of some.entries()) {
      const object = found[index]
      if (object?.key.startsWith(prefix)) yield object
      else if (entry.isDirectory()) yield* listFolder(folder, { start: `${start}${entry.name}/`, prefix, call })
    }
  }
}

async function entriesOf(folder: Folder, path: string): Promise<Dirent[]> {
  try {
    const entries = await folder.files.readdir(path, { withFileTypes: true })
    return entries.sort((one, other) => (one.name < other.name ? -1 : 1))
  } catch (error) {
    // Removed since its parent was read, or a prefix that nothing has.
    if (isAbsent(error)) return []
    throw error
  }
}

function couldMatch(path: string, prefix: string): boolean {
  return path.startsWith(prefix) || prefix.startsWith(`${path}/`)
}

async function lookUp(folder: Folder, start: string, entry: Dirent): Promise<StoredObject | null> {
  if (entry.isDirectory() || entry.isSymbolicLink()) return null
  try {
    return objectOf(start + entry.name, await folder.files.lstat(join(folder.root, start, entry.name)))
  } catch (error) {
    if (isAbsent(error)) return null
    throw error
  }
}

function objectOf(key: string, found: Stats): StoredObject | null {
  return found.isFile() ? { key, sizeBytes: found.size, modifiedAt: found.mtime, sha256: null } : null
}
