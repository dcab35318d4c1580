import type { Stats } from 'node:fs'
import type { BlockingFiles, Files } from '../../contract.ts'
import { Failure, toFailure } from '../../failure.ts'

/** What is known of a database's path before SQLite opens it. */
export interface PathFacts {
  /** Null when nothing is there. */
  readonly stats: Stats | null
  /** A write-ahead log lies beside it. */
  readonly log: boolean
  /** A rollback journal lies beside it. */
  readonly journal: boolean
}

/** Looks without opening anything: closing a file would drop the locks that SQLite holds on it elsewhere in the process. */
export async function lookAt(path: string, files: Pick<Files, 'stat'>): Promise<PathFacts> {
  const find = (found: string) => files.stat(found).catch((error) => absent(error, found))
  const [stats, log, journal] = [await find(path), await find(`${path}-wal`), await find(`${path}-journal`)]
  return { stats, log: log !== null, journal: journal !== null }
}

/** `lookAt` for code that may block its thread. */
export function lookAtNow(path: string, files: Pick<BlockingFiles, 'statSync'>): PathFacts {
  const find = (found: string) => {
    try {
      return files.statSync(found)
    } catch (error) {
      return absent(error, found)
    }
  }
  return { stats: find(path), log: find(`${path}-wal`) !== null, journal: find(`${path}-journal`) !== null }
}

function absent(error: unknown, path: string): null {
  const code = (error as NodeJS.ErrnoException).code
  if (code === 'ENOENT' || code === 'ENOTDIR') return null
  throw toFailure(error, `looking for ${path}`)
}

/** Throws what a person needs to know about a path that can't be a database, before SQLite says less. */
export function refuseUnusable(path: string, { stats }: PathFacts): void {
  refuseTrimmed(path)
  if (stats === null) throw new Failure('not_found', `there is no file ${path}`, { remedy: 'Check the path of the database.' })
  if (stats.isDirectory()) {
    throw new Failure('invalid', `${path} is a folder, not a database file`, { remedy: 'Give the path of the database file in it.' })
  }
  if (!stats.isFile()) {
    throw new Failure('invalid', `${path} is no ordinary file`, { remedy: 'Give the path of the database file.' })
  }
  if (stats.size === 0) {
    throw new Failure('invalid', `${path} is empty: there is no database in it`, {
      remedy: 'Check the path; an empty file needs no backup.',
    })
  }
}

/** The driver cuts space off the ends of a path, and would open another file than the one named. */
export function refuseTrimmed(path: string): void {
  if (path === path.trim() && !path.includes('\0')) return
  throw new Failure(
    'invalid',
    `the path ${JSON.stringify(path)} ends with space or holds a zero byte, which the database driver can't open`,
    {
      remedy: 'Rename the file, or make a symbolic link to it with another name and give that.',
    },
  )
}
