import { emptyFrame } from './codec.ts'

/** libarchive reads files in multiples of this. */
const readBytes = 64 * 1024

/**
 * What to write before a zstd frame of `storedBytes` at `offset` of the ZIP file: nothing, or empty frames, which every reader skips.
 * libarchive (seen in 3.6) takes a frame that ends exactly where one of its reads does for the end of the entry, and bsdtar then fails.
 * For the same reason an entry needs an empty frame at its end: libarchive misses the end when its output buffer is full just there.
 */
export function framesBefore(offset: number, storedBytes: number): Uint8Array {
  const endsWithRead = (at: number) => at % readBytes === 0
  let frames = 0
  let at = offset
  while (endsWithRead(at + storedBytes) || (frames > 0 && endsWithRead(at))) {
    frames++
    at += emptyFrame.length
  }
  return Buffer.concat(Array.from({ length: frames }, () => emptyFrame))
}
