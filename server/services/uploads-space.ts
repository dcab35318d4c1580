import type { Files } from '../../plugins/contract.ts'
import { Failure } from '../../plugins/failure.ts'

const leastBytes = 512 * 1024 * 1024
const mostBytes = 10 * 1024 * 1024 * 1024

/** How much of a disk uploads leave free: 5 % of it, but no less than 512 MiB, and no more than 10 GiB. */
export function keptFreeBytes(totalBytes: number): number {
  return Math.min(mostBytes, Math.max(leastBytes, Math.ceil(totalBytes / 20)))
}

/** Throws `exhausted` when `neededBytes` more would not leave enough free on the disk of a folder. */
export async function requireSpace(folder: string, neededBytes: number, files: Files): Promise<void> {
  const { bavail, bsize, blocks } = await files.statfs(folder)
  if (bavail * bsize - neededBytes >= keptFreeBytes(blocks * bsize)) return
  throw new Failure('exhausted', 'The disk of the data folder has too little space left for this upload.', {
    remedy: 'Make space there: delete uploads and other files that are no longer needed.',
  })
}
