import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { Failure } from '../../failure.ts'
import { type Folder, hasCode, isAbsent } from './folder.ts'

export interface Publication {
  readonly partial: string
  readonly path: string
  readonly exclusive: boolean
}

/**
 * Exclusive publication where the filesystem knows no hard links (exFAT, some network mounts): whoever holds the claim of a path may look
 * whether it is free and then rename. A claim that its owner left behind when it died is swept with the partial objects.
 */
export async function publishWithoutLinks(folder: Folder, { partial, path }: Publication): Promise<void> {
  const { files } = folder
  const claim = join(folder.partials, `claim-${createHash('sha256').update(path).digest('hex')}`)
  try {
    await (await files.open(claim, 'wx', 0o600)).close()
  } catch (error) {
    if (hasCode(error, 'EEXIST')) throw busy(path)
    throw error
  }
  try {
    const found = await files.lstat(path).catch((error: unknown) => {
      if (isAbsent(error)) return null
      throw error
    })
    if (found !== null) throw new Failure('conflict', `${path} exists already`, { remedy: 'Choose another name.' })
    await files.rename(partial, path)
  } finally {
    await files.unlink(claim).catch(() => {})
  }
}

function busy(path: string): Failure {
  return new Failure('conflict', `${path} is being written by somebody else`, {
    remedy: 'Choose another name, or wait until that has ended.',
  })
}
