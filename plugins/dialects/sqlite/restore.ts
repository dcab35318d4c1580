import { basename, dirname, join } from 'node:path'
import DatabaseFile from 'better-sqlite3'
import type { Host, RestoreCall, RestorePart, RestoreReport, Warning } from '../../contract.ts'
import { Failure } from '../../failure.ts'
import { openBeside } from './beside.ts'
import { copyOver } from './copy-over.ts'
import { engineFailure } from './engine-failure.ts'
import type { FreshInput, FreshReport } from './fresh-database.ts'
import type { GraftInput } from './graft-thread.ts'
import { refuseTrimmed } from './path-facts.ts'

/** What is at the destination before a restore. */
interface Occupant {
  readonly tables: number
  readonly journalMode: string
  readonly pageSizeBytes: number
}

const consumers: Readonly<Record<string, URL>> = {
  'backup.sql': new URL('./replay-thread.ts', import.meta.url),
  'backup.db': new URL('./page-thread.ts', import.meta.url),
}

export interface RestoreOrder {
  readonly parts: AsyncIterable<RestorePart>
  readonly call: RestoreCall
}

/** Restores the one part of a database's backup into `path`; see `Dialect.restore`. */
export async function restoreDatabase(path: string, host: Host, order: RestoreOrder): Promise<RestoreReport> {
  const { call } = order
  refuseTrimmed(path)
  const occupant = await findOccupant(path, host)
  refuseOccupant(path, occupant, call)
  await using beside = await openBeside(path, host)
  const input: FreshInput = {
    path: join(beside.path, 'fresh.db'),
    tables: call.tables,
    pageSizeBytes: occupant?.journalMode === 'wal' ? occupant.pageSizeBytes : null,
    becomesDestination: occupant === null,
  }
  const report = await makeFresh(input, host, order)
  call.signal.throwIfAborted()
  if (occupant === null) await moveIntoPlace(input.path, path, host)
  else if (call.tables !== null && occupant.tables > 0) {
    const warnings = await graftTables({ fresh: input.path, destination: path, tables: call.tables }, host, call)
    return { ...report, warnings: [...report.warnings, ...warnings] }
  } else await copyOver(input.path, path, call)
  return report
}

async function makeFresh(input: FreshInput, host: Host, { parts, call }: RestoreOrder): Promise<FreshReport> {
  let report: FreshReport | null = null
  for await (const part of parts) {
    const module = consumers[part.name]
    if (module === undefined || report !== null) {
      throw new Failure(
        'invalid',
        `an SQLite database is restored from one part, and "${part.name}" is ${report === null ? 'none of its' : 'a second one'}`,
        {
          remedy: 'Choose a backup of an SQLite database.',
        },
      )
    }
    report = await host.consume<FreshInput, FreshReport>(module, input, part.bytes, call)
  }
  if (report === null) throw new Failure('corrupt', 'the backup holds no database', { remedy: 'Use another backup.' })
  return report
}

/** Null when there is no file. Throws what a person must settle before anything may be restored there. */
async function findOccupant(path: string, host: Host): Promise<Occupant | null> {
  const found = await statOrNull(path, host)
  if (found === null) {
    await refuseLeftovers(path, host)
    return null
  }
  if (!found.isFile()) {
    throw new Failure('conflict', `${path} is no file, so no database can take its place`, { remedy: 'Choose another destination.' })
  }
  try {
    const database = new DatabaseFile(path, { fileMustExist: true })
    try {
      const read = (name: string) => database.pragma(name, { simple: true })
      const tables = database.prepare<[], number>('SELECT count(*) FROM sqlite_schema').pluck().get() ?? 0
      return { tables, journalMode: String(read('journal_mode')), pageSizeBytes: Number(read('page_size')) }
    } finally {
      database.close()
    }
  } catch (error) {
    throw engineFailure(error, `looking at the destination ${path}`)
  }
}

async function statOrNull(path: string, host: Host) {
  try {
    return await host.files.stat(path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw engineFailure(error, `looking at the destination ${path}`)
  }
}

/** SQLite would take the log or journal of a former database for that of the restored one, and damage it. */
async function refuseLeftovers(path: string, host: Host): Promise<void> {
  for (const ending of ['-wal', '-journal']) {
    if ((await statOrNull(`${path}${ending}`, host)) === null) continue
    throw new Failure('conflict', `there is no ${path}, but ${path}${ending}, which belongs to a former database of that name`, {
      remedy: `Move ${basename(path)}${ending} away, or choose another destination.`,
    })
  }
}

function refuseOccupant(path: string, occupant: Occupant | null, call: RestoreCall): void {
  if (call.existing === 'keep') {
    throw new Failure('unsupported', 'the rows of a database can replace what is there, but not be added to it', {
      remedy: 'Restore into a new file, or replace.',
    })
  }
  if (call.existing === 'replace' || occupant === null || occupant.tables === 0) return
  throw new Failure('conflict', `${path} holds a database already`, {
    remedy: 'Restore into a new file, or say that what is there may be replaced.',
  })
}

/** The file appears whole and stays after a power cut. Throws `conflict` when another took the place in the meantime. */
async function moveIntoPlace(from: string, to: string, host: Host): Promise<void> {
  try {
    await synchronise(from, 'r+', host)
    // Unlike renaming, linking never replaces what has appeared there.
    await host.files.link(from, to)
    await synchronise(dirname(to), 'r', host)
  } catch (error) {
    throw engineFailure(error, `moving the restored database to ${to}`)
  }
}

async function synchronise(path: string, flags: string, host: Host): Promise<void> {
  await using file = await host.files.open(path, flags)
  await file.sync()
}

async function graftTables(input: GraftInput, host: Host, call: RestoreCall): Promise<Warning[]> {
  return await Array.fromAsync(host.produce<GraftInput, Warning>(new URL('./graft-thread.ts', import.meta.url), input, call))
}
