import { setImmediate as yieldToOthers } from 'node:timers/promises'
import type { Database } from 'better-sqlite3'
import type { Call } from '../../contract.ts'
import type { ArchiveFile } from './archive-file.ts'

/** How much is let go of at once; more would keep the process and other writers waiting. */
const piecesAtOnce = 4
const pagesAtOnce = 64

/**
 * Lets go of the pieces of what is being removed, by whomever, and gives the space back to the disk: for `budgetMs` at most, because what is left
 * hurts nobody and the next one goes on with it. Throws the signal's reason, and what the disk says.
 */
export async function reclaim(file: ArchiveFile, call: Call, budgetMs: number): Promise<void> {
  const endMs = performance.now() + budgetMs
  for (const run of [removeSome, shrinkSome]) {
    for (let more = true; more && performance.now() < endMs; ) {
      more = await file.jot(call, { doing: 'giving space back', run })
      await yieldToOthers()
    }
  }
  // Only here the file itself becomes shorter.
  await file.read(call, { doing: 'giving space back', run: (database) => database.pragma('wal_checkpoint(PASSIVE)') })
}

/** Like `reclaim`, when the work is done already and must not fail for what is only tidying. */
export async function reclaimQuietly(file: ArchiveFile, call: Call, budgetMs: number): Promise<void> {
  try {
    await reclaim(file, call, budgetMs)
  } catch (error) {
    if (!call.signal.aborted) file.host.log.warn('space of removed archives is given back later', { reason: String(error) })
  }
}

/** Whether there may be more. */
function removeSome(database: Database): boolean {
  const id = database.prepare("select id from object where state = 'removing' limit 1").pluck().get()
  if (id === undefined) return false
  const some = 'select rowid from piece where object_id = ? order by position desc limit ?'
  const { changes } = database.prepare(`delete from piece where rowid in (${some})`).run(id, piecesAtOnce)
  if (changes < piecesAtOnce) database.prepare('delete from object where id = ?').run(id)
  return true
}

function shrinkSome(database: Database): boolean {
  database.pragma(`incremental_vacuum(${pagesAtOnce})`)
  return (database.pragma('freelist_count', { simple: true }) as number) > 0
}
