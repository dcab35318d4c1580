import type { Bytes, Call } from '../../plugins/contract.ts'
import { Failure } from '../../plugins/failure.ts'
import type { RandomAccess } from '../archive/access.ts'
import { uploadLimits, type ZipLimits } from '../archive/zip-limits.ts'
import { unpack } from '../archive/zip-unpack.ts'

/** How SQL text is packed that is in no ZIP file. */
export type Packing = 'gzip' | 'zstd'

/** What an upload of unknown origin may be; `plainBytesMax` null for the program's own limit. */
export function limitsFor(plainBytesMax: number | null): ZipLimits {
  return { ...uploadLimits, plainBytes: Math.min(plainBytesMax ?? uploadLimits.plainBytes, uploadLimits.plainBytes) }
}

/** The plain text of a packed file, in pieces. Throws `corrupt` for damage, `invalid` when it unpacks to more than `limits` allow. */
export async function* unpackUpload(access: RandomAccess, how: { packing: Packing | null; limits: ZipLimits }, call: Call): Bytes {
  const stored = access.stream(0, access.sizeBytes, call)
  const { packing, limits } = how
  const ratioBytesMax = 1024 ** 2 + access.sizeBytes * limits.ratio
  let plainBytes = 0
  for await (const piece of packing === null ? stored : unpackNamed(stored, packing)) {
    call.signal.throwIfAborted()
    plainBytes += piece.length
    if (plainBytes > limits.plainBytes) throw tooLarge(`it holds more than ${limits.plainBytes} bytes`, limits.plainBytes)
    if (packing !== null && plainBytes > ratioBytesMax)
      throw tooLarge(`it unpacks to more than ${limits.ratio} times its size`, limits.ratio)
    yield piece
  }
}

/** The decoder is shared with ZIP files, whose words would mislead here. */
async function* unpackNamed(stored: Bytes, packing: Packing): Bytes {
  try {
    yield* unpack(stored, packing, 'the file')
  } catch (error) {
    if (!(error instanceof Failure) || error.code !== 'corrupt') throw error
    throw new Failure('corrupt', `The ${packing} file is damaged: it can't be unpacked to its end, or something follows it.`, {
      remedy: 'Check that it was transferred whole, or pack the dump again.',
      cause: error,
    })
  }
}

function tooLarge(what: string, limit: number): Failure {
  return new Failure('invalid', `The upload was refused: ${what}.`, {
    remedy: 'If you trust where the file comes from, unpack it yourself and restore the plain dump, or have the limit raised.',
    detail: { limit },
  })
}
