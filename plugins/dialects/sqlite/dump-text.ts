import type { Database } from 'better-sqlite3'
import type { Encoding } from './exact-literal.ts'

/** The first and the last line of a dump. A dump that starts with the one and doesn't end with the other is cut short. */
export const firstLine = 'Holdfast Database Backup'
export const lastLine = 'Holdfast dump completed'

/** What of a database is in no table and is kept in its header. */
export interface Header {
  readonly encoding: Encoding
  readonly pageSizeBytes: number
  readonly autoVacuum: number
  readonly userVersion: number
  readonly applicationId: number
  readonly journalMode: string
}

/** Reads the header in the caller's transaction. */
export function readHeader(database: Database): Header {
  const read = <T>(name: string) => database.pragma(name, { simple: true }) as T
  return {
    encoding: read('encoding'),
    pageSizeBytes: read('page_size'),
    autoVacuum: read('auto_vacuum'),
    userVersion: read('user_version'),
    applicationId: read('application_id'),
    journalMode: read('journal_mode'),
  }
}

/** The lines before the first table. They say when the dump was made, so they alone differ from dump to dump. */
export function preamble(header: Header, generatedAt: Date): string {
  const time = generatedAt.toISOString().slice(0, 19).replace('T', ' ')
  return [
    `-- ${firstLine}`,
    `-- Generated at: ${time}`,
    '-- Database Engine: sqlite',
    '',
    'PRAGMA foreign_keys=OFF;',
    `PRAGMA encoding='${header.encoding}';`,
    `PRAGMA page_size=${header.pageSizeBytes};`,
    `PRAGMA auto_vacuum=${header.autoVacuum};`,
    'BEGIN TRANSACTION;',
    '',
  ].join('\n')
}

/** The lines after everything else. The journal mode can't change within the transaction, so it comes last. */
export function trailer(header: Header): string {
  return [
    `PRAGMA user_version=${header.userVersion};`,
    `PRAGMA application_id=${header.applicationId};`,
    'COMMIT;',
    ...(header.journalMode === 'wal' ? ['PRAGMA journal_mode=WAL;'] : []),
    `-- ${lastLine}`,
    '',
  ].join('\n')
}
