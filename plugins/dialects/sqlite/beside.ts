import { dirname, join } from 'node:path'
import type { Host } from '../../contract.ts'
import { Failure } from '../../failure.ts'
import { engineFailure } from './engine-failure.ts'

const prefix = '.holdfast-restore-'

/**
 * A folder beside the destination, so that what is made in it can be moved into place; removed with everything in it on dispose. Those that
 * restores left which were killed are removed first.
 */
export async function openBeside(path: string, host: Host): Promise<AsyncDisposable & { readonly path: string }> {
  const parent = dirname(path)
  try {
    await removeAbandoned(parent, host)
    const folder = await host.files.mkdtemp(join(parent, `${prefix}${host.owner}.`))
    return { path: folder, [Symbol.asyncDispose]: () => host.files.rm(folder, { recursive: true, force: true }) }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw engineFailure(error, `making a folder beside ${path}`)
    throw new Failure('not_found', `the folder ${parent} does not exist`, { remedy: 'Make the folder, then restore again.', cause: error })
  }
}

async function removeAbandoned(parent: string, host: Host): Promise<void> {
  for (const name of await host.files.readdir(parent)) {
    const owner = name.startsWith(prefix) ? name.slice(prefix.length).split('.', 1)[0]! : ''
    if (host.isGone(owner)) await host.files.rm(join(parent, name), { recursive: true, force: true })
  }
}
