import { constants, deflateRaw, inflateRaw, type ZlibOptions, type ZstdOptions, zstdCompress, zstdDecompress } from 'node:zlib'
import { Failure } from '../../plugins/failure.ts'

export type Codec = 'zstd' | 'deflate' | 'store'

/** How FORMAT.md numbers the codings. */
export const coding = { stored: 0, deflate: 1, zstd: 2, zstdDictionary: 3 } as const

/** The codings that need no other chunk. */
export type PlainCoding = 0 | 1 | 2
export type Coding = PlainCoding | 3

export interface EncodedChunk {
  readonly stored: Uint8Array
  readonly coding: PlainCoding
}

export interface StoredChunk {
  readonly stored: Uint8Array
  readonly coding: Coding
  readonly plainBytes: number
  /** The plain bytes of the dictionary chunk, for coding 3. */
  readonly dictionary?: Uint8Array
}

/** An empty final block: ends a ZIP entry made of deflate chunks. */
export const deflateEnd: Uint8Array = Uint8Array.of(0x03, 0x00)
/** A whole zstd frame of no bytes (RFC 8878): an entry of method 93 must hold at least one frame. */
export const emptyFrame: Uint8Array = Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 0x20, 0x00, 0x01, 0x00, 0x00)

const chunkLevel = 3
const deltaLevel = 4
/**
 * A delta is small only if the encoder remembers positions all over the dictionary. The tables of the levels don't grow with it: level 3 forgets most of a
 * chunk of text, level 6 a fifth of an incompressible one. One slot for eight bytes of the dictionary is enough with this strategy, and the fastest.
 */
const deltaStrategy = constants.ZSTD_dfast
const deltaTableLog = (dictionaryBytes: number) => Math.max(15, Math.ceil(Math.log2(dictionaryBytes)) - 3)
const deflateLevel = 6
/** The least that zlib takes as the size of an output buffer. */
const outputBytesMin = 64
/** What a compressor may add to bytes that don't compress, generously: then one call on the thread pool is enough. */
const slackBytes = (plainBytes: number) => (plainBytes >> 7) + 1024

/**
 * A chunk coded by itself, on the thread pool. The coding always is that of the codec, even where storing would be smaller: in a full archive all
 * chunks of a part are one ZIP entry with one method.
 */
export async function encodeChunk(plain: Uint8Array, codec: Codec): Promise<EncodedChunk> {
  switch (codec) {
    case 'store':
      return { stored: plain, coding: coding.stored }
    case 'deflate':
      // A full flush forgets what came before, so the next chunk can be read alone.
      return { stored: await deflateWith(plain, { level: deflateLevel, finishFlush: constants.Z_FULL_FLUSH }), coding: coding.deflate }
    case 'zstd':
      return { stored: await zstdWith(plain, { params: { [constants.ZSTD_c_compressionLevel]: chunkLevel } }), coding: coding.zstd }
  }
}

/** Deno takes the option and ignores it (seen in 2.9): it would write frames without the dictionary, and refuse those that need it. */
const dictionariesWork = process.versions['deno'] === undefined

/** False for bytes that zstd would read as a trained dictionary, or that are too few for it to use: neither serves as raw content. Under Deno nothing does. */
export function canBeDictionary(plain: Uint8Array): boolean {
  const trained = plain[0] === 0x37 && plain[1] === 0xa4 && plain[2] === 0x30 && plain[3] === 0xec
  return dictionariesWork && plain.length >= 8 && !trained
}

/** A chunk as a zstd frame that repeats what `dictionary` has already. Throws `unsupported` for what `canBeDictionary` denies. */
export async function encodeDelta(plain: Uint8Array, dictionary: Uint8Array): Promise<Uint8Array> {
  if (!canBeDictionary(dictionary))
    throw new Failure('unsupported', 'a chunk that starts like a trained zstd dictionary cannot serve as raw content')
  const params = {
    [constants.ZSTD_c_compressionLevel]: deltaLevel,
    [constants.ZSTD_c_strategy]: deltaStrategy,
    [constants.ZSTD_c_hashLog]: deltaTableLog(dictionary.length),
    [constants.ZSTD_c_chainLog]: deltaTableLog(dictionary.length),
    [constants.ZSTD_c_windowLog]: windowLog(plain.length + dictionary.length),
  }
  return zstdWith(plain, { params, dictionary })
}

/** A whole raw deflate stream, as a ZIP entry of method 8 holds it. */
export function deflate(plain: Uint8Array): Promise<Uint8Array> {
  return deflateWith(plain, { level: deflateLevel })
}

/**
 * Exactly the `plainBytes` bytes of a chunk; `corrupt` if `stored` is anything else than one chunk of that length, to its last byte. Never takes
 * more memory than those bytes, the window of the coding and a little. For coding 0 the result is `stored` itself.
 */
