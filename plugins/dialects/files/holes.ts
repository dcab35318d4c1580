import type { BigIntStats } from 'node:fs'
import type { BlockingFiles } from '../../contract.ts'
import { batchBytes } from './batch.ts'
import { blockBytes, padded } from './tar-header.ts'

/** A run of bytes of a file. */
export interface Stretch {
  readonly offset: number
  readonly lengthBytes: number
}

const granuleBytes = 4096
const zeros = Buffer.alloc(batchBytes)

/** Past this many stretches the rest of a file is kept as data: right, but without its holes, so that the map stays small. */
const stretchesMax = 65_536

/**
 * Whether fewer blocks are allocated than the file is long. That is a hint and no more: filesystems that compress, and some network and user-space
 * ones, report few or no blocks for files full of data, so nothing may be skipped for it.
 */
export function maySkip(stats: BigIntStats): boolean {
  return stats.size - stats.blocks * 512n >= BigInt(granuleBytes)
}

/**
 * The stretches of a file that are not zero, found by reading it: Node offers no SEEK_HOLE. Holes are read at the speed of memory and once;
 * only the stretches found are read a second time.
 */
export function findStretches(files: BlockingFiles, descriptor: number, sizeBytes: number): Stretch[] {
  const buffer = Buffer.allocUnsafeSlow(batchBytes)
  const stretches: Stretch[] = []
  let start = -1
  const close = (end: number) => {
    if (start >= 0) stretches.push({ offset: start, lengthBytes: end - start })
    start = -1
  }
  for (let position = 0; position < sizeBytes; ) {
    const count = files.readSync(descriptor, buffer, 0, Math.min(batchBytes, sizeBytes - position), position)
    if (count === 0) break
    for (let at = 0; at < count; at += granuleBytes) {
      const end = Math.min(at + granuleBytes, count)
      if (at === 0 && buffer.compare(zeros, 0, count, 0, count) === 0) {
        close(position)
        break
      }
      if (buffer.compare(zeros, 0, end - at, at, end) === 0) close(position + at)
      else if (start < 0) start = position + at
    }
    position += count
    if (stretches.length >= stretchesMax && start >= 0) break
  }
  close(sizeBytes)
  return stretches
}

/** GNU's map, format 1.0: the count, then offset and length of each stretch, decimal and a line each, padded to whole blocks. */
export function encodeMap(stretches: readonly Stretch[], sizeBytes: number): Buffer {
  const last = stretches.at(-1)
  const endsInHole = last === undefined || last.offset + last.lengthBytes < sizeBytes
  // A map says where data is; an empty stretch at the end says how long the file is.
  const all = endsInHole ? [...stretches, { offset: sizeBytes, lengthBytes: 0 }] : stretches
  const text = `${all.length}\n${all.map((stretch) => `${stretch.offset}\n${stretch.lengthBytes}\n`).join('')}`
  const map = Buffer.alloc(Math.max(padded(text.length), blockBytes))
  map.write(text, 'latin1')
  return map
}
