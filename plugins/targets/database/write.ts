import { createHash } from 'node:crypto'
import { setImmediate as yieldToOthers } from 'node:timers/promises'
import type { Database } from 'better-sqlite3'
import type { Bytes, Call, PutCall, StoredObject } from '../../contract.ts'
import { Failure } from '../../failure.ts'
import type { ArchiveFile } from './archive-file.ts'
import { freeBytes } from './free-space.ts'
import { inPieces } from './in-pieces.ts'
import { findRow } from './lookup.ts'
import { findPiece, insertPiece } from './piece.ts'
import { reclaimQuietly } from './reclaim.ts'
import { pieceBytes } from './schema.ts'

/** What is left after so long is left to the next sweep: whoever cancelled waits for this. */
const giveUpMs = 1_000
const reclaimMs = 10_000

const reservedBytes = 16 * 1024 * 1024

export interface Writing extends PutCall {
  readonly body: Bytes
}

/** An object that is being written: an id and what it has so far. */
interface Draft {
  readonly id: number
  readonly key: string
  readonly sizeBytes: number
  readonly sha256: string
}

/** See `Target.put`: written piece by piece where nobody sees it, read back, then given its key in one short transaction. */
export async function writeObject(file: ArchiveFile, key: string, call: Writing): Promise<StoredObject> {
  const doing = `writing ${key}`
  await file.prepare(call)
  if (call.exclusive) {
    const there = await file.read(call, { doing, run: (database) => findRow(database, key) })
    if (there !== null) throw taken(file, key)
  }
  const id = await file.jot(call, { doing, run: (database) => begin(database, file) })
  let published: Published
  try {
    const draft = await fill(file, { id, key }, call)
    await readBack(file, draft, call)
    published = await file.commit(call, { doing, run: (database) => publish(database, draft, { file, exclusive: call.exclusive }) })
  } catch (error) {
    await giveUp(file, id)
    throw error
  }
  if (published.hasReplaced) await reclaimQuietly(file, call, reclaimMs)
  return published.object
}

function begin(database: Database, { host }: ArchiveFile): number {
  const insert = "insert into object (state, owner, piece_bytes, modified_at) values ('writing', ?, ?, ?)"
  return Number(database.prepare(insert).run(host.owner, pieceBytes, host.now().getTime()).lastInsertRowid)
}

async function fill(file: ArchiveFile, { id, key }: Pick<Draft, 'id' | 'key'>, call: Writing): Promise<Draft> {
  const digest = createHash('sha256')
  let position = 0
  let sizeBytes = 0
  for await (const bytes of inPieces(call.body, pieceBytes)) {
    await requireSpace(file)
    digest.update(bytes)
    await file.jot(call, { doing: `writing ${key}`, run: (database) => append(database, { file, id, position, bytes }) })
    position += 1
    sizeBytes += bytes.byteLength
  }
  return { id, key, sizeBytes, sha256: digest.digest('hex') }
}

/** On a disk that is filled to the last byte nothing could be removed any more, because that too is written to the log first. */
async function requireSpace(file: ArchiveFile): Promise<void> {
  if ((await freeBytes(file)) >= reservedBytes) return
  throw new Failure('exhausted', `the disk with ${file.path} is full but for what it takes to remove something`, {
    remedy: 'Free some space there, shorten the retention, or move the target to a larger disk.',
    detail: { reservedBytes },
  })
}

interface Appended {
  readonly file: ArchiveFile
  readonly id: number
  readonly position: number
  readonly bytes: Uint8Array
}

function append(database: Database, { file, id, position, bytes }: Appended): void {
  // Says at the same time that somebody is still at work on it.
  const touch = "update object set modified_at = ? where id = ? and state = 'writing'"
  if (database.prepare(touch).run(file.host.now().getTime(), id).changes === 0) throw swept(file)
  insertPiece(database, { objectId: id, position }, bytes)
}

/** Throws `corrupt` unless the database gives back what was put in. */
async function readBack(file: ArchiveFile, draft: Draft, call: Call): Promise<void> {
  const { id, key, sizeBytes, sha256 } = draft
  const doing = `reading ${key} back`
  // What is still in memory would prove nothing of the file.
  await file.read(call, { doing, run: (database) => database.pragma('shrink_memory') })
  const digest = createHash('sha256')
  for (let start = 0; start < sizeBytes; start += pieceBytes) {
    const address = { objectId: id, position: start / pieceBytes, lengthBytes: Math.min(pieceBytes, sizeBytes - start) }
    const piece = await file.read(call, { doing, run: (database) => findPiece(database, address, file) })
    if (piece === null) throw swept(file)
    digest.update(piece)
    await yieldToOthers()
  }
  if (digest.digest('hex') === sha256) return
  throw new Failure('corrupt', `${file.path} gives back other bytes than were written to ${key}`, {
    remedy: 'Check the disk before keeping backups there.',
  })
}

interface Published {
  readonly object: StoredObject
  readonly hasReplaced: boolean
}

function publish(database: Database, draft: Draft, { file, exclusive }: { file: ArchiveFile; exclusive: boolean }): Published {
  const { id, key, sizeBytes, sha256 } = draft
  const previous = findRow(database, key)
  if (previous !== null && exclusive) throw taken(file, key)
  if (previous !== null) database.prepare("update object set state = 'removing', key = null where id = ?").run(previous.id)
  const modifiedAt = file.host.now()
  const keep = `update object set state = 'kept', key = ?, size_bytes = ?, sha256 = ?, modified_at = ? where id = ? and state = 'writing'`
  if (database.prepare(keep).run(key, sizeBytes, sha256, modifiedAt.getTime(), id).changes === 0) throw swept(file)
  return { object: { key, sizeBytes, modifiedAt, sha256 }, hasReplaced: previous !== null }
}

/** Never throws: why the object was not written matters more, and a sweep does what can't be done now. */
async function giveUp(file: ArchiveFile, id: number): Promise<void> {
  const call = { signal: new AbortController().signal }
  const drop = "update object set state = 'removing' where id = ? and state = 'writing'"
  try {
    await file.jot(call, { doing: 'giving up an object', run: (database) => database.prepare(drop).run(id) })
    await reclaimQuietly(file, call, giveUpMs)
  } catch (error) {
    file.host.log.warn('an unfinished archive is left to the next sweep', { reason: String(error) })
  }
}

function taken({ path }: ArchiveFile, key: string): Failure {
  return new Failure('conflict', `${key} exists already in ${path}`, { remedy: 'Choose another name.' })
}

function swept({ path }: ArchiveFile): Failure {
  return new Failure('conflict', `what was being written to ${path} was removed meanwhile`, {
    remedy: 'Look whether two machines with different clocks use this file, or whether it was replaced; then try again.',
  })
}