export async function decodeChunk(chunk: StoredChunk): Promise<Uint8Array> {
  const { stored, plainBytes } = chunk
  if (chunk.coding === coding.stored) {
    if (stored.length !== plainBytes) throw new Failure('corrupt', `${stored.length} bytes are stored where ${plainBytes} should be`)
    return stored
  }
  const { plain, consumedBytes, inputBytes } = await (chunk.coding === coding.deflate ? inflateChunk(chunk) : expandFrame(chunk))
  if (plain.length !== plainBytes) throw new Failure('corrupt', `it unpacks to ${plain.length} bytes where ${plainBytes} should be`)
  if (consumedBytes !== inputBytes) throw new Failure('corrupt', `${inputBytes - consumedBytes} bytes follow the end of its data`)
  return plain
}

interface Decoded {
  readonly plain: Uint8Array
  readonly consumedBytes: number
  readonly inputBytes: number
}

/** The chunk has no final block. One is put behind it, so that bytes which end inside a block or go on after a final one are noticed. */
function inflateChunk({ stored, plainBytes }: StoredChunk): Promise<Decoded> {
  const input = Buffer.concat([stored, deflateEnd])
  return decoded(input, (done) => inflateRaw(input, { ...outputLimits(plainBytes), info: true }, done))
}

function expandFrame({ stored, coding: used, plainBytes, dictionary }: StoredChunk): Promise<Decoded> {
  if ((used === coding.zstdDictionary) !== (dictionary !== undefined)) {
    throw new Failure('internal', 'a dictionary belongs to chunks of coding 3, and only to them')
  }
  if (dictionary !== undefined && !dictionariesWork) {
    throw new Failure('unsupported', 'this archive holds deltas, and Deno can not read them', {
      remedy: 'Read it with Node: "npx holdfast …".',
    })
  }
  const options: ZstdOptions = {
    ...outputLimits(plainBytes),
    ...(dictionary === undefined ? {} : { dictionary }),
    // A frame may ask for a window of gigabytes; none of ours needs more than what it is made of.
    params: { [constants.ZSTD_d_windowLogMax]: windowLog(plainBytes + (dictionary?.length ?? 0)) },
    info: true,
  }
  return decoded(stored, (done) => zstdDecompress(stored, options, done))
}

/** One byte more than expected fits, so that the end is found without a second buffer; but it would be refused. */
function outputLimits(plainBytes: number): { chunkSize: number; maxOutputLength: number } {
  return { chunkSize: Math.max(outputBytesMin, plainBytes + 1), maxOutputLength: Math.max(1, plainBytes) }
}

type Done = (error: Error | null, result: Buffer) => void

function decoded(input: Uint8Array, start: (done: Done) => void): Promise<Decoded> {
  return new Promise((resolve, reject) => {
    start((error, result) => {
      if (error !== null) return reject(unreadable(error))
      // With `info` the result is an object; the published types leave that out.
      const { buffer, engine } = result as unknown as { buffer: Buffer; engine: { bytesWritten: number } }
      resolve({ plain: buffer, consumedBytes: engine.bytesWritten, inputBytes: input.length })
    })
  })
}

function unreadable(error: Error): Failure {
  const code = 'code' in error ? String(error.code) : ''
  if (code === 'Z_MEM_ERROR' || code === 'ZSTD_error_memory_allocation') {
    return new Failure('exhausted', 'there was no memory to unpack a chunk', {
      cause: error,
      remedy: 'Free memory, or run fewer jobs at a time.',
    })
  }
  const reason = code === 'ERR_BUFFER_TOO_LARGE' ? 'it unpacks to more bytes than it should' : `it cannot be unpacked (${error.message})`
  return new Failure('corrupt', reason, { cause: error })
}

/** The smallest window, as a power of two, that covers so many bytes; zstd knows none below 10. */
function windowLog(bytes: number): number {
  return Math.max(10, Math.ceil(Math.log2(Math.max(1, bytes))))
}

function deflateWith(plain: Uint8Array, options: ZlibOptions): Promise<Uint8Array> {
  const chunkSize = plain.length + slackBytes(plain.length)
  return encoded((done) => deflateRaw(plain, { ...options, chunkSize }, done))
}

function zstdWith(plain: Uint8Array, options: ZstdOptions): Promise<Uint8Array> {
  const chunkSize = plain.length + slackBytes(plain.length)
  return encoded((done) => zstdCompress(plain, { ...options, chunkSize, pledgedSrcSize: plain.length }, done))
}

function encoded(start: (done: Done) => void): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    start((error, result) =>
      error === null ? resolve(result) : reject(new Failure('internal', `a chunk could not be packed: ${error.message}`, { cause: error })),
    )
  })
}
