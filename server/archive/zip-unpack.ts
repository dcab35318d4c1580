import {
  constants,
  createGunzip,
  createInflateRaw,
  createZstdDecompress,
  type Gunzip,
  type InflateRaw,
  type ZstdDecompress,
} from 'node:zlib'
import type { Bytes } from '../../plugins/contract.ts'
import { Failure } from '../../plugins/failure.ts'
import { damaged } from './zip-fields.ts'

type Decoder = InflateRaw | Gunzip | ZstdDecompress

/** `deflate` is the raw stream of a ZIP entry, `gzip` a file with its own header and checksum. */
type Format = 'deflate' | 'gzip' | 'zstd'

const pieceBytes = 256 * 1024

/** The largest window that a foreign zstd frame may ask for, as a power of two: 32 MiB. Levels up to 20 need less. */
const windowBits = 25

/**
 * Unpacks a raw deflate stream, a gzip file, or zstd frames one after the other, in pieces of bounded size with back-pressure. Damage throws `corrupt`
 * and names `what`; errors of the source pass through. Ends the source when the reader stops.
 */
export async function* unpack(source: Bytes, format: Format, what: string): Bytes {
  const pieces = new Pieces(source)
  try {
    let rest = await pieces.next()
    do {
      const decoder = open(format)
      const feeding = feed(decoder, pieces, rest)
      // Its error reaches the reader through the decoder; here it must only not count as unhandled.
      feeding.catch(() => {})
      yield* decoder
      rest = await feeding
      if (rest && format !== 'zstd') throw damaged(`${JSON.stringify(what)} ends before its stored bytes do`)
    } while (rest)
  } catch (error) {
    throw pieces.failure ? pieces.failure.reason : explained(error, what)
  } finally {
    await pieces.close()
  }
}

/** A source that remembers what it threw, since a decoder passes on errors only, and the reason of an abort may be anything. */
class Pieces {
  readonly #iterator: AsyncIterator<Uint8Array>
  failure: { readonly reason: unknown } | null = null

  constructor(source: Bytes) {
    this.#iterator = source[Symbol.asyncIterator]()
  }

  async next(): Promise<Uint8Array | null> {
    try {
      const result = await this.#iterator.next()
      return result.done ? null : result.value
    } catch (reason) {
      this.failure = { reason }
      throw reason
    }
  }

  async close(): Promise<void> {
    await this.#iterator.return?.()
  }
}

/**
 * Node's decoders end at the end of a zstd frame when more input of the same write follows, and drop that input. So each write is
 * waited for, and what it left is returned for the next decoder; null at the end of the source.
 */
async function feed(decoder: Decoder, pieces: Pieces, first: Uint8Array | null): Promise<Uint8Array | null> {
  try {
    for (let piece = first; piece; piece = await pieces.next()) {
      const before = decoder.bytesWritten
      await write(decoder, piece)
      const takenBytes = decoder.bytesWritten - before
      if (takenBytes < piece.length) return piece.subarray(takenBytes)
    }
    decoder.end()
    return null
  } catch (error) {
    decoder.destroy(new Error('The source failed', { cause: error }))
    throw error
  }
}

function open(format: Format): Decoder {
  if (format === 'gzip') return createGunzip({ chunkSize: pieceBytes })
  if (format === 'deflate') return createInflateRaw({ chunkSize: pieceBytes })
  return createZstdDecompress({ chunkSize: pieceBytes, params: { [constants.ZSTD_d_windowLogMax]: windowBits } })
}

function write(decoder: Decoder, piece: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    decoder.write(piece, (error) => (error ? reject(error) : resolve()))
  })
}

function explained(error: unknown, what: string): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (error instanceof Failure || !/^(Z_|ZSTD_)/.test(code)) return error
  if (code !== 'ZSTD_error_frameParameter_windowTooLarge') return damaged(`${JSON.stringify(what)} cannot be unpacked`, error)
  return new Failure('unsupported', `${JSON.stringify(what)} was packed with a zstd window of more than ${2 ** windowBits} bytes.`, {
    remedy: 'Pack it again without `--long` or `--ultra`.',
    cause: error,
  })
}
