import { lstat, readdir } from 'node:fs/promises'
import { join } from 'node:path'

/** The lengths of all files at and under the path together; 0 when there is nothing. */
export async function sizeOf(path: string): Promise<number> {
  const status = await lstat(path).catch(() => null)
  if (status === null) return 0
  if (!status.isDirectory()) return status.size
  let sizeBytes = 0
  for (const entry of await readdir(path, { recursive: true, withFileTypes: true })) {
    if (entry.isFile()) sizeBytes += (await lstat(join(entry.parentPath, entry.name))).size
  }
  return sizeBytes
}
