import { setTimeout as wait } from 'node:timers/promises'
import DatabaseFile, { type Database } from 'better-sqlite3'
import type { Call } from '../../contract.ts'
import { Failure } from '../../failure.ts'
import { isBusy } from './engine-failure.ts'

const defaultPatienceMs = 30_000
const pauseMs = 100
/** 8 MiB of ordinary pages, so that other work and cancellation come through between two steps. */
const pagesPerStep = 2048
/** After so many steps that copied nothing, somebody else is in the way. */
const idleStepsMax = 20

/**
 * Makes the content of `destination`, which others may have open, equal to that of the database in `fresh`. They see old or new, never half, and
 * so does whoever opens it after a power cut. Throws `unavailable` when others keep it locked; it is then as it was.
 */
export async function copyOver(fresh: string, destination: string, call: Call & { readonly patienceMs?: number }): Promise<void> {
  const patienceMs = call.patienceMs ?? defaultPatienceMs
  const deadline = performance.now() + patienceMs
  for (;;) {
    call.signal.throwIfAborted()
    if (await attemptCopy(fresh, destination, call)) return
    if (performance.now() >= deadline) {
      throw new Failure('unavailable', `${destination} is in use: another program kept it locked for ${patienceMs / 1000} seconds`, {
        remedy: 'Stop the programs that read or write it, then restore again. Nothing was changed.',
      })
    }
    await wait(pauseMs, undefined, { signal: call.signal })
  }
}

/** True when the copy is committed, false when others were in the way. */
async function attemptCopy(fresh: string, destination: string, call: Call): Promise<boolean> {
  const monitor = new DatabaseFile(destination, { fileMustExist: true, timeout: 0 })
  const source = new DatabaseFile(fresh, { readonly: true })
  try {
    const before = versionsOf(monitor)
    await copyPages(source, destination, call)
    return isReplaced(monitor, source, before)
  } catch (error) {
    if (isBusy(error)) return false
    throw error
  } finally {
    source.close()
    monitor.close()
  }
}

/** Copies all pages of one snapshot of `source`. The destination is locked from the first step on and shows them only after the last. */
export async function copyPages(source: Database, destination: string, call: Call): Promise<void> {
  let remaining = Number.POSITIVE_INFINITY
  let idleSteps = 0
  await source.backup(destination, {
    progress({ remainingPages }) {
      call.signal.throwIfAborted()
      idleSteps = remainingPages < remaining ? 0 : idleSteps + 1
      if (idleSteps > idleStepsMax) throw new Failure('unavailable', `${destination} is locked by another program`)
      remaining = remainingPages
      return pagesPerStep
    },
  })
}

interface Versions {
  readonly data: number
  readonly schema: number
}

function versionsOf(database: Database): Versions {
  const read = (name: string) => Number(database.pragma(name, { simple: true }))
  return { data: read('data_version'), schema: read('schema_version') }
}

/**
 * The driver calls a copy complete even when SQLite could not lock the destination or could not commit: both look like zero pages remaining.
 * So it is asked of the destination itself. `data_version` changes when another connection has committed, and the copy always raises
 * `schema_version`; comparing the schemas tells it from a commit of somebody else.
 */
function isReplaced(monitor: Database, source: Database, before: Versions): boolean {
  const after = versionsOf(monitor)
  if (after.data === before.data || after.schema === before.schema) return false
  const schema = (database: Database) => JSON.stringify(database.prepare('SELECT * FROM sqlite_schema').raw().all())
  return schema(monitor) === schema(source)
}
