import { hash } from 'node:crypto'
import type { Database } from 'better-sqlite3'
import { Failure } from '../../failure.ts'
import type { ArchiveFile } from './archive-file.ts'

interface PieceRow {
  readonly bytes: Buffer
  readonly sha256: Buffer
}

/** Which piece of which object, and how long it must be. */
export interface PieceAddress {
  readonly objectId: number
  readonly position: number
  readonly lengthBytes: number
}

/** Keeps a piece together with its checksum: SQLite itself notices no bit that changed inside of a row. */
export function insertPiece(database: Database, { objectId, position }: Omit<PieceAddress, 'lengthBytes'>, bytes: Uint8Array): void {
  const sha256 = hash('sha256', bytes, 'buffer')
  database.prepare('insert into piece (object_id, position, sha256, bytes) values (?, ?, ?, ?)').run(objectId, position, sha256, bytes)
}

/** The bytes of a piece as they were written; null when it is gone. Throws `corrupt` when they are others. */
export function findPiece(database: Database, address: PieceAddress, file: ArchiveFile): Buffer | null {
  const { objectId, position, lengthBytes } = address
  const select = database.prepare('select bytes, sha256 from piece where object_id = ? and position = ?')
  const found = select.get(objectId, position) as PieceRow | undefined
  if (found === undefined) return null
  if (found.bytes.length === lengthBytes && hash('sha256', found.bytes, 'buffer').equals(found.sha256)) return found.bytes
  throw new Failure('corrupt', `${file.path} holds other bytes than were written: piece ${position} of object ${objectId} is damaged`, {
    remedy: 'Use another copy of the archive, and check the disk.',
  })
}
