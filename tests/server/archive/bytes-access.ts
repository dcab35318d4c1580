import type { Bytes } from '../../../plugins/contract.ts'
import { Failure } from '../../../plugins/failure.ts'
import type { RandomAccess } from '../../../server/archive/access.ts'

/** Bytes in memory as random access; `ranges` tells what was read. */
export class BytesAccess implements RandomAccess {
  readonly bytes: Uint8Array
  readonly ranges: [number, number][] = []
  readonly #pieceBytes: number

  constructor(bytes: Uint8Array, pieceBytes = 64 * 1024) {
    this.bytes = bytes
    this.#pieceBytes = pieceBytes
  }

  get sizeBytes(): number {
    return this.bytes.length
  }

  async read(fromByte: number, toByte: number): Promise<Uint8Array> {
    if (fromByte < 0 || fromByte > toByte || toByte > this.bytes.length) throw new Failure('corrupt', `No bytes ${fromByte} to ${toByte}`)
    this.ranges.push([fromByte, toByte])
    return this.bytes.slice(fromByte, toByte)
  }

  async *stream(fromByte: number, toByte: number): Bytes {
    for (let at = fromByte; at < toByte; at += this.#pieceBytes) yield await this.read(at, Math.min(at + this.#pieceBytes, toByte))
  }
}

export const call = { signal: new AbortController().signal }

export async function collect(bytes: Bytes): Promise<Buffer> {
  const pieces: Uint8Array[] = []
  for await (const piece of bytes) pieces.push(piece)
  return Buffer.concat(pieces)
}
