import type { Call } from '../../contract.ts'
import type { ArchiveFile } from './archive-file.ts'
import { findRow } from './lookup.ts'
import { reclaimQuietly } from './reclaim.ts'

/** Within the patience of whoever waits for a call that moves no bytes. */
const reclaimMs = 10_000

/** See `Target.remove`. The object is gone at once; its space is given back in portions. */
export async function removeObject(file: ArchiveFile, key: string, call: Call): Promise<void> {
  const doing = `removing ${key}`
  if ((await file.read(call, { doing, run: (database) => findRow(database, key) })) === null) return
  const forget = "update object set state = 'removing', key = null, owner = ? where key = ?"
  const { changes } = await file.commit(call, { doing, run: (database) => database.prepare(forget).run(file.host.owner, key) })
  if (changes > 0) await reclaimQuietly(file, call, reclaimMs)
}
