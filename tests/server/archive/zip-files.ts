import { constants, deflateRawSync, zstdCompressSync } from 'node:zlib'
import type { ZipMethod } from '../../../server/archive/zip-fields.ts'
import { ZipWriter } from '../../../server/archive/zip-writer.ts'

export interface Packed {
  readonly name: string
  readonly method: ZipMethod
  readonly chunks: readonly Uint8Array[]
}

export const modifiedAt = new Date('2026-11-21T12:34:56Z')

/** Chunks as an archive stores them: deflate with a full flush after each, one zstd frame each, or as they are. */
export function storedChunk(chunk: Uint8Array, method: ZipMethod): Uint8Array {
  if (method === 8) return deflateRawSync(chunk, { finishFlush: constants.Z_FULL_FLUSH })
  return method === 93 ? zstdCompressSync(chunk) : chunk
}

/** What ends the content of an entry. */
export const contentEnd: Readonly<Record<ZipMethod, Uint8Array>> = {
  0: new Uint8Array(0),
  8: Uint8Array.of(3, 0),
  93: zstdCompressSync(new Uint8Array(0)),
}

/** A whole ZIP file made with the writer. */
export function packZip(entries: readonly Packed[]): Buffer {
  const zip = new ZipWriter({ modifiedAt })
  const pieces: Uint8Array[] = []
  for (const entry of entries) {
    pieces.push(zip.open(entry.name, entry.method))
    for (const chunk of entry.chunks) {
      const stored = storedChunk(chunk, entry.method)
      zip.account(stored, chunk)
      pieces.push(stored)
    }
    zip.account(contentEnd[entry.method], new Uint8Array(0))
    pieces.push(contentEnd[entry.method])
    pieces.push(zip.close())
  }
  pieces.push(zip.finish())
  return Buffer.concat(pieces)
}

export const text = (value: string) => new TextEncoder().encode(value)
