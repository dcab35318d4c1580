import type { Database } from 'better-sqlite3'
import { Failure } from '../../failure.ts'

/** Stands in the file's header and says whose it is: "HFAR". */
const applicationId = 0x48464152
const version = 1

/** Objects are kept in pieces of this size, because a row is read and written at once. */
export const pieceBytes = 1024 * 1024

/** A piece is some pages, not hundreds. */
const pageBytes = 32 * 1024

/** The log is moved into the file whenever it has grown by this much. */
const checkpointBytes = 4 * 1024 * 1024

/** How much of the log stays when it has been worked in; it is written over, not grown. */
const logBytes = 16 * 1024 * 1024

/**
 * An object has its key only while it is kept: what is being written and what is being removed is found by nobody. Ids are never used again,
 * so that whoever reads an object that is removed meanwhile can't read another one's pieces.
 */
const tables = `
  create table object (
    id integer primary key autoincrement,
    key text unique,
    state text not null check (state in ('writing', 'kept', 'removing')),
    owner text not null,
    piece_bytes integer not null,
    size_bytes integer,
    sha256 text,
    modified_at integer not null,
    check ((state = 'kept') = (key is not null))
  ) strict;
  create index object_in_state on object (state);
  create table piece (
    object_id integer not null references object (id),
    position integer not null,
    sha256 blob not null,
    bytes blob not null,
    unique (object_id, position)
  ) strict;
`

/** What a database file is: one of ours, nothing yet, or not to be touched, which throws `invalid` or `unsupported`. */
export function recognise(database: Database, path: string): 'ours' | 'empty' {
  const id = database.pragma('application_id', { simple: true })
  const found = database.pragma('user_version', { simple: true }) as number
  if (id === applicationId && found > version) {
    throw new Failure('unsupported', `${path} was made by a newer Holdfast: its format is ${found}, this one knows ${version}`, {
      remedy: 'Use that Holdfast, or give this one a file of its own.',
    })
  }
  if (id === applicationId && found === version) return 'ours'
  const things = database.prepare('select count(*) from sqlite_schema').pluck().get()
  if (id === 0 && things === 0) return 'empty'
  throw new Failure('invalid', `${path} is the database of another program`, {
    remedy: 'Give archives a file of their own: in a database that is itself backed up, they would be part of their own content.',
  })
}

/** Makes the tables, unless somebody was faster. Throws `unsupported` where the disk can't do what several processes need. */
export function setUp(database: Database, path: string): void {
  // Both count only as long as the file is empty.
  database.pragma(`page_size = ${pageBytes}`)
  database.pragma('auto_vacuum = INCREMENTAL')
  prepareConnection(database, path)
  const make = database.transaction(() => {
    if (recognise(database, path) === 'ours') return
    database.exec(tables)
    database.pragma(`application_id = ${applicationId}`)
    database.pragma(`user_version = ${version}`)
  })
  database.pragma('synchronous = FULL')
  make.immediate()
}

/** What every connection needs. */
export function prepareConnection(database: Database, path: string): void {
  if (database.pragma('journal_mode = WAL', { simple: true }) !== 'wal') {
    throw new Failure('unsupported', `the disk with ${path} does not share memory between processes, which several writers need`, {
      remedy: 'Put the file on a disk of this machine.',
    })
  }
  database.pragma(`wal_autocheckpoint = ${checkpointBytes / pageBytes}`)
  database.pragma(`journal_size_limit = ${logBytes}`)
  database.pragma('cache_size = -4096')
  database.pragma('foreign_keys = ON')
  database.pragma('trusted_schema = OFF')
}
