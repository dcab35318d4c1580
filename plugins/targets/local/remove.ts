import { dirname, join } from 'node:path'
import type { Call } from '../../contract.ts'
import { explain } from './failures.ts'
import { type Folder, hasCode, isAbsent } from './folder.ts'

/** See `Target.remove`. Folders that are empty now go too, never the root. */
export async function removeObject(folder: Folder, key: string, call: Call): Promise<void> {
  const path = folder.pathOf(key)
  call.signal.throwIfAborted()
  try {
    if (!(await folder.exists())) return
    await folder.requireInside(dirname(path))
    if (!(await folder.files.lstat(path)).isFile()) return
    await folder.files.unlink(path)
  } catch (error) {
    if (isAbsent(error)) return
    throw explain(error, `removing ${path}`)
  }
  await removeEmptyParents(folder, path)
}

async function removeEmptyParents(folder: Folder, path: string): Promise<void> {
  for (let parent = dirname(path); ; parent = dirname(parent)) {
    try {
      if (parent.length > folder.root.length) {
        await folder.files.rmdir(parent)
        continue
      }
    } catch (error) {
      // Whatever keeps a folder from going, the object itself is gone.
      if (isAbsent(error)) continue
    }
    try {
      await folder.syncFolder(parent)
    } catch (error) {
      // A concurrent removal took the folder as well; its own sync covers both.
      if (!hasCode(error, 'ENOENT')) throw explain(error, `removing ${path}`)
    }
    return
  }
}

/** See `Target.sweep`: partial objects, and probes whose process died before it removed them. */
export async function sweepPartials(folder: Folder, before: Date, call: Call): Promise<number> {
  if (!(await folder.exists())) return 0
  const partials = await sweepFolder(folder, { path: folder.partials, before, isOurs: () => true }, call)
  const probes = await sweepFolder(folder, { path: folder.root, before, isOurs: (name) => folder.isProbe(name) }, call)
  return partials + probes
}

interface Swept {
  readonly path: string
  readonly before: Date
  readonly isOurs: (name: string) => boolean
}

async function sweepFolder(folder: Folder, swept: Swept, call: Call): Promise<number> {
  const { files } = folder
  let removed = 0
  try {
    for (const name of await files.readdir(swept.path)) {
      call.signal.throwIfAborted()
      if (!swept.isOurs(name)) continue
      const path = join(swept.path, name)
      const found = await files.lstat(path).catch(() => null)
      if (found === null || !found.isFile() || (found.mtime >= swept.before && !folder.isAbandoned(name))) continue
      await files.unlink(path).catch((error: unknown) => {
        if (!isAbsent(error)) throw error
      })
      removed += 1
    }
  } catch (error) {
    call.signal.throwIfAborted()
    if (!isAbsent(error)) throw explain(error, `sweeping ${swept.path}`)
  }
  return removed
}
