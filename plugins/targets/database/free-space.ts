import { dirname } from 'node:path'
import { toFailure } from '../../failure.ts'
import type { ArchiveFile } from './archive-file.ts'

/** What is left on the disk of the file, without what is free inside of it. */
export async function freeBytes(file: ArchiveFile): Promise<number> {
  const folder = dirname(file.path)
  try {
    const { bavail, bsize } = await file.files.statfs(folder)
    return bavail * bsize
  } catch (error) {
    throw toFailure(error, `asking for the free space of ${folder}`)
  }
}
