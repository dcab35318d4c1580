import { Failure } from '../../plugins/failure.ts'

/** What a reader is willing to take from a ZIP file that somebody else may have made. */
export interface ZipLimits {
  readonly entries: number
  /** Size of the central directory, which is held in memory. */
  readonly directoryBytes: number
  readonly nameBytes: number
  /** Sum over all entries of what they unpack to. */
  readonly plainBytes: number
  /** Plain bytes per stored byte, entry by entry, beyond the first MiB. */
  readonly ratio: number
}

/** For files of unknown origin. Deflate cannot exceed 1,032 to 1, so an honest deflate entry never meets the ratio. */
export const uploadLimits: ZipLimits = {
  entries: 100_000,
  directoryBytes: 32 * 1024 ** 2,
  nameBytes: 4096,
  plainBytes: 2 * 1024 ** 4,
  ratio: 1100,
}

/** For archives that Holdfast wrote and whose hash was compared: highly repetitive dumps compress further than any fixed ratio. */
export const archiveLimits: ZipLimits = { ...uploadLimits, plainBytes: Number.MAX_SAFE_INTEGER, ratio: Number.POSITIVE_INFINITY }

/** An `invalid` failure that names the limit a ZIP file goes past. */
export function pastLimit(what: string, limit: number): Failure {
  return new Failure('invalid', `The ZIP file was refused: ${what}, and the limit is ${limit}.`, {
    remedy: 'If you trust where the file comes from, unpack it yourself and pack it again in smaller pieces.',
    detail: { limit },
  })
}
