import { copyFile, open, rm } from 'node:fs/promises'

/** Puts a copy of one state of the workload in the source's place: a new file each time, on disk and in the page cache. */
export async function placeSource(state: string, path: string): Promise<void> {
  for (const leftover of [path, `${path}-wal`, `${path}-shm`]) await rm(leftover, { force: true })
  await copyFile(state, path)
  await using file = await open(path, 'r+')
  await file.sync()
}
