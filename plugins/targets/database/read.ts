import type { GetCall } from '../../contract.ts'
import { Failure } from '../../failure.ts'
import type { ArchiveFile } from './archive-file.ts'
import { findRow, type ObjectRow } from './lookup.ts'
import { findPiece } from './piece.ts'

/** See `Target.get`. */
export async function* readObject(file: ArchiveFile, key: string, call: GetCall): AsyncGenerator<Uint8Array, void, void> {
  const doing = `reading ${key}`
  const object = await file.read(call, { doing, run: (database) => findRow(database, key) })
  if (object === null)
    throw new Failure('not_found', `there is no ${key} in ${file.path}`, { remedy: 'Look with `holdfast list` what is there.' })
  const end = Math.min(call.toByte ?? object.sizeBytes, object.sizeBytes)
  for (let at = call.fromByte ?? 0; at < end; ) {
    const position = Math.floor(at / object.pieceBytes)
    const start = position * object.pieceBytes
    const address = { objectId: object.id, position, lengthBytes: Math.min(object.pieceBytes, object.sizeBytes - start) }
    const piece = await file.read(call, { doing, run: (database) => findPiece(database, address, file) })
    if (piece === null) throw await missing(file, object, call)
    const wanted = piece.subarray(at - start, Math.min(piece.length, end - start))
    at += wanted.length
    yield wanted
  }
}

/** Whoever reads what others may remove must be able to tell that from damage. */
async function missing(file: ArchiveFile, { id, key }: ObjectRow, call: GetCall): Promise<Failure> {
  const there = await file.read(call, { doing: `looking up ${key}`, run: (database) => findRow(database, key) })
  if (there?.id !== id) {
    return new Failure('not_found', `${key} was removed while it was read`, { remedy: 'Look again what is there.' })
  }
  return new Failure('corrupt', `${file.path} has lost a part of ${key}`, {
    remedy: 'Use another copy of the archive, and check the disk.',
  })
}
